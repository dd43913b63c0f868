"""A customer with people, and staff of each team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Organization, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.commands import opening, requests
from portal.success.commands.opening import Cause
from portal.success.commands.teams import ensure_teams
from portal.success.models import FollowUp, Team
from tests.factories import Factory


class Office:
    """Staff, a customer of theirs, and what is to be done for it."""

    def __init__(self, app: Flask, make: Factory) -> None:
        self.app, self.make = app, make
        with app.app_context():
            ensure_teams()
            db.session.commit()
            self.teams = {team.slug: team.id for team in db.session.scalars(sa.select(Team))}
        self.cs = make.staff(Role.CS, display_name="Cora")
        self.other = make.staff(Role.CS, display_name="Otto")
        self.product = make.staff(Role.PRODUCT, display_name="Petra")
        self.company: Organization = make.organization(name="Aoba", owner_id=self.cs.id, contract_value=6_400_000)
        self.ann = make.person(organization=self.company, display_name="Ann")
        self.key = make.person(Role.MEMBER | Role.KEYPERSON, self.company, display_name="Kay")

    def open(
        self, title: str = "Call them", *, by: Any = None, team: str = "cs", owner: Any = None, company: Any = None
    ) -> int:
        """The number of a follow-up that staff noted."""
        with self.app.app_context():
            actor = db.session.get_one(Person, (by or self.cs).id)
            found = opening.note_by_hand(
                actor,
                (company or self.company).id,
                title,
                owner_id=owner.id if owner else None,
                team_id=self.teams[team],
            )
            db.session.commit()
            return found.id

    def cause(self, reason: str = "request:help", ref: int = 1, kind: str = "hand") -> Cause:
        """Something that asks for a follow-up."""
        return Cause(reason, kind, ref, "Call them", self.ann.id)

    def set_off(self, cause: Cause) -> int:
        """Open what the portal sets off; its number."""
        with self.app.app_context():
            found = opening.open_follow_up(self.company.id, cause)
            db.session.commit()
            return found.id

    def ask(self, by: Any = None, kind: str = "help", title: str = "Help us", words: str = "By Monday.") -> int:
        """The number of a customer's request."""
        with self.app.app_context():
            made = requests.make(db.session.get_one(Person, (by or self.ann).id), requests.Wanted(kind, title, words))
            db.session.commit()
            return made.id

    def change(self, row: Any, **values: Any) -> None:
        """Set columns of a row."""
        with self.app.app_context():
            db.session.execute(sa.update(type(row)).where(type(row).id == row.id).values(**values))
            db.session.commit()

    def let_pass(self, number: int, due_at: datetime | None = None) -> None:
        """Let the time of the follow-up be over."""
        with self.app.app_context():
            late = due_at or now() - timedelta(hours=6, minutes=1)
            db.session.execute(sa.update(FollowUp).where(FollowUp.id == number).values(due_at=late))
            db.session.commit()


@pytest.fixture
def office(app: Flask, make: Factory) -> Office:
    return Office(app, make)


@pytest.fixture
def one(rows: Callable[..., list[Any]]) -> Callable[[int], FollowUp]:
    """The follow-up of that number as it stands."""
    return lambda number: rows(FollowUp, id=number)[0]
