"""A vote is one a person and family, however often and by whichever way it is set."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.ideas.commands import votes
from portal.ideas.models import Idea, IdeaFollow, IdeaVote
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.kernel.events import EVENTS, Event
from tests.ideas.deciding import behalf


def press(browser, idea_id, want, **more):
    return browser.post(f"/ideas/{idea_id}/vote", data={"want": want}, **more)


def test_a_vote_counts_once_and_leaves_one_event(client_of, make, idea_of, rows, event_names):
    idea_id, ann = idea_of(), make.person()
    browser = client_of(ann)
    for _time in range(2):
        assert press(browser, idea_id, "1").status_code == 303
    [idea] = rows(Idea, id=idea_id)
    assert (idea.votes, idea.companies) == (2, 2) and len(rows(IdeaVote, person_id=ann.id)) == 1
    assert event_names().count("idea.voted") == 2  # the author's, and this one


def test_a_vote_is_taken_back_as_often_as_somebody_likes(client_of, make, idea_of, rows):
    idea_id, browser = idea_of(), client_of(make.person())
    for want in "1001":
        assert press(browser, idea_id, want).status_code == 303
    assert [idea.votes for idea in rows(Idea, id=idea_id)] == [2]


def test_htmx_gets_the_button_with_the_other_wish(client_of, make, idea_of):
    answer = press(client_of(make.person()), idea_of(), "1", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and 'aria-pressed="true"' in answer.text and 'value="0"' in answer.text


def test_a_wish_that_is_none_is_said(client_of, make, idea_of, rows):
    idea_id = idea_of()
    assert press(client_of(make.person()), idea_id, "2").status_code == 422
    assert [idea.votes for idea in rows(Idea, id=idea_id)] == [1]


def test_guests_are_led_to_sign_in_and_suspended_people_are_refused(client, client_of, make, idea_of, rows):
    idea_id = idea_of()
    assert "/sign-in" in press(client, idea_id, "1").location
    suspended = make.person(suspended_at=make.person().created_at)
    assert press(client_of(suspended), idea_id, "1").status_code == 403
    assert [idea.votes for idea in rows(Idea, id=idea_id)] == [1]


def test_two_of_one_company_are_two_people_and_one_company(client_of, make, idea_of, rows):
    company = make.organization(contract_value=500_000)
    idea_id = idea_of(make.person(organization=company))
    press(client_of(make.person(organization=company)), idea_id, "1")
    [idea] = rows(Idea, id=idea_id)
    assert (idea.votes, idea.companies, idea.demand) == (2, 1, 500_000)


def test_a_vote_follows_but_not_against_somebodys_wish(app, client_of, make, idea_of, rows):
    idea_id, ann = idea_of(), make.person()
    press(client_of(ann), idea_id, "1")
    assert [row.wanted for row in rows(IdeaFollow, person_id=ann.id)] == [True]


def test_what_staff_note_follows_nothing_and_becomes_the_persons_own_by_their_vote(app, client_of, make, idea_of, rows):
    idea_id, ann, cs = idea_of(), make.person(), make.staff(Role.CS)
    with app.app_context():
        people = [db.session.get_one(Person, one.id) for one in (cs, ann)]
        assert votes.vote_on_behalf(people[0], idea_id, people[1], "call", "On the phone")
        assert not votes.vote_on_behalf(people[0], idea_id, people[1], "mail")
        db.session.commit()
    [vote] = rows(IdeaVote, person_id=ann.id)
    assert (vote.added_by_id, vote.source, vote.note) == (cs.id, "call", "On the phone")
    assert rows(IdeaFollow, person_id=ann.id) == []
    press(client_of(ann), idea_id, "1")
    [vote] = rows(IdeaVote, person_id=ann.id)
    assert (vote.added_by_id, vote.source, vote.note) == (None, "own", "")
    assert [idea.votes for idea in rows(Idea, id=idea_id)] == [2]
    assert [row.wanted for row in rows(IdeaFollow, person_id=ann.id)] == [True]


def test_a_noted_vote_is_made_ones_own_by_a_button_and_follows_unless_refused(app, client_of, make, idea_of, rows):
    idea_id, cs = idea_of(), make.staff(Role.CS)
    for refused in (False, True):
        ann = make.person()
        browser = client_of(ann)
        behalf(app, cs, idea_id, ann)
        if refused:
            browser.post(f"/ideas/{idea_id}/follow", data={"want": "0"})
        page = browser.get(f"/ideas/{idea_id}", follow_redirects=True).text
        assert 'name="want" value="1">' in page.partition('id="noted"')[2]
        assert press(browser, idea_id, "1").status_code == 303
        assert 'id="noted"' not in browser.get(f"/ideas/{idea_id}", follow_redirects=True).text
        assert [row.wanted for row in rows(IdeaFollow, person_id=ann.id)] == [not refused]


def test_what_staff_note_and_take_back_for_others_is_in_the_audit_log(app, make, idea_of, rows):
    idea_id, ann, cs = idea_of(), make.person(), make.staff(Role.CS)
    behalf(app, cs, idea_id, ann)
    with app.app_context():
        votes.drop_on_behalf(*(db.session.get_one(Person, cs.id), idea_id, db.session.get_one(Person, ann.id)))
        db.session.commit()
    done = [event for event in rows(Event, actor_id=cs.id) if EVENTS[event.name].audit]
    assert [(event.name, event.data["person_id"]) for event in done] == [
        ("idea.voted_on_behalf", ann.id),
        ("idea.unvoted_on_behalf", ann.id),
    ]


def test_members_add_no_votes_for_others(app, make, idea_of):
    idea_id, ann, ben = idea_of(), make.person(), make.person()
    with app.app_context(), pytest.raises(Forbidden):
        votes.vote_on_behalf(db.session.get_one(Person, ann.id), idea_id, db.session.get_one(Person, ben.id), "call")
