"""`portal demo`: whom it refuses, that a seed tells one story, and that a new world replaces the old one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal import demo
from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.learning.models import Item
from tests.cli.conftest import write_content

SMALL = ("--people", "5", "--language", "en")
WHO = "SELECT email, display_name, time_zone, created_at > '2020' FROM person ORDER BY id"
FINISHED = "SELECT person.email, item.slug, completion.kind FROM completion JOIN person ON person.id = person_id JOIN item ON item.id = item_id ORDER BY 1, 2"
RATED = "SELECT person.email, item.slug, helpful, reason FROM rating JOIN person ON person.id = person_id JOIN item ON item.id = item_id ORDER BY 1, 2"
TRAYS = "SELECT person.email, item.slug FROM tray_entry JOIN person ON person.id = person_id JOIN item ON item.id = item_id ORDER BY 1, 2"
STEPS = "SELECT person.email, text, done_at IS NULL FROM next_step JOIN person ON person.id = person_id ORDER BY 1, 2"
SUGGESTED = "SELECT person.email, note FROM suggestion JOIN person ON person.id = person_id ORDER BY 1, 2"
IN_VAIN = "SELECT locale, q, sum(count) FROM search_miss GROUP BY 1, 2 ORDER BY 1, 2"
LEARNED = (FINISHED, RATED, TRAYS, STEPS, SUGGESTED, IN_VAIN)
COMPANIES = "SELECT name, stage, may_be_named FROM organization ORDER BY id"


def test_the_demo_prints_one_account_for_each_role_once(run, home, ask):
    done = run(home, "demo", *SMALL)
    assert done.code == 0, done.err
    for name in ("member", "keyperson", "champion", "cs", "product", "admin"):
        assert f"{name}@demo.example " in done.out
    assert ask(home, "SELECT is_demo FROM site") == [(1,)]
    again = run(home, "demo", "--if-empty")
    assert (again.code, again.out) == (0, "")


def test_the_same_seed_tells_the_same_story_and_replaces_the_old_one(run, home, ask):
    told = []
    for seed in ("7", "8", "7"):
        done = run(home, "demo", "--seed", seed, *SMALL)
        assert done.code == 0, done.err
        told.append([ask(home, question) for question in (WHO, *LEARNED, COMPANIES)])
    assert told[0] == told[2] and told[0] != told[1]
    assert ask(home, "SELECT count(*) FROM item") == [(2,)]


def test_the_member_finds_everything_still_to_do_and_counts_are_right(run, home, ask):
    run(home, "demo", "--seed", "3", "--people", "60", "--language", "en")
    assert all(ask(home, question) for question in LEARNED)
    mine = "person_id = (SELECT id FROM person WHERE email = 'member@demo.example')"
    assert ask(home, f"SELECT count(*) FROM completion WHERE {mine}") == [(0,)]
    assert ask(home, f"SELECT count(*) FROM suggestion WHERE {mine}") != [(0,)]
    assert run(home, "counters", "check").code == 0


def test_nobody_is_told_today_of_what_happened_months_ago(run, home, ask):
    run(home, "demo", "--people", "40")
    waiting = "FROM outbox JOIN event ON event.id = event_id WHERE consumer = 'notifications'"
    assert ask(home, f"SELECT count(*) {waiting} AND event.at < datetime('now', '-11 days')") == [(0,)]


def test_people_who_are_not_from_the_demo_are_left_alone(run, home, ask):
    run(home, "person", "add", "ada@vendor.example", "--name", "Ada", "--role", "admin")
    refused = run(home, "demo", *SMALL)
    assert refused.code == 2 and "not from the demo" in refused.err
    assert ask(home, "SELECT email FROM person") == [("ada@vendor.example",)]
    assert run(home, "demo", "--if-empty").code == 0


def test_production_gets_no_demo(run, home, ask):
    refused = run(home, "demo", *SMALL, base_url="https://portal.example", mail_url="smtp://127.0.0.1:9")
    assert refused.code == 2 and "PORTAL_BASE_URL" in refused.err
    assert ask(home, "SELECT count(*) FROM person") == [(0,)]


def test_a_language_the_portal_does_not_speak_is_no_language_of_the_demo(run, home):
    refused = run(home, "demo", "--people", "5", "--language", "ja", locales="en")
    assert refused.code == 2 and "PORTAL_LOCALES" in refused.err


@pytest.fixture
def world(app, tmp_path):
    """A menu and the demo on it, on each database."""
    from portal.learning import commands

    with app.app_context():
        commands.sync(write_content(tmp_path / "menu"))
        demo.fill(seed=1, people=4, language="en", echo=lambda _line: None)
        db.session.commit()
        yield


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_clearing_takes_every_row_of_the_world_and_leaves_the_menu(world):
    demo.clear()
    db.session.commit()
    assert (count(Person), count(Organization), count(Item)) == (0, 0, 2)
    kept = {name: table for name, table in db.metadata.tables.items() if name not in demo.KEPT}
    left = [name for name, table in kept.items() if db.session.scalar(sa.select(sa.func.count()).select_from(table))]
    assert left == []


def test_a_world_that_cannot_be_filled_again_is_not_cleared(world):
    people = count(Person)
    demo.clear()
    db.session.rollback()
    assert count(Person) == people
