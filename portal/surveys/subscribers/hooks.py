"""What other systems hear of surveys: every answer, with who gave it. For systems of the vendor's own staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.outside import companies, people
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.hooks import WebhookType, webhook
from portal.kernel.i18n import lazy
from portal.surveys.events import ANSWERED, CHANGED, CLOSED, EXPLAINED, LAUNCHED
from portal.surveys.maths import group_of
from portal.surveys.models import Response, Survey, Wave

Built = dict[int, dict[str, Any]]


def answered(events: Sequence[Event]) -> Built:
    """The answer as it is now; one that turned out to be a machine's is told to nobody."""
    rows = db.session.execute(
        sa.select(Response, Wave, Survey.name)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .where(Response.id.in_({event.subject_id for event in events}), sa.not_(Response.suspected))
    )
    found = {answer.id: (answer, wave, name) for answer, wave, name in rows}
    who = people(answer.person_id for answer, _wave, _name in found.values())
    where = companies(answer.organization_id for answer, _wave, _name in found.values())
    return {event.id: _facts(*found[event.subject_id], who, where) for event in events if event.subject_id in found}


def _facts(answer: Response, wave: Wave, survey: str, who: Any, where: Any) -> dict[str, Any]:
    return {
        "answer": {
            "id": answer.id,
            "score": answer.score,
            "group": group_of(answer.score),
            "words": answer.words,
            "language": answer.language,
            "about": answer.about or None,
            "contact": answer.contact or None,
            "source": answer.source,
            "answered_at": answer.at.isoformat(),
            "changed_at": answer.changed_at.isoformat(),
        },
        "survey": {"id": wave.survey_id, "name": survey, "wave": wave.number, "wave_id": wave.id},
        "person": who.get(answer.person_id),
        "company": where.get(answer.organization_id),
    }


def wave_moved(events: Sequence[Event]) -> Built:
    """Which wave it is and whom it reached, as was counted then."""
    rows = db.session.execute(
        sa.select(Wave, Survey.name)
        .join(Survey, Survey.id == Wave.survey_id)
        .where(Wave.id.in_({event.subject_id for event in events}))
    )
    found = {wave.id: (wave, name) for wave, name in rows}
    return {
        event.id: {
            "survey": {"id": wave.survey_id, "name": name, "wave": wave.number, "wave_id": wave.id},
            "state": "closed" if event.name == CLOSED or wave.closes_at <= now() else "live",
            "starts_at": wave.starts_at.isoformat(),
            "closes_at": wave.closes_at.isoformat(),
        }
        for event in events
        if event.subject_id in found
        for wave, name in [found[event.subject_id]]
    }


def _type(name: str, label: lazy, events: tuple[str, ...], build: Any) -> None:
    webhook(WebhookType(name=name, label=label, events=events, build=build, staff=True))


_type("survey.answered", lazy("Somebody answers a survey"), (ANSWERED,), answered)
_type("survey.answer_changed", lazy("Somebody changes an answer, or gives its reason"), (CHANGED, EXPLAINED), answered)
_type("survey.wave_launched", lazy("A wave of a survey goes out"), (LAUNCHED,), wave_moved)
_type("survey.wave_closed", lazy("A wave of a survey ends"), (CLOSED,), wave_moved)
