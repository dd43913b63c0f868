"""What the overview, the list of what was not delivered and the audit log read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

from portal.accounts.stages import StageChoice
from portal.kernel.db import db
from portal.kernel.events import EVENTS, Event, Outbox
from portal.kernel.i18n import locale
from portal.kernel.mail import Mail
from portal.learning.models import Stage

SHOWN = 10  # rows of what was not delivered on the overview


def stage_choices() -> Sequence[StageChoice]:
    """The stages of `stages.toml` a company may be in, in their order, in the reader's language.

    Those for staff only are places of content, no company's.
    """
    found = db.session.scalars(sa.select(Stage).where(~Stage.staff_only).order_by(Stage.position, Stage.id))
    return [StageChoice(stage.slug, stage.name(locale())) for stage in found]


def troubled_mails() -> sa.Select[Any]:
    """Mails whose last try failed, in no order yet; those without a due time are not tried any more."""
    return sa.select(Mail).where(Mail.error.is_not(None))


def troubled_work() -> sa.Select[Any]:
    """Work on events whose last try failed, with the event's name; in no order yet."""
    owed = sa.and_(Event.id == Outbox.event_id, Outbox.error.is_not(None))
    return cast("sa.Select[Any]", sa.select(Outbox, Event.name).join(Event, owed))


def first_troubled(select: sa.Select[Any], of: type[Mail] | type[Outbox]) -> list[sa.Row[Any]]:
    """A few of them as rows: what was given up before what is tried again, the newest first."""
    given_up_first = sa.case((of.due_at.is_(None), 0), else_=1)
    return list(db.session.execute(select.order_by(given_up_first, of.id.desc()).limit(SHOWN)))


def audit_log(person_id: int | None = None, organization_id: int | None = None) -> sa.Select[tuple[Event]]:
    """Events of the audit log, in no order yet (`id`, falling, is that of the log).

    With a person: what they did and what was done to them.
    """
    names = [name for name, kind in EVENTS.items() if kind.audit]
    found = sa.select(Event).where(Event.name.in_(names))
    if person_id is not None:
        found = found.where(sa.or_(Event.actor_id == person_id, Event.subject == f"person:{person_id}"))
    if organization_id is not None:
        found = found.where(Event.organization_id == organization_id)
    return found
