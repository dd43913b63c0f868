"""Who was told that an idea shipped is asked whether it helped; product reads what is still missing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.ideas.commands import statuses
from portal.ideas.models import IdeaVerdict
from portal.ideas.subscribers.verdicts import ask_whether_it_helped
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.notifications.models import Notification
from tests.ideas.deciding import behalf, by, vote


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


@pytest.fixture
def shipped(app, make, product, idea_of, drain):
    """Ship an idea of this author, and let the worker tell; its number."""

    def ship(*voters, idea_id=None):
        author, *others = voters or [make.person()]
        if idea_id is None:
            idea_id = idea_of(author, title="Offline photo queue")
            vote(app, idea_id, *others)
        by(app, product, statuses.set_status, idea_id, "shipped", "", "https://vendor.example/notes/7")
        drain()
        return idea_id

    return ship


def test_everybody_told_is_asked_and_nobody_else(app, make, product, idea_of, drain, rows):
    author, voter, noted = (make.person() for _number in range(3))
    idea_id = idea_of(author)
    vote(app, idea_id, voter)
    behalf(app, product, idea_id, noted)
    by(app, product, statuses.set_status, idea_id, "planned")
    drain()
    assert rows(IdeaVerdict) == []
    by(app, product, statuses.set_status, idea_id, "shipped", "", "/learn/photos")
    drain()
    told = {one.person_id for one in rows(Notification, kind="idea-status")}
    assert {one.person_id for one in rows(IdeaVerdict)} == told == {author.id, voter.id}


def test_yes_is_one_press_from_the_notification(client_of, make, shipped, rows, event_names):
    author = make.person()
    idea_id = shipped(author)
    browser = client_of(author)
    [told] = rows(Notification, person_id=author.id)
    answer = browser.post(f"/notifications/{told.id}/open")
    assert answer.location == f"/ideas/{idea_id}/verdict"
    page = browser.get(answer.location).text
    assert "Did it solve your problem?" in page and "https://vendor.example/notes/7" in page
    assert [one.opened_at is not None for one in rows(IdeaVerdict)] == [True]
    assert browser.post(answer.location, data={"solved": "1"}).status_code == 303
    [verdict] = rows(IdeaVerdict)
    assert verdict.solved is True and verdict.answered_at and event_names()[-1] == "idea.judged"


def test_not_quite_keeps_the_words_and_can_be_changed(client_of, make, shipped, rows):
    author = make.person()
    idea_id = shipped(author)
    browser = client_of(author)
    browser.post(f"/ideas/{idea_id}/verdict", data={"solved": "0", "missing": "Videos are still sent at once"})
    assert [(one.solved, one.missing) for one in rows(IdeaVerdict)] == [(False, "Videos are still sent at once")]
    assert "Videos are still sent at once" in browser.get(f"/ideas/{idea_id}/verdict").text
    browser.post(f"/ideas/{idea_id}/verdict", data={"solved": "1"})
    assert [(one.solved, one.missing) for one in rows(IdeaVerdict)] == [(True, "")]


def test_words_too_long_and_no_answer_are_refused_with_what_was_typed(client_of, make, shipped, rows):
    author = make.person()
    idea_id = shipped(author)
    browser = client_of(author)
    long = browser.post(f"/ideas/{idea_id}/verdict", data={"solved": "0", "missing": "y" * 2001})
    assert long.status_code == 422 and "y" * 2001 in long.text
    assert browser.post(f"/ideas/{idea_id}/verdict", data={"missing": "Typed"}).status_code == 422
    part = browser.post(
        f"/ideas/{idea_id}/verdict", data={"solved": "0", "missing": "y" * 2001}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 422 and "<html" not in part.text and 'id="solved"' in part.text
    assert [one.solved for one in rows(IdeaVerdict)] == [None]


def test_the_idea_page_asks_too_and_a_glance_is_noted_but_not_by_head(client_of, make, shipped, rows):
    author = make.person()
    idea_id = shipped(author)
    browser = client_of(author)
    address = browser.get(f"/ideas/{idea_id}").location
    browser.head(address)
    assert [one.opened_at for one in rows(IdeaVerdict)] == [None]
    assert "Did it solve your problem?" in browser.get(address).text
    [first] = rows(IdeaVerdict)
    browser.get(address)
    assert first.opened_at is not None and [one.opened_at for one in rows(IdeaVerdict)] == [first.opened_at]


def test_who_was_not_asked_sees_no_question(client, client_of, make, shipped):
    idea_id = shipped()
    stranger = client_of(make.person())
    assert stranger.get(f"/ideas/{idea_id}/verdict").location.startswith(f"/ideas/{idea_id}-")
    assert stranger.post(f"/ideas/{idea_id}/verdict", data={"solved": "1"}).status_code == 404
    assert "Did it solve" not in stranger.get(f"/ideas/{idea_id}", follow_redirects=True).text
    assert "/sign-in" in client.get(f"/ideas/{idea_id}/verdict").location


def test_product_sees_asked_opened_solved_and_the_words(client_of, make, product, shipped):
    people = [make.person(display_name=f"Voter {number}") for number in range(4)]
    idea_id = shipped(*people)
    for person, said in zip(people, ("1", "0", None, None), strict=True):
        browser = client_of(person)
        if said is not None:
            browser.post(f"/ideas/{idea_id}/verdict", data={"solved": said, "missing": "Videos"})
    client_of(people[2]).get(f"/ideas/{idea_id}/verdict")
    page = client_of(product).get(f"/console/ideas/{idea_id}").text
    solved = page[page.index('id="solved"') :]
    assert [solved.index(f"<dd>{number}</dd>") >= 0 for number in (4, 3, 1)] == [True] * 3
    words = client_of(product).get(f"/console/ideas/{idea_id}/all/missing").text
    assert "Videos" in words and "Voter 1" in words and "Voter 0" not in words


def test_reopened_and_shipped_again_everybody_is_asked_anew_once(app, client_of, make, product, shipped, rows):
    author = make.person()
    idea_id = shipped(author)
    browser = client_of(author)
    browser.post(f"/ideas/{idea_id}/verdict", data={"solved": "0", "missing": "Videos"})
    by(app, product, statuses.set_status, idea_id, "progress")
    assert browser.get(f"/ideas/{idea_id}/verdict").status_code == 302
    assert browser.post(f"/ideas/{idea_id}/verdict", data={"solved": "1"}).status_code == 404
    shipped(idea_id=idea_id)
    [verdict] = rows(IdeaVerdict)
    assert (verdict.solved, verdict.answered_at, verdict.missing) == (None, None, "Videos")
    browser.post(f"/ideas/{idea_id}/verdict", data={"solved": "1"})
    with app.app_context():  # the worker comes again for what it did before
        ask_whether_it_helped(db.session.scalars(sa.select(Event).where(Event.name == "idea.status_changed")).all())
        db.session.commit()
    assert [one.solved for one in rows(IdeaVerdict)] == [True]
