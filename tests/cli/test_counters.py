"""`portal counters check|rebuild`: what is kept as a number equals a recount."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.learning.commands.counters import helpful_drifts, rebuild_helpful
from portal.learning.commands.ratings import rate
from portal.learning.models import Edition, Item, Rating
from tests.learning.conftest import content

__all__ = ["content"]


def test_right_numbers_are_said_to_be_right(run, home):
    done = run(home, "counters", "check")
    assert (done.code, done.err) == (0, "") and "helpful: right" in done.out


def test_wrong_numbers_are_named_and_mended(run, home, ask):
    ask(home, "UPDATE item SET helpful_yes = 7 WHERE slug = 'first'")
    wrong = run(home, "counters", "check")
    assert wrong.code == 2 and "first helpful_yes is 7, counted 0" in wrong.err
    assert ask(home, "SELECT helpful_yes FROM item WHERE slug = 'first'") == [(7,)]
    mended = run(home, "counters", "rebuild")
    assert mended.code == 0 and "helpful: 1 rows mended" in mended.out
    assert run(home, "counters", "check").code == 0
    assert "0 rows mended" in run(home, "counters", "rebuild").out


@pytest.fixture
def item_id(content, app):
    content.write("en/onboarding/first.md")
    content.sync()
    with app.app_context():
        return db.session.scalars(sa.select(Item.id)).one()


def vote(app, person, item_id, helpful):
    with app.app_context():
        rate(db.session.get_one(Person, person.id), db.session.get_one(Item, item_id), helpful)
        db.session.commit()


def test_a_recount_equals_the_votes_on_each_database_and_menus_hear_of_it(app, make, item_id, rows):
    for helpful in (True, True, False):
        vote(app, make.person(), item_id, helpful)
    before = rows(Edition)[0].token
    with app.app_context():
        assert (helpful_drifts(), rebuild_helpful()) == ([], 0)
        db.session.execute(sa.update(Item).values(helpful_yes=0, helpful_no=9))
        assert [(drift.kept, drift.counted) for drift in helpful_drifts()] == [(0, 2), (9, 1)]
        assert rebuild_helpful() == 1
        assert helpful_drifts() == []
        db.session.commit()
    assert rows(Edition)[0].token != before


def test_votes_cast_during_a_recount_are_not_lost(app, make, item_id, rows):
    people = [make.person() for _n in range(8)]

    def recount():
        with app.app_context():
            rebuild_helpful()
            db.session.commit()

    with ThreadPoolExecutor(4) as threads:
        for person in people:
            threads.submit(vote, app, person, item_id, True)
            threads.submit(recount)
    assert len(rows(Rating)) == 8
    assert rows(Item)[0].helpful_yes == 8
