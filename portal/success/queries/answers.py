"""What became of answers to a survey: the follow-ups that detractors led to. Read by the panel of surveys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.models import FollowUp, FollowUpSource
from portal.success.policy import DETRACTOR, DONE, NPS, OPEN
from portal.success.queries.teams import visible_to


def loop(answers: sa.Select[Any]) -> sa.Select[Any]:
    """A row of the numbers of `Loop`: follow-ups of detractors that are open now; and of `answers` (number, company)
    those whose newest one is done.

    What is done is looked for among the answers, and whether something newer came among its company's follow-ups, which
    have an index; one that was dropped closed no loop.
    """
    unsettled = sa.select(FollowUp.due_at).where(FollowUp.reason == DETRACTOR, FollowUp.state == OPEN)
    waiting, asked = unsettled.where(FollowUp.closed_at.is_(None)).subquery(), answers.cte("asked")
    later, source = aliased(FollowUp), aliased(FollowUpSource)
    newer = (
        sa.select(later.id)
        .join(source, source.follow_up_id == later.id)
        .where(later.organization_id == FollowUp.organization_id, later.reason == DETRACTOR, later.id > FollowUp.id)
        .where(source.kind == NPS, source.ref == FollowUpSource.ref)
    )
    done = (
        sa.select(sa.func.count())
        .select_from(FollowUp)
        .join(FollowUpSource, FollowUpSource.follow_up_id == FollowUp.id)
        .join(asked, sa.and_(asked.c.id == FollowUpSource.ref, asked.c.organization_id == FollowUp.organization_id))
        .where(
            FollowUp.reason == DETRACTOR, FollowUp.state == DONE, FollowUpSource.kind == NPS, sa.not_(newer.exists())
        )
    )
    numbers = (
        sa.select(sa.func.count()).select_from(waiting).scalar_subquery(),
        sa.select(sa.func.count()).select_from(waiting).where(waiting.c.due_at <= now()).scalar_subquery(),
        sa.select(sa.func.count()).select_from(asked).scalar_subquery(),
        done.scalar_subquery(),
    )
    return sa.select(*numbers)


def each(reader: Person | None, answers: Mapping[int, int]) -> Sequence[Any]:
    """Follow-ups of answers (their company by their number), the oldest first.

    Rows of the answer's number `ref`, FollowUp, the name of its `owner`, and whether the reader sees it (`seen`).
    """
    owner = aliased(Person)
    seen = visible_to(reader) if reader else sa.false()
    columns: list[Any] = [FollowUpSource.ref, FollowUp, owner.display_name.label("owner"), seen.label("seen")]
    wanted = (
        sa.select(*columns)
        .join(FollowUp, FollowUp.id == FollowUpSource.follow_up_id)
        .outerjoin(owner, owner.id == FollowUp.owner_id)
        .where(FollowUp.organization_id.in_(set(answers.values())), FollowUp.reason == DETRACTOR)
        .where(FollowUpSource.kind == NPS, FollowUpSource.ref.in_(answers))
    )
    return db.session.execute(wanted.order_by(FollowUp.id)).all()
