"""The reason leads to content, to an idea, or to a request; who answered sees which, and needs no account open."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Person, Role
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.commands.submitting import Wish, put_on_board
from portal.ideas.models import Idea, IdeaVote
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.search.commands import rebuild_index
from portal.success.models import CustomerRequest, FollowUp
from portal.surveys.models import Response

UPLOAD = "Photo upload in a queue while there is no network"


@pytest.fixture
def idea(asking):
    writer = asking.person()
    with asking.app.app_context():
        ensure_statuses()
        author = db.session.get_one(Person, writer.id)
        made = put_on_board(author, Wish(UPLOAD, "Photos are lost on weak networks.", ""), author)
        db.session.commit()
        number = made.id
        rebuild_index(lambda _line: None)
    return number


def explain(asking, client, words, about, contact="mail"):
    asking.wave()
    asking.answer(4)
    sent = client.post(f"{asking.link()}/reason", data={"words": words, "about": about, "contact": contact})
    assert sent.status_code == 303
    return client.get(asking.link()).text


def test_a_missing_feature_leads_to_ideas_like_it_and_one_tap_votes(asking, client, rows, idea):
    page = explain(asking, client, "The photo upload needs a queue when there is no network", "missing")
    assert UPLOAD in page and "Others asked for something like it" in page
    before = rows(Idea, id=idea)[0].votes
    voted = client.post(f"{asking.link()}/vote", data={"idea": idea, "want": 1})
    assert voted.status_code == 303
    client.post(f"{asking.link()}/vote", data={"idea": idea, "want": 1})
    [vote] = [one for one in rows(IdeaVote) if one.person_id == asking.ann.id]
    assert vote.source == "nps" and rows(Idea, id=idea)[0].votes == before + 1
    assert "Voted" in client.get(asking.link()).text
    client.post(f"{asking.link()}/vote", data={"idea": idea, "want": 0})
    assert rows(Idea, id=idea)[0].votes == before


def test_the_link_votes_only_while_the_answer_can_be_changed(asking, client, rows, idea):
    explain(asking, client, "The photo upload needs a queue", "missing")
    with time_machine.travel(now() + timedelta(hours=25)):
        late = client.post(f"{asking.link()}/vote", data={"idea": idea, "want": 1})
    assert late.status_code == 409 and [one for one in rows(IdeaVote) if one.person_id == asking.ann.id] == []


def test_who_did_not_answer_cannot_vote_by_the_link(asking, client, rows, idea):
    asking.wave()
    assert client.post(f"{asking.link()}/vote", data={"idea": idea, "want": 1}).status_code == 404
    assert client.post(f"{asking.link()}/vote", data={"want": 1}).status_code == 404
    assert [one for one in rows(IdeaVote) if one.person_id == asking.ann.id] == []


def test_nothing_like_it_leads_to_the_board(asking, client):
    assert "Write an idea" in explain(asking, client, "Zebra crossings on the moon", "missing")


def test_service_becomes_one_request_whose_state_they_see(asking, client, client_of, rows):
    page = explain(asking, client, "Nobody called back.\nFor three days.", "service")
    [request] = rows(CustomerRequest)
    assert (request.title, request.person_id, request.state) == ("Nobody called back.", asking.ann.id, "received")
    assert "Received" in page and f"/requests/{request.id}" in page
    client.post(f"{asking.link()}/reason", data={"words": "Nobody called back, still.", "about": "service"})
    assert len(rows(CustomerRequest)) == 1 and rows(Response)[0].request_id == request.id
    assert sorted(one.reason for one in rows(FollowUp)) == ["detractor", "request:survey"]
    assert client_of(asking.ann).get(f"/requests/{request.id}").status_code == 200


def test_no_colleague_reads_the_request_that_came_of_an_answer(asking, client, client_of, rows, make):
    key = make.person(Role.MEMBER | Role.KEYPERSON, asking.company, display_name="Kay")
    explain(asking, client, "Nobody called back.", "service")
    [request] = rows(CustomerRequest)
    reads = client_of(key)
    assert reads.get(f"/requests/{request.id}").status_code == 404
    assert "Nobody called back." not in reads.get("/requests?of=company").text


@pytest.mark.parametrize(("words", "contact"), [("", "mail"), ("Nobody called back.", "none")])
def test_no_request_without_words_or_against_their_wish(asking, client, rows, words, contact):
    explain(asking, client, words, "service", contact)
    assert rows(CustomerRequest) == []


def test_how_to_leads_to_the_community_where_no_content_fits(asking, client):
    page = explain(asking, client, "Zebra crossings on the moon", "howto")
    assert "Ask the community" in page and "No content fits your words" in page


def test_the_page_of_thanks_takes_constant_statements(asking, client, idea, count_queries):
    explain(asking, client, "The photo upload needs a queue when there is no network", "missing")
    client.get(asking.link())
    with count_queries() as number:
        client.get(asking.link())
    assert number() <= 10
