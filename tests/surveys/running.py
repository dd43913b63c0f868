"""Staff who run surveys, and customers to ask; imported by name where it is needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Organization, Person, Role
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.models import Preference
from portal.surveys.commands import launching, sending, ticking
from portal.surveys.models import Invitation, Survey, SurveyPause, Wave
from tests.factories import Factory

LONG_AGO = timedelta(days=400)
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # ten o'clock in Tokyo
SURVEYS = "/console/nps/surveys"


class Run:
    """Staff of each team and a customer; surveys and waves as rows, so that the pages and commands can be tried."""

    def __init__(self, app: Flask, make: Factory) -> None:
        self.app, self.make = app, make
        self.cs, self.other = make.staff(Role.CS, display_name="Cora"), make.staff(Role.CS, display_name="Otto")
        self.product = make.staff(Role.PRODUCT, display_name="Petra")
        self.company: Organization = make.organization(name="Aoba", tier="high", touch="high", stage="adoption")

    def person(self, organization: Organization | None = None, roles: Role = Role.MEMBER, **values: Any) -> Person:
        """Somebody who came long ago, of Aoba unless another company is given."""
        return self.make.person(roles, organization or self.company, **{"created_at": now() - LONG_AGO} | values)

    def survey(self, **values: Any) -> int:
        """The number of a survey."""
        number: int = self.make.add(Survey(**{"name": "Relationship"} | values)).id
        return number

    def wave(self, survey_id: int, at: datetime | None = None, **values: Any) -> int:
        """The number of a draft that starts at that moment, by default now."""
        at = at or now()
        with self.app.app_context():
            last = db.session.scalar(sa.select(sa.func.max(Wave.number)).where(Wave.survey_id == survey_id)) or 0
        ends = {"starts_at": at, "closes_at": at + timedelta(days=30)}
        number: int = self.make.add(Wave(survey_id=survey_id, number=last + 1, **ends | values)).id
        return number

    def asked(self, person: Person, days_ago: int, survey_id: int) -> None:
        """The person was asked so many days ago."""
        at = now() - timedelta(days=days_ago)
        wave_id = self.wave(survey_id, at, state="closed")
        facts = {"stage": "", "tier": "", "touch": "", "language": "en", "contract_value": 0}
        of = {"survey_id": survey_id, "wave_id": wave_id, "organization_id": person.organization_id}
        self.make.add(Invitation(person_id=person.id, send_at=at, sent_at=at, expires_at=at, **of, **facts))

    def left_out_for_every_cause(self, survey_id: int) -> dict[str, int]:
        """People whom a wave would leave out, each cause with another number of them; how many for which cause."""
        another = self.survey(name="Another")
        for _n in range(2):
            self.make.add(Preference(person_id=self.person().id, kind="surveys", mail=False, digest=False))
        for _n in range(3):
            self.person(suspended_at=now())
        sad = self.make.organization(name="Sad")
        self.make.add(SurveyPause(organization_id=sad.id, reason="R", until=now() + LONG_AGO, by_id=self.cs.id))
        for _n in range(4):
            self.person(sad)
        for _n in range(5):
            self.person(created_at=now() - timedelta(days=20))
        for _n in range(6):
            self.asked(self.person(), 10, another)
        for _n in range(7):
            self.asked(self.person(), 60, survey_id)
        return {"opted_out": 2, "suspended": 3, "incident": 4, "too_new": 5, "asked_lately": 6, "asked_this": 7}

    def send(self) -> None:
        """What the worker would write now."""
        with self.app.app_context():
            while sending.write_due():
                pass

    def tick(self) -> None:
        """What comes with the clock."""
        with self.app.app_context():
            ticking.launch_due()
            ticking.close_over()

    def launch(self, wave_id: int) -> str:
        """Launch as the command does, in a session of its own; the word for what came of it."""
        with self.app.app_context():
            wave = db.session.get_one(Wave, wave_id)
            try:
                launching.launch(db.session.get_one(Person, self.cs.id), wave_id, wave.version)
            except Exception as error:
                db.session.rollback()
                return type(error).__name__
            db.session.commit()
            return "launched"

    def at_once(self, *acts: Any) -> list[Any]:
        """Do these at the same moment, each in a thread."""
        with ThreadPoolExecutor(len(acts)) as pool:
            return [each.result() for each in [pool.submit(act) for act in acts]]


@pytest.fixture
def run(app: Flask, make: Factory) -> Run:
    return Run(app, make)


def left_out(rows: Any, wave_id: int) -> dict[str, int]:
    """How many the launch left out for which cause; "" are those who are asked."""
    found: dict[str, int] = {}
    for one in rows(Invitation, wave_id=wave_id):
        found[one.left_out] = found.get(one.left_out, 0) + 1
    return found


def mails(outgoing: Any, template: str = "survey") -> list[mail.Mail]:
    """Mails of this template so far."""
    return [one for one in outgoing() if one.template == template]
