"""Listening for what surveys ask after, and the first of it: a company that came to another stage."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.kernel.events import after
from portal.kernel.i18n import lazy
from portal.surveys.commands.happenings import ask_after
from portal.surveys.triggers import TRIGGERS, Happened, Trigger, trigger


def key_persons(happened: Happened) -> sa.Select[Any]:
    """Of the company that came to the stage; while they act for it."""
    led = sa.and_(Membership.organization_id == happened.c.organization_id, Membership.key_person)
    return sa.select(happened.c.event_id, Membership.person_id).join(Membership, led)


trigger(
    Trigger(
        "stage",
        lazy("A company came to another stage (asks its key persons)"),
        ("organization.changed",),
        key_persons,
        counts=lambda event: "stage" in event.data["fields"],
    )
)


def listen() -> None:
    """Called once all slices have said what can make a survey ask."""
    after("surveys", *sorted({name for one in TRIGGERS.values() for name in one.events}))(ask_after)
