"""`portal demo`: whom it refuses, that a seed tells one story, and that a new world replaces the old one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal import demo
from portal.accounts.models import Organization, Person
from portal.community.models import GroupMember, Question
from portal.demo.ideas import Size
from portal.ideas.models import Idea, IdeaStatus
from portal.kernel.db import db
from portal.learning.models import Item
from tests.cli.conftest import write_content

SMALL = ("--people", "5", "--ideas", "12", "--votes", "20", "--questions", "20", "--language", "en")
WHO = "SELECT email, display_name, time_zone, created_at > '2020' FROM person ORDER BY id"
FINISHED = "SELECT person.email, item.slug, completion.kind FROM completion JOIN person ON person.id = person_id JOIN item ON item.id = item_id ORDER BY 1, 2"
RATED = "SELECT person.email, item.slug, helpful, reason FROM rating JOIN person ON person.id = person_id JOIN item ON item.id = item_id ORDER BY 1, 2"
TRAYS = "SELECT person.email, item.slug FROM tray_entry JOIN person ON person.id = person_id JOIN item ON item.id = item_id ORDER BY 1, 2"
STEPS = "SELECT person.email, text, done_at IS NULL FROM next_step JOIN person ON person.id = person_id ORDER BY 1, 2"
SUGGESTED = "SELECT person.email, note FROM suggestion JOIN person ON person.id = person_id ORDER BY 1, 2"
IN_VAIN = "SELECT locale, q, sum(count) FROM search_miss GROUP BY 1, 2 ORDER BY 1, 2"
WISHED = "SELECT idea.title, person.email, status_id, votes, companies, comments FROM idea JOIN person ON person.id = author_id ORDER BY 1, 2"
VOTED = "SELECT person.email, idea.title, vote.source FROM idea_vote vote JOIN person ON person.id = person_id JOIN idea ON idea.id = idea_id ORDER BY 1, 2"
LEARNED = (FINISHED, RATED, TRAYS, STEPS, SUGGESTED, IN_VAIN)
ASKED = "SELECT question.title, person.email, answers, too, solved_at IS NULL FROM question JOIN person ON person.id = author_id ORDER BY 1, 2"
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
        told.append([ask(home, question) for question in (WHO, *LEARNED, WISHED, VOTED, ASKED, COMPANIES)])
    assert told[0] == told[2] and told[0] != told[1]
    assert ask(home, "SELECT count(*) FROM item") == [(2,)]


def test_the_member_finds_everything_still_to_do_and_counts_are_right(run, home, ask):
    run(home, "demo", "--seed", "3", "--people", "60", "--ideas", "0", "--questions", "0", "--language", "en")
    assert all(ask(home, question) for question in LEARNED)
    mine = "person_id = (SELECT id FROM person WHERE email = 'member@demo.example')"
    assert ask(home, f"SELECT count(*) FROM completion WHERE {mine}") == [(0,)]
    assert ask(home, f"SELECT count(*) FROM suggestion WHERE {mine}") != [(0,)]
    assert run(home, "counters", "check").code == 0


def test_nobody_is_told_today_of_what_happened_months_ago(run, home, ask):
    run(home, "demo", "--people", "40", "--ideas", "40", "--votes", "150", "--questions", "40")
    waiting = "FROM outbox JOIN event ON event.id = event_id WHERE consumer = 'notifications'"
    assert ask(home, f"SELECT count(*) {waiting} AND event.at < datetime('now', '-11 days')") == [(0,)]


def test_the_board_tells_every_kind_of_story_and_its_numbers_are_right(run, home, ask):
    """All 150 ideas, from a full house."""
    done = run(home, "demo", "--people", "140", "--votes", "700", "--questions", "0", "--language", "en")
    assert done.code == 0, done.err
    [(ideas, merged, japanese, longest)] = ask(
        home, "SELECT count(*), count(merged_into_id), sum(language = 'ja'), max(length(title)) FROM idea"
    )
    assert (ideas, merged, longest) == (150, 12, 100) and japanese >= 45
    assert ask(home, "SELECT slug FROM idea_status WHERE ideas = 0") == []
    assert ask(home, "SELECT slug FROM area WHERE ideas = 0") == []
    late = "pledged_for < datetime('now') AND answered_at IS NULL AND merged_into_id IS NULL"
    assert ask(home, f"SELECT count(*) FROM idea WHERE {late}") == [(2,)]
    assert ask(home, "SELECT count(*) FROM idea WHERE answered_at > pledged_for") == [(0,)]
    for some in ("idea_response WHERE number = 2", "idea_verdict WHERE NOT solved", "idea_vote WHERE source = 'call'",
                 "comment_agree", "idea_note", "idea_proposal",
                 "idea WHERE pledged_for > datetime('now') AND answered_at IS NULL", "idea WHERE shipped_url LIKE '/learn/%'", "idea WHERE \"window\" != ''"):  # fmt: skip
        assert ask(home, f"SELECT count(*) FROM {some}") != [(0,)], some
    mine = "person_id = (SELECT id FROM person WHERE email = 'member@demo.example')"
    assert ask(home, f"SELECT count(*) FROM idea_follow WHERE wanted AND {mine}") > [(2,)]
    voted = f"SELECT idea_id FROM idea_vote WHERE {mine}"
    states = "status_id IN (SELECT id FROM idea_status WHERE category IN ('new', 'review', 'planned', 'progress'))"
    assert ask(home, f"SELECT count(*) FROM idea WHERE {states} AND id NOT IN ({voted})") > [(50,)]
    assert run(home, "counters", "check").code == 0


def test_more_than_was_invented_is_refused(run, home):
    assert run(home, "demo", "--ideas", "151").code == 2
    assert run(home, "demo", "--questions", "301").code == 2


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
        demo.fill(seed=1, people=6, language="en", echo=lambda _line: None, board=Size(20, 40), questions=30)
        db.session.commit()
        yield


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_clearing_takes_every_row_of_the_world_but_the_menu_once_it_is_committed(world):
    """One test, since filling the world takes longer than looking at it."""
    assert count(Idea) == 20 and 0 < count(Question) <= 30 and count(GroupMember)
    people = count(Person)
    demo.clear()
    db.session.rollback()
    assert count(Person) == people
    demo.clear()
    db.session.commit()
    assert (count(Person), count(Organization), count(Item)) == (0, 0, 2)
    kept = {name: table for name, table in db.metadata.tables.items() if name not in demo.KEPT}
    left = [name for name, table in kept.items() if db.session.scalar(sa.select(sa.func.count()).select_from(table))]
    assert left == []
    assert db.session.scalar(sa.select(sa.func.sum(IdeaStatus.ideas))) == 0
