"""What other systems hear of people and their companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization
from portal.accounts.outside import companies, people
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.hooks import WebhookType, webhook
from portal.kernel.i18n import lazy

HOW = {"person.added": "added", "person.joined": "joined", "person.moved": "moved"}
Built = dict[int, dict[str, Any]]


def joined(events: Sequence[Event]) -> Built:
    """Who belongs to which company now, and how that came; staff accounts belong to none."""
    return _of_companies(events, {event.id: event.organization_id for event in events}, how=True)


def left(events: Sequence[Event]) -> Built:
    """Who no longer belongs to which company."""
    return _of_companies(events, {event.id: event.data.get("from_id", event.organization_id) for event in events})


def erased(events: Sequence[Event]) -> Built:
    """Whose account is gone: a number without a name."""
    who, where = _subjects(events), companies(event.organization_id for event in events)
    return {
        event.id: {"person": who[event.subject_id], "company": where.get(event.organization_id)}
        for event in events
        if event.subject_id in who
    }


def _of_companies(events: Sequence[Event], company_of: dict[int, int | None], *, how: bool = False) -> Built:
    who, where = _subjects(events), companies(company_of.values())
    return {
        event.id: {"person": who[event.subject_id], "company": where[company_of[event.id]]}
        | ({"how": HOW[event.name]} if how else {})
        for event in events
        if event.subject_id in who and company_of[event.id] in where
    }


def _subjects(events: Sequence[Event]) -> dict[int | None, dict[str, Any]]:
    return people(event.subject_id for event in events)


def stage_changed(events: Sequence[Event]) -> Built:
    """At which stage of the success route a company is, if that is what was changed."""
    moved = [event for event in events if "stage" in event.data["fields"]]
    numbers = {event.subject_id for event in moved}
    stages = sa.select(Organization.id, Organization.stage).where(Organization.id.in_(numbers))
    at, where = dict(db.session.execute(stages).all()), companies(numbers)
    return {
        event.id: {"company": where[event.subject_id], "stage": at[event.subject_id]}
        for event in moved
        if event.subject_id in at
    }


webhook(
    WebhookType(
        name="person.joined",
        label=lazy("Somebody becomes part of a company"),
        events=tuple(HOW),
        build=joined,
    )
)
webhook(
    WebhookType(
        name="person.left",
        label=lazy("Somebody leaves a company, or is taken out of it"),
        events=("person.left", "person.moved"),
        build=left,
    )
)
webhook(
    WebhookType(
        name="person.erased",
        label=lazy("The account of somebody is erased"),
        events=("person.erased",),
        build=erased,
    )
)
webhook(
    WebhookType(
        name="organization.stage_changed",
        label=lazy("A company comes to another stage"),
        events=("organization.changed",),
        build=stage_changed,
    )
)
