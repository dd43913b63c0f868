"""Who is suspended while a page is open changes nothing with it: each command asks again, under its lock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.learning.commands import progress, quiz, ratings, steps, tray, watching
from portal.learning.models import (
    Completion,
    Item,
    NextStep,
    QuizAttempt,
    Rating,
    TrayEntry,
    TrayShare,
    Watching,
)
from portal.learning.queries.quiz import attempt_of, paper_of
from portal.learning.queries.steps import step_of
from tests.learning.quizzes import QUIZ, RIGHT, filled, start

ROWS = (Completion, NextStep, QuizAttempt, Rating, TrayEntry, TrayShare, Watching)
ACTS = {
    "earn": lambda person, item: progress.mark_done(person, item, "earned"),
    "mark": lambda person, item: progress.mark_done(person, item, "self"),
    "undo": progress.undo,
    "vote": lambda person, item: ratings.rate(person, item, True),
    "explain": lambda person, item: ratings.explain(person, item, "Why not"),
    "decide": lambda person, item: steps.decide(person, item, "Another", (now() + timedelta(days=9)).date()),
    "finish the step": lambda person, item: steps.finish(person, step_of(person, item.slug)),
    "drop the step": lambda person, item: steps.drop(person, step_of(person, item.slug)),
    "begin the quiz": lambda person, item: quiz.start(person, item, paper_of(item, "en")),
    "watch": lambda person, item: watching.watch(person, item, 0, 9, now() - timedelta(minutes=1)),
    "put on the tray": tray.add,
    "take off the tray": tray.take_off,
    "move": lambda person, item: tray.move(person, item, tray.UP),
    "share": lambda person, item: tray.share(person, False),
}


@pytest.fixture
def item(content):
    content.write("en/onboarding/first.md", quiz=QUIZ)
    content.write("en/onboarding/second.md")
    content.sync()


@pytest.fixture
def browser(item, client_of, make):
    """Of somebody who did a bit of everything."""
    return client_of(make.person())


def do_everything(browser):
    for path, form in (
        ("/learn/second/done", {"how": "self"}),
        ("/learn/first/done", {"how": "self"}),
        ("/learn/first/helpful", {"helpful": "no"}),
        ("/learn/first/step", {"text": "Try it", "due": str((now() + timedelta(days=3)).date())}),
        ("/tray", {"add": "second"}),
        ("/tray", {"add": "first"}),
        ("/tray/share", {"want": "1"}),
    ):
        assert browser.post(path, data=form).status_code == 303, path


def suspend(app, person_id):
    with app.app_context():
        db.session.get_one(Person, person_id).suspended_at = now()
        db.session.commit()


@pytest.mark.parametrize("act", ACTS)
def test_a_suspended_person_changes_nothing(browser, app, rows, act):
    """The person as read before, so that only the database knows."""
    do_everything(browser)
    [person_id] = {row.person_id for row in rows(Completion)}
    before = [[vars(row) for row in rows(model)] for model in ROWS]
    with app.app_context():
        person, first = db.session.get_one(Person, person_id), db.session.query(Item).filter_by(slug="first").one()
        suspend(app, person_id)
        assert person.suspended_at is None
        with pytest.raises(Forbidden):
            ACTS[act](person, first)
        db.session.rollback()
    after = [[vars(row) for row in rows(model)] for model in ROWS]
    for rest in (before, after):
        for row in (row for one in rest for row in one):
            row.pop("_sa_instance_state")
    assert after == before


def test_a_suspended_person_hands_nothing_in(browser, app, rows):
    address = start(browser, "first")
    form = filled(browser.get(address).text, RIGHT)
    [attempt] = rows(QuizAttempt)
    with app.app_context():
        person, first = db.session.get_one(Person, attempt.person_id), db.session.get_one(Item, attempt.item_id)
        mine = attempt_of(person, first, attempt.key)
        suspend(app, person.id)
        with pytest.raises(Forbidden):
            quiz.hand_in(person, first, mine, paper_of(first, "en"), lambda name: form.get(name, []))
    assert browser.post(address, data=form).status_code == 403
    assert rows(QuizAttempt)[0].handed_in_at is None and rows(Completion) == []


def test_a_step_of_somebody_else_is_not_there(browser, app, make, rows):
    do_everything(browser)
    other = make.person()
    with app.app_context():
        step, stranger = db.session.query(NextStep).one(), db.session.get_one(Person, other.id)
        for act in (steps.finish, steps.drop):
            with pytest.raises(NotFound):
                act(stranger, step)
    assert [step.done_at for step in rows(NextStep)] == [None]
