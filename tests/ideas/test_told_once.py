"""Whoever waits for an idea hears each thing once, in their language; nobody hears of what they switched off."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.ideas.commands import answering, following, merging, statuses
from portal.ideas.models import Idea
from portal.kernel import outbox
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.notifications.commands import notify
from portal.notifications.mails import write_owed
from portal.notifications.models import Notification
from tests.ideas.deciding import behalf, by, merge, vote


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


@pytest.fixture
def told(app, drain):
    """How often each person was told of this kind, once the worker is done."""

    def count(kind: str = "idea-status") -> dict[int, int]:
        drain()
        with app.app_context():
            return dict(Counter(db.session.scalars(sa.select(Notification.person_id).where(Notification.kind == kind))))

    return count


def change(app, staff, idea_id, status="planned", reason="", url=""):
    return by(app, staff, statuses.set_status, idea_id, status, reason, url)


def off(app, person, idea_id):
    with app.app_context():
        following.unfollow(db.session.get_one(Person, person.id), db.session.get_one(Idea, idea_id))
        db.session.commit()


def on(app, person, idea_id):
    with app.app_context():
        following.follow(db.session.get_one(Person, person.id), db.session.get_one(Idea, idea_id))
        db.session.commit()


def test_author_voters_and_followers_hear_once_and_the_actor_does_not(app, make, product, idea_of, told):
    author, voter, follower = (make.person() for _number in range(3))
    idea_id = idea_of(author)
    vote(app, idea_id, voter)
    on(app, follower, idea_id)
    on(app, product, idea_id)
    make.person()
    change(app, product, idea_id)
    assert told() == {author.id: 1, voter.id: 1, follower.id: 1}


def test_the_whole_family_hears_and_who_is_in_it_twice_hears_once(app, make, product, idea_of, told):
    first_author, second_author, both = (make.person() for _number in range(3))
    first, second = idea_of(first_author), idea_of(second_author)
    vote(app, first, both)
    vote(app, second, both)
    merge(app, product, first, second)
    change(app, product, second)
    assert told() == {first_author.id: 1, second_author.id: 1, both.id: 1}


def test_who_switched_it_off_hears_nothing_wherever_they_did(app, make, product, idea_of, told):
    author, before, after, back = (make.person() for _number in range(4))
    first, second = idea_of(author), idea_of(author)
    vote(app, first, before, after, back)
    off(app, before, first)
    off(app, back, first)
    merge(app, product, first, second)
    off(app, after, second)
    on(app, back, second)
    change(app, product, second)
    assert told() == {author.id: 1, back.id: 1}


def test_a_vote_that_staff_noted_tells_nobody(app, make, product, idea_of, told):
    author, noted = make.person(), make.person()
    idea_id = idea_of(author)
    behalf(app, make.staff(Role.CS), idea_id, noted)
    change(app, product, idea_id)
    assert told() == {author.id: 1}


def test_suspended_people_hear_nothing(app, make, product, idea_of, told):
    author, gone = make.person(), make.person()
    idea_id = idea_of(author)
    vote(app, idea_id, gone)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == gone.id).values(suspended_at=gone.created_at))
        db.session.commit()
    change(app, product, idea_id)
    assert told() == {author.id: 1}


def test_who_left_the_last_company_hears_nothing_more(app, make, product, idea_of, told):
    author, gone = make.person(), make.person()
    idea_id = idea_of(author)
    vote(app, idea_id, gone)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == gone.id).values(organization_id=None))
        db.session.commit()
    change(app, product, idea_id)
    assert told() == {author.id: 1}


def test_the_same_status_again_tells_nothing_and_another_one_tells_anew(app, make, product, idea_of, told):
    author = make.person()
    idea_id = idea_of(author)
    for status in ("planned", "planned", "progress"):
        change(app, product, idea_id, status)
    assert told() == {author.id: 2}
    change(app, product, idea_id, "declined", "Not now")
    change(app, product, idea_id, "review")
    assert told() == {author.id: 4}


def test_the_worker_may_come_twice(app, make, product, idea_of, told):
    author = make.person()
    idea_id = idea_of(author)
    change(app, product, idea_id)
    assert told() == {author.id: 1}
    with app.app_context():
        notify(db.session.scalars(sa.select(Event).where(Event.name == "idea.status_changed")).all())
        db.session.commit()
    assert told() == {author.id: 1}


def test_an_answer_is_told_once_and_its_correction_is_not(app, make, product, idea_of, told):
    author = make.person()
    idea_id = idea_of(author)
    by(app, product, answering.answer, idea_id, "We start.", 0)
    by(app, product, answering.answer, idea_id, "We start in May.", 1, tell=False)
    assert told("idea-answers") == {author.id: 1}
    by(app, product, answering.answer, idea_id, "We start in June.", 2)
    assert told("idea-answers") == {author.id: 2}


def test_a_merge_is_told_to_those_of_the_merged_idea(app, make, product, idea_of, told):
    moved, stays = make.person(), make.person()
    first, second = idea_of(moved), idea_of(stays)
    merge(app, product, first, second)
    assert told("idea-merges") == {moved.id: 1}
    by(app, product, merging.unmerge, first)
    assert told("idea-merges") == {moved.id: 1}
    merge(app, product, first, second)
    assert told("idea-merges") == {moved.id: 2}


def test_a_merge_undone_before_the_worker_came_is_not_told(app, make, product, idea_of, told):
    first, second = idea_of(), idea_of()
    merge(app, product, first, second)
    by(app, product, merging.unmerge, first)
    assert told("idea-merges") == {}


def test_after_an_undone_merge_only_their_own_idea_concerns_people(app, make, product, idea_of, told):
    one, other = make.person(), make.person()
    first, second = idea_of(one), idea_of(other)
    merge(app, product, first, second)
    by(app, product, merging.unmerge, first)
    change(app, product, second)
    assert told() == {other.id: 1}


def test_of_an_idea_taken_off_the_board_nobody_hears(app, make, product, idea_of, told):
    idea_id = idea_of()
    with app.app_context():
        idea = db.session.get_one(Idea, idea_id)
        idea.hidden_at = idea.at
        db.session.commit()
    change(app, product, idea_id)
    assert told() == {}


def test_the_mail_says_status_reason_and_link_in_the_readers_language(app, make, product, idea_of, outgoing):
    english, japanese = make.person(), make.person(language="ja")
    idea_id = idea_of(english, title="Offline photo queue")
    vote(app, idea_id, japanese)
    change(app, product, idea_id, "declined", "It contradicts the audit trail")
    with app.app_context():  # a mail that is sent keeps no words
        outbox.drain()
        write_owed()
    mails = {mail.person_id: mail for mail in outgoing()}
    assert set(mails) == {english.id, japanese.id}
    assert "Not planned" in mails[english.id].subject and "見送り" in mails[japanese.id].subject
    for mail in mails.values():
        assert "It contradicts the audit trail" in mail.text and f"/ideas/{idea_id}-" in mail.text


def test_status_and_answers_are_mailed_unless_switched_off_and_merges_only_on_request(
    app, client_of, make, product, idea_of, drain, outgoing
):
    author = make.person()
    first, second = idea_of(author), idea_of(author)
    page = client_of(author).get("/notifications/choices").text
    assert all(f"mail-{kind}" in page for kind in ("idea-status", "idea-answers", "idea-merges"))
    client_of(author).post("/notifications/choices", data={"mail-idea-status": "none"})
    change(app, product, second)
    by(app, product, answering.answer, second, "We start.")
    merge(app, product, first, second)
    drain()
    drain()
    assert [mail.kind for mail in outgoing()] == ["idea-answers"]


def test_notifications_are_put_into_words_by_one_statement_a_rule(
    app, client_of, make, product, idea_of, count_queries, drain
):
    author = make.person()
    browser = client_of(author)
    numbers = []
    for _round in range(2):
        for _number in range(3):
            idea_id = idea_of(author)
            change(app, product, idea_id)
            by(app, product, answering.answer, idea_id, "We start.")
        drain()
        with count_queries() as number:
            page = browser.get("/notifications").text
        numbers.append(number())
    assert numbers[0] == numbers[1] and "is now" in page and "Official response to" in page
