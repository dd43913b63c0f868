"""Votes that staff note for customers: found by address or name, told to nobody, taken back."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.ideas.commands import statuses
from portal.ideas.models import Idea, IdeaVote
from tests.ideas.deciding import by, send, vote


@pytest.fixture
def cs(make):
    return make.staff(Role.CS, display_name="Carla CS")


def noted(rows):
    return [(vote.person_id, vote.source, vote.note) for vote in rows(IdeaVote) if vote.added_by_id]


def test_a_vote_is_noted_by_address_and_by_the_beginning_of_a_name(client_of, make, cs, idea_of, rows):
    idea_id, browser = idea_of(), client_of(cs)
    ann, ben = make.person(display_name="Ann Example"), make.person(display_name="佐藤健")
    first = send(browser, idea_id, "on-behalf", voter=ann.email.upper(), source="call", where="Weekly call")
    assert first.status_code == 303
    assert send(browser, idea_id, "on-behalf", voter="佐藤", source="mail").status_code == 303
    assert noted(rows) == [(ann.id, "call", "Weekly call"), (ben.id, "mail", "")]
    assert [idea.votes for idea in rows(Idea)] == [3]
    page = browser.get(f"/console/ideas/{idea_id}").text
    assert "Ann Example" in page and "Weekly call" in page and "Carla CS" in page


def test_where_several_are_called_so_the_page_asks_which_one(client_of, make, cs, idea_of, rows):
    idea_id, browser = idea_of(), client_of(cs)
    one, two = (make.person(display_name=f"Kim {name}") for name in ("Ito", "Abe"))
    answer = send(browser, idea_id, "on-behalf", voter="Kim", source="call", where="Typed words")
    assert answer.status_code == 422 and "Kim Ito" in answer.text and "Kim Abe" in answer.text
    assert "Typed words" in answer.text and noted(rows) == []
    send(browser, idea_id, "on-behalf", voter="Kim", source="call", person=two.public_id)
    assert noted(rows) == [(two.id, "call", "")] and one.id != two.id


@pytest.mark.parametrize("voter", ["nobody@company.example", "Zzz", "", "carla cs"])
def test_strangers_and_staff_are_not_found_and_the_words_stay(client_of, cs, idea_of, rows, voter):
    idea_id = idea_of()
    answer = send(client_of(cs), idea_id, "on-behalf", voter=voter, source="call", where="Typed words")
    assert answer.status_code == 422 and "Typed words" in answer.text and noted(rows) == []


def test_what_they_said_has_a_length_and_stays_typed(client_of, make, cs, idea_of, rows):
    idea_id, ann, browser = idea_of(), make.person(), client_of(cs)
    words = {"voter": ann.email, "source": "call"}
    answer = send(browser, idea_id, "on-behalf", **words, where="x" * 501)
    assert answer.status_code == 422 and "Up to 500 characters" in answer.text and "x" * 501 in answer.text
    assert send(browser, idea_id, "on-behalf", **words, where="x" * 500).status_code == 303 and len(noted(rows)) == 1


def test_who_voted_already_is_said_and_nothing_changes(app, client_of, make, cs, idea_of, rows):
    idea_id, ann = idea_of(), make.person()
    vote(app, idea_id, ann)
    answer = client_of(cs).post(
        f"/console/ideas/{idea_id}/on-behalf", data={"voter": ann.email, "source": "call"}, follow_redirects=True
    )
    assert "voted already" in answer.text and noted(rows) == []


def test_what_was_noted_is_taken_back_but_not_somebodys_own_vote(app, client_of, make, cs, idea_of, rows):
    idea_id, ann, ben = idea_of(), make.person(), make.person()
    browser = client_of(cs)
    for person in (ann, ben):
        send(browser, idea_id, "on-behalf", voter=person.email, source="call")
    vote(app, idea_id, ben)
    for person in (ann, ben):
        answer = browser.post(f"/console/ideas/{idea_id}/on-behalf/drop", data={"person": person.public_id})
        assert answer.status_code == 303
    assert noted(rows) == [] and [idea.votes for idea in rows(Idea)] == [2]
    assert browser.post(f"/console/ideas/{idea_id}/on-behalf/drop", data={"person": "x"}).status_code == 404


def test_closed_ideas_take_no_votes_and_say_so(app, client_of, make, cs, idea_of, rows):
    idea_id, ann, browser = idea_of(), make.person(), client_of(cs)
    by(app, make.staff(Role.PRODUCT), statuses.set_status, idea_id, "declined", "Not now")
    assert "Voting is closed in this status." in browser.get(f"/console/ideas/{idea_id}").text
    answer = browser.post(f"/console/ideas/{idea_id}/on-behalf", data={"voter": ann.email, "source": "call"})
    assert answer.status_code == 409 and noted(rows) == []


def test_the_person_sees_that_it_was_noted_but_neither_by_whom_nor_why(client_of, make, cs, idea_of):
    idea_id, ann = idea_of(), make.person()
    send(client_of(cs), idea_id, "on-behalf", voter=ann.email, source="meeting", where="Secret words")
    page = client_of(ann).get(f"/ideas/{idea_id}", follow_redirects=True).text
    assert "Our staff noted your vote" in page
    assert not any(words in page for words in ("Secret words", "Carla CS", "In a meeting"))


def test_a_form_sent_twice_notes_one_vote(client_of, make, cs, idea_of, rows):
    idea_id, ann, browser = idea_of(), make.person(), client_of(cs)
    data = {"voter": ann.email, "source": "call", "form_key": "a key"}
    for _time in range(2):
        assert browser.post(f"/console/ideas/{idea_id}/on-behalf", data=data).status_code == 303
    assert noted(rows) == [(ann.id, "call", "")]
