"""One action for one customer: who has it, until when, where it came from, what was done. All of it is for staff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

OPEN = sa.text("state = 'open'")
SNOOZED = sa.text("state = 'snoozed'")
CLOSED = sa.text("closed_at IS NOT NULL")
UNSETTLED = sa.text("closed_at IS NULL")


def _among(which: sa.TextClause) -> dict[str, Any]:
    return {"sqlite_where": which, "postgresql_where": which}


class FollowUp(Model):
    """Never two that are open or snoozed for one organization and reason. `team_id` answers where nobody owns it."""

    __table_args__ = (
        Index("uq_follow_up_unsettled", "organization_id", "reason", unique=True, **_among(UNSETTLED)),
        Index("ix_follow_up_open", "due_at", "id", **_among(OPEN)),
        Index("ix_follow_up_open_owner", "owner_id", "due_at", "id", **_among(OPEN)),
        Index("ix_follow_up_open_team", "team_id", "due_at", "id", **_among(OPEN)),
        Index("ix_follow_up_snoozed", "snoozed_until", "id", **_among(SNOOZED)),
        Index("ix_follow_up_closed", "closed_at", "id", **_among(CLOSED)),
        Index("ix_follow_up_organization_id_id", "organization_id", "id"),
        Index("ix_follow_up_updated_at_id", "updated_at", "id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # whom it is about, if anybody
    reason: Mapped[str]  # a code: request:help, service:12, hand:…
    source: Mapped[str]  # kind of what opened it, one of `labels.SOURCES`
    title: Mapped[str]  # what is to be done, in a sentence; "": the person it was about was erased
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    state: Mapped[str] = mapped_column(default="open")  # open | snoozed | done | dropped
    due_at: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")  # of `labels.OUTCOMES`, once done
    closing: Mapped[str] = mapped_column(default="")  # what came of it, or why it was dropped
    version: Mapped[int] = mapped_column(default=1)  # whoever acts on an older one is refused
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)  # other systems ask what moved since


class FollowUpSource(Model):
    """What asked for the follow-up: the first thing and those that came while it was open."""

    __table_args__ = (UniqueConstraint("follow_up_id", "kind", "ref"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"))
    kind: Mapped[str]
    ref: Mapped[int]  # the number of the thing; of the person who noted it, for what staff noted by hand
    at: Mapped[datetime] = mapped_column(default=now)


class FollowUpTask(Model):
    """A step of the work: from a playbook, or typed."""

    __table_args__ = (Index("ix_follow_up_task_follow_up_id_id", "follow_up_id", "id"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"))
    text: Mapped[str]
    due: Mapped[date | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))  # whose step it is
    playbook_id: Mapped[int | None] = mapped_column(ForeignKey("playbook.id"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class FollowUpStep(Model):
    """What happened to a follow-up, and what staff noted: by whom, with which words."""

    __table_args__ = (Index("ix_follow_up_step_follow_up_id_id", "follow_up_id", "id"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"))
    what: Mapped[str]  # one of `labels.STEPS`
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the portal
    note: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # whom it was given to
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))  # which team it was given to
    until: Mapped[datetime | None]  # snoozed until
    at: Mapped[datetime] = mapped_column(default=now)
