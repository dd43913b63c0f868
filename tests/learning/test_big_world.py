"""The world of the big drill, small: it is what it says, and its pages open."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from benchmarks.cafeteria import PAGES, Size, companies, fill
from portal.accounts.models import Membership, Organization, Person
from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemAudience, ItemText, ItemVersion, Stage

FILLED = (Stage, Organization, Person, Membership, Item, ItemText, ItemVersion, ItemAudience, Completion)
SIZE = Size(items=60, people=120, completions=600)


@pytest.fixture
def big(app):
    with app.app_context():
        for model in FILLED:  # COPY is no statement that tests see, so say that these tables are written
            db.session.execute(sa.delete(model).where(sa.false()))
        fill(SIZE)
        db.session.remove()


def test_it_holds_as_many_of_each_as_was_asked_for(big, app):
    with app.app_context():
        numbers = [
            db.session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (Item, Person, Completion, Organization)
        ]
        leads = db.session.scalar(sa.select(sa.func.count()).where(Membership.key_person))
    assert numbers == [*SIZE, companies(SIZE)] and leads == companies(SIZE)


def test_its_pages_open_for_their_readers(big, app, client, client_of):
    with app.app_context():
        member, lead = db.session.get_one(Person, 2), db.session.get_one(Person, 1)
        db.session.expunge_all()
    browsers = {"guest": client, "member": client_of(member), "lead": client_of(lead)}
    for page in PAGES:
        for turn in range(3):
            assert browsers[page.reader].get(page.path(turn)).status_code == 200, page.name
    assert "item-000" in browsers["member"].get("/learn").text
