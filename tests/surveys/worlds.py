"""Surveys as they come about: made, sent and answered through the commands, at moments one chooses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts.models import Organization, Person, Role
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.surveys.commands import answering, counting, launching, managing, sending
from portal.surveys.models import Invitation, Opening, Response, Survey, Wave
from portal.surveys.policy import BUTTON, CLOSED, HAND, IMPORT, IMPORTED, MAIL
from portal.surveys.queries.turns import Drip
from tests.factories import Factory

LONG_HERE = timedelta(days=2000)  # since people of these worlds came: nobody is too new for a wave
A_DAY = timedelta(days=1)


class Surveyed:
    """`make` gives companies and people; everything of surveys goes through the commands. Methods give numbers."""

    def __init__(self, app: Flask, make: Factory, cs: Person | None = None) -> None:
        self.app, self.make = app, make
        self.cs = cs or make.staff(Role.CS)

    def person(self, organization: Organization | None = None, **values: Any) -> Person:
        """Somebody of a customer who came long ago."""
        return self.make.person(organization=organization, created_at=now() - LONG_HERE, **values)

    def survey(self, name: str = "Relationship", **values: Any) -> int:
        """A survey that goes out by hand."""
        with self.app.app_context():
            made = managing.save_survey(self._staff(), None, 0, managing.SurveyWish(name, HAND, **values), set())
            db.session.commit()
            return made.id

    def draft(self, survey_id: int, segment: dict[str, Any] | None = None, days: int = 1) -> int:
        """A wave that starts now, not sent."""
        with self.app.app_context():
            made = managing.save_wave(self._staff(), survey_id, None, 0, segment or {}, Drip(now(), days))
            db.session.commit()
            return made.id

    def wave(
        self, survey_id: int, at: datetime | None = None, segment: dict[str, Any] | None = None, days: int = 1
    ) -> int:
        """A wave that was sent at that moment (by default now), with the mails whose turn it was."""
        with time_machine.travel(at or now(), tick=False):
            wave_id = self.draft(survey_id, segment, days)
            with self.app.app_context():
                launching.launch(self._staff(), wave_id, db.session.get_one(Wave, wave_id).version)
                db.session.commit()
            self.send()
        return wave_id

    def send(self, *, again: bool = False) -> None:
        """Whose turn has come gets the question, or with `again` the reminder.

        What the mails say is tested where they are: here none is kept.
        """
        write = sending.write_reminders if again else sending.write_due
        with self.app.app_context(), mock.patch.object(mail, "post_all", return_value=None):
            while write():
                pass

    def remind(self, wave_id: int, days: int = 6) -> None:
        """So many days after the wave began, reminders go out."""
        with time_machine.travel(self._began(wave_id) + days * A_DAY, tick=False):
            self.send(again=True)

    def close(self, wave_id: int) -> None:
        """End the wave."""
        with self.app.app_context():
            launching.close(self._staff(), wave_id)
            db.session.commit()

    def invitation(self, wave_id: int, person: Person | int) -> int:
        """The number of the person's part in the wave."""
        number = person if isinstance(person, int) else person.id
        with self.app.app_context():
            wanted = sa.select(Invitation.id).where(Invitation.wave_id == wave_id, Invitation.person_id == number)
            return db.session.scalars(wanted).one()

    def asked(self, wave_id: int) -> list[int]:
        """The numbers of people who got the question, in their order."""
        with self.app.app_context():
            sent = Invitation.wave_id == wave_id, Invitation.sent_at.is_not(None)
            return list(db.session.scalars(sa.select(Invitation.person_id).where(*sent).order_by(Invitation.person_id)))

    def answer(
        self,
        wave_id: int,
        person: Person | int,
        score: int,
        words: str = "",
        about: str = "",
        contact: str = "",
        *,
        signal: str = BUTTON,
        source: str = MAIL,
        days: float = 2,
    ) -> int:
        """The number of the answer, given so many days after the wave began."""
        invitation_id = self.invitation(wave_id, person)
        with time_machine.travel(self._began(wave_id) + days * A_DAY, tick=False), self.app.app_context():
            found = answering.answer(invitation_id, score, signal, source)
            if words or about or contact:
                answering.explain(invitation_id, words, about, contact)
            db.session.commit()
            return found.id

    def open(self, wave_id: int, person: Person | int, score: int | None = None, method: str = "GET") -> None:
        """The link was followed."""
        number = self.invitation(wave_id, person)
        self.make.add(Opening(invitation_id=number, score=score, method=method, at=self._began(wave_id) + A_DAY))

    def note(self, wave_id: int, people: Iterable[Person | int], **values: Any) -> None:
        """What befell the mails of these people, such as `bounced_at`."""
        numbers = [person if isinstance(person, int) else person.id for person in people]
        theirs = Invitation.wave_id == wave_id, Invitation.person_id.in_(numbers)
        with self.app.app_context():
            db.session.execute(sa.update(Invitation).where(*theirs).values(**values))
            db.session.commit()

    def scores(self, wave_id: int, people: Iterable[Person | int], scores: Iterable[int]) -> list[int]:
        """The numbers of answers with these scores, one for each of the people."""
        return [self.answer(wave_id, person, score) for person, score in zip(people, scores, strict=False)]

    def response(self, number: int) -> Response:
        """The answer as it stands."""
        with self.app.app_context():
            found = db.session.get_one(Response, number)
            db.session.expunge(found)
            return found

    def imported(self, survey_id: int, at: datetime, answers: Iterable[tuple[Person, int]]) -> int:
        """A wave of which only the answers are known, given at that moment."""
        with self.app.app_context():
            survey = db.session.get_one(Survey, survey_id)
            wave = managing.new_wave(survey, kind=IMPORTED, starts_at=at, closes_at=at, state=CLOSED)
            for person, score in answers:
                self._given(wave, db.session.get_one(Person, person.id), score)
            db.session.commit()
            return wave.id

    def _staff(self) -> Person:
        return db.session.get_one(Person, self.cs.id)

    def _began(self, wave_id: int) -> datetime:
        with self.app.app_context():
            return db.session.get_one(Wave, wave_id).starts_at

    def _given(self, wave: Wave, person: Person, score: int) -> None:
        company, whose = person.organization, {"wave_id": wave.id, "person_id": person.id}
        assert company is not None
        whose["organization_id"] = company.id
        facts = {name: getattr(company, name) for name in ("stage", "tier", "touch", "contract_value")}
        part = Invitation(
            survey_id=wave.survey_id, language=person.language, answered_at=wave.starts_at, **whose, **facts
        )
        db.session.add(part)
        db.session.flush()
        times = {"at": wave.starts_at, "changed_at": wave.starts_at}
        said = {"invitation_id": part.id, "score": score, "source": IMPORT, "language": person.language}
        db.session.add(Response(**said, **whose, **times))
        counting.count(part, score, 1)
