"""The world of the big drill, small: it is what it says, its numbers are right, and its pages open."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from benchmarks.big import READERS
from benchmarks.big_pages import address, pages
from benchmarks.world import people
from benchmarks.world.filling import fill
from benchmarks.world.sizes import FULL, World, world
from portal.accounts.models import Membership, Organization, Person
from portal.api.tokens.commands import Wanted, make
from portal.api.tokens.scopes import SCOPES
from portal.community.models import Answer, CommunityGroup, Question
from portal.ideas.models import Idea, IdeaVote
from portal.kernel.counters import all_drifts
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning.models import Completion, Item
from portal.notifications.models import Notification
from portal.success.models import FollowUp
from portal.surveys.models import Invitation, Response, Wave

SIZE = World(
    organizations=20, people=400, items=60, completions=600, ideas=400, votes=4_000, questions=400, thread=50,
    invitations=300, follow_ups=200, events=200, notifications=300,
)  # fmt: skip
COUNTED = {
    "organizations": Organization, "people": Person, "items": Item, "completions": Completion, "ideas": Idea,
    "votes": IdeaVote, "questions": Question, "invitations": Invitation, "follow_ups": FollowUp,
    "notifications": Notification,
}  # fmt: skip


@pytest.fixture
def big(app):
    with app.app_context():
        for table in reversed(db.metadata.sorted_tables):  # COPY is no statement that tests see: say what is written
            db.session.execute(sa.delete(table).where(sa.false()))
        fill(SIZE)
        db.session.remove()


def _number(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_it_holds_as_many_of_each_as_was_asked_for(big, app):
    with app.app_context():
        assert {name: _number(model) for name, model in COUNTED.items()} == {
            name: getattr(SIZE, name) for name in COUNTED
        }
        thread = db.session.scalar(sa.select(sa.func.count()).where(Answer.question_id == 1))
        lead_of_each = db.session.scalar(
            sa.select(sa.func.count(Membership.organization_id.distinct())).where(Membership.key_person)
        )
        told = db.session.scalar(sa.select(sa.func.count()).where(Event.id % 4 == 0))
        languages = set(db.session.scalars(sa.select(Person.language).distinct()))
    assert (thread, lead_of_each, told, languages) == (SIZE.thread, SIZE.organizations, SIZE.events, {"en", "ja"})


def test_every_number_kept_beside_something_is_what_a_recount_gives(big, app):
    with app.app_context():
        found = {name: list(drifts) for name, drifts in all_drifts()}
        counted = [db.session.scalar(sa.select(sa.func.sum(column))) for column in (Idea.votes, Idea.demand, Idea.detractors, CommunityGroup.members)]  # fmt: skip
        answered = db.session.scalar(sa.select(sa.func.count()).select_from(Response))
    assert len(found) > 8 and not any(found.values())
    assert all(counted) and answered


def test_no_row_refers_to_one_that_is_not_there(big, app):
    """On PostgreSQL that is not looked at while they are written."""
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for key in table.foreign_keys:
                there = sa.exists().where(key.column == key.parent) if key.column.table is not table else None
                if there is not None:
                    lost = sa.select(sa.func.count()).select_from(table).where(key.parent.is_not(None), ~there)
                    assert db.session.scalar(lost) == 0, f"{table.name}.{key.parent.name}"


def test_what_comes_next_gets_a_number_of_its_own(big, app):
    with app.app_context():
        db.session.add(Organization(name="One more", name_key="one more"))
        db.session.commit()
        assert _number(Organization) == SIZE.organizations + 1


def test_each_page_of_the_drill_opens_for_its_reader(big, app, client, client_of):
    with app.app_context():
        readers = {name: db.session.get_one(Person, number) for name, number in READERS.items()}
        token = make(readers["admin"], Wanted("Drill", list(SCOPES), 7))[1]
        db.session.commit()
        for person in readers.values():
            db.session.refresh(person)
        db.session.expunge_all()
    browsers = {"guest": client, "program": app.test_client()}
    browsers |= {name: client_of(person) for name, person in readers.items()}
    for page in pages():
        if page.post:
            continue
        headers = {"Authorization": f"Bearer {token}"} if page.who == "program" else {}
        for turn in (0, 7):
            answer = browsers[page.who].get(address(SIZE, page, turn), headers=headers)
            assert answer.status_code == 200, f"{page.name}: {address(SIZE, page, turn)}"
            assert answer.data, page.name


def test_lists_of_the_drill_are_full_pages(big, app, client_of):
    """A short one would seem quicker than it is."""
    with app.app_context():
        reader = db.session.get_one(Person, people.CS)
        db.session.expunge_all()
    seen = client_of(reader).get("/console/follow-ups?list=unassigned").text
    assert len(re.findall(r'href="/console/follow-ups/\d+"', seen)) >= 20


def test_a_share_of_the_full_world_has_that_share_of_everything_that_grows():
    assert world(1.0) == FULL
    tenth = world(0.1)
    assert (tenth.people, tenth.ideas, tenth.votes, tenth.items) == (100_000, 100_000, 1_000_000, FULL.items)


def test_waves_of_the_survey_ask_nobody_twice(big, app):
    with app.app_context():
        asked = sa.select(Invitation.wave_id, sa.func.count(Invitation.person_id.distinct())).group_by(
            Invitation.wave_id
        )
        assert dict(db.session.execute(asked).all()) == dict.fromkeys((1, 2, 3), SIZE.invitations // 3)
        assert _number(Wave) == 3
