"""What the overview and the audit log read."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.stages import StageChoice
from portal.kernel.db import db
from portal.kernel.events import EVENTS, Event, Outbox
from portal.kernel.i18n import locale
from portal.kernel.mail import Mail
from portal.learning.models import Stage

SHOWN = 10  # failed rows on the overview

_FAILED = sa.text("state = 'failed'")
sa.Index("ix_mail_failed", Mail.id, sqlite_where=_FAILED, postgresql_where=_FAILED)


def stage_choices() -> Sequence[StageChoice]:
    """The stages of `stages.toml` in their order, in the reader's language."""
    found = db.session.scalars(sa.select(Stage).order_by(Stage.position, Stage.id))
    return [StageChoice(stage.slug, stage.name(locale())) for stage in found]


def failed_mails() -> Sequence[Mail]:
    """The newest mails that will not be sent any more."""
    failed = Mail.state == sa.literal_column("'failed'")
    return db.session.scalars(sa.select(Mail).where(failed).order_by(Mail.id.desc()).limit(SHOWN)).all()


def failed_work() -> Sequence[sa.Row[Outbox, str]]:
    """The newest work on events that was given up, with the event's name."""
    return db.session.execute(
        sa.select(Outbox, Event.name)
        .join(Event, Event.id == Outbox.event_id)
        .where(Outbox.due_at.is_(None))
        .order_by(Outbox.id.desc())
        .limit(SHOWN)
    ).all()


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
