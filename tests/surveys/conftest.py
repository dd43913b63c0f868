"""A vendor who asks, and customers who are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Organization, Person, Role
from portal.kernel import mail, outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.commands.teams import ensure_teams
from portal.surveys.commands import launching, managing
from portal.surveys.commands.managing import SurveyWish
from portal.surveys.models import Invitation, Response, Wave
from portal.surveys.queries.audience import DryRun, dry_run
from portal.surveys.queries.turns import Drip, turns_of
from portal.surveys.tokens import token_of
from tests.factories import Factory
from tests.surveys.worlds import Surveyed

LONG_HERE = timedelta(days=400)  # people of customers are no newcomers


class Asking:
    """Staff with a survey, and a company whose people it asks."""

    def __init__(self, app: Flask, make: Factory) -> None:
        self.app, self.make = app, make
        with app.app_context():
            ensure_teams()
            db.session.commit()
        self.cs = make.staff(Role.CS, display_name="Cora")
        self.product = make.staff(Role.PRODUCT, display_name="Petra")
        self.company: Organization = self.firm(name="Aoba", owner_id=self.cs.id, contract_value=6_400_000)
        self.ann = self.person(display_name="Ann")

    def firm(self, **values: Any) -> Organization:
        """Another customer."""
        return self.make.organization(**values)

    def person(self, organization: Organization | None = None, **values: Any) -> Person:
        """Somebody who has been with a customer for long."""
        return self.make.person(
            organization=organization or self.company, **({"created_at": now() - LONG_HERE} | values)
        )

    def survey(self, name: str = "Relationship") -> int:
        """The number of a new survey that is sent by hand."""
        with self.app.app_context():
            made = managing.save_survey(self._cs(), None, 1, SurveyWish(name, "hand"), set())
            db.session.commit()
            return made.id

    def plan(self, survey_id: int, days: int = 1, **segment: Any) -> int:
        """The number of a wave that begins now."""
        with self.app.app_context():
            made = managing.save_wave(self._cs(), survey_id, None, 1, segment, Drip(now(), days))
            db.session.commit()
            return made.id

    def dry_run(self, wave_id: int) -> DryRun:
        """What launching the wave would do."""
        with self.app.app_context():
            wave = db.session.get_one(Wave, wave_id)
            return dry_run(wave.survey_id, wave.segment, turns_of(Drip(wave.starts_at, wave.drip_days)))

    def launch(self, wave_id: int) -> DryRun:
        """Send it."""
        with self.app.app_context():
            found = launching.launch(self._cs(), wave_id, db.session.get_one(Wave, wave_id).version)
            db.session.commit()
            return found

    def work(self) -> None:
        """Let the worker do what waits."""
        with self.app.app_context():
            outbox.drain()
            mail.send_due()

    def wave(self, days: int = 1, **segment: Any) -> int:
        """The number of a first wave of a new survey, with its mails gone as far as their turn has come."""
        wave_id = self.plan(self.survey(), days, **segment)
        self.launch(wave_id)
        self.work()
        return wave_id

    def link(self, person: Person | None = None) -> str:
        """The address in the last survey mail of the person."""
        person = person or self.ann
        with self.app.app_context():
            newest = sa.select(sa.func.max(Invitation.id)).where(Invitation.person_id == person.id)
            return f"/nps/{token_of(db.session.scalars(newest).one())}"

    def answer(self, score: int, person: Person | None = None, **form: Any) -> Any:
        """Press the button of a score in a browser that knows nobody."""
        browser = self.app.test_client()
        return browser.post(self.link(person), data={"score": score, "by": "button"} | form)

    def change(self, row: Any, **values: Any) -> None:
        """Set columns of a row."""
        with self.app.app_context():
            db.session.execute(sa.update(type(row)).where(type(row).id == row.id).values(**values))
            db.session.commit()

    def _cs(self) -> Person:
        return db.session.get_one(Person, self.cs.id)


@pytest.fixture
def asking(app: Flask, make: Factory) -> Asking:
    return Asking(app, make)


@pytest.fixture
def surveyed(app: Flask, make: Factory) -> Surveyed:
    """Surveys sent and answered at moments one chooses."""
    return Surveyed(app, make)


@pytest.fixture
def answers(rows: Callable[..., list[Any]]) -> Callable[[], list[tuple[int, bool]]]:
    """Score and whether it is suspected, of all answers."""
    return lambda: [(one.score, one.suspected) for one in rows(Response)]
