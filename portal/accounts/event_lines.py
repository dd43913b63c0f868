"""Events as lines of a time line or of the audit log: who did what, to whom, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from portal.accounts.commands.erasing import REASONS
from portal.accounts.models import Organization, Person, Role
from portal.accounts.wording import FIELD_NAMES, roles_text
from portal.kernel.db import db
from portal.kernel.events import EVENTS, Event
from portal.kernel.i18n import _, format_datetime

M = TypeVar("M", Person, Organization)


@dataclass(frozen=True)
class EventLine:
    """One line. `actor` and `subject` are names; links are made from `subject_id` (a public id for people)."""

    at: datetime
    actor: str
    text: str
    kind: str  # what the subject is: person, organization, item …
    subject: str
    subject_id: str
    detail: str


def lines(events: Sequence[Event]) -> list[EventLine]:
    """The events in words, in their order; two statements whatever their number."""
    of_people = {event.actor_id for event in events if event.actor_id} | _subjects(events, "person")
    people = {person.id: person for person in _rows(Person, of_people)}
    companies = {company.id: company for company in _rows(Organization, _subjects(events, "organization"))}
    return [_line(event, people, companies) for event in events]


def _line(event: Event, people: dict[int, Person], companies: dict[int, Organization]) -> EventLine:
    kind = event.subject.partition(":")[0]
    subject, subject_id = "", ""
    if kind == "person" and event.subject_id in people:
        person = people[event.subject_id]
        subject, subject_id = person.display_name, "" if person.erased_at else person.public_id
    if kind == "organization" and event.subject_id in companies:
        subject, subject_id = companies[event.subject_id].name, str(event.subject_id)
    declared = EVENTS.get(event.name)
    actor = people.get(event.actor_id or 0)
    return EventLine(
        at=event.at,
        actor=actor.display_name if actor else _("The portal"),
        text=str(declared.text) if declared else event.name,
        kind=kind,
        subject="" if subject and actor and event.subject == f"person:{actor.id}" else subject,
        subject_id=subject_id,
        detail=_detail(event),
    )


def _detail(event: Event) -> str:
    data = event.data
    if "fields" in data:
        return ", ".join(str(FIELD_NAMES.get(name, name)) for name in data["fields"])
    if event.name in ("person.roles_changed", "person.champion_changed"):
        return f"{roles_text(Role(data['before']))} → {roles_text(Role(data['after']))}"
    if event.name in ("person.suspended", "person.restored") and "until" in data:
        return _end(data["until"])
    if event.name == "person.warned":
        return _("Warning number %(n)s", n=data["number"])
    if event.name == "person.erased":
        return str(REASONS.get(data["reason"], ""))
    if "slug" in data:
        return str(data["slug"])
    if "consumer" in data:
        return _("%(consumer)s: event number %(id)s", consumer=data["consumer"], id=event.subject_id)
    if event.name.startswith("mail."):
        return _("Mail number %(id)s", id=event.subject_id)
    if event.name.endswith(".imported"):
        return _("%(new)s new, %(changed)s changed, %(same)s unchanged", **data)
    return ""


def _end(until: str) -> str:
    return _("until %(moment)s", moment=format_datetime(datetime.fromisoformat(until))) if until else _("without end")


def _subjects(events: Sequence[Event], kind: str) -> set[int]:
    return {event.subject_id for event in events if event.subject.startswith(f"{kind}:")}


def _rows(model: type[M], ids: set[int]) -> Sequence[M]:
    return db.session.scalars(sa.select(model).where(model.id.in_(ids))).all() if ids else ()
