"""What was finished in a period, by stage and by company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of
from portal.kernel.periods import since
from portal.learning.models import Completion, Item
from portal.learning.policy import EARNED
from portal.learning.queries.company import Finished

ByStage = dict[str, Finished]


def by_stage(days: int) -> ByStage:
    """Of all companies together, staff included."""
    rows = db.session.execute(
        sa.select(Item.stage, Completion.kind, sa.func.count())
        .join(Item, Item.id == Completion.item_id)
        .where(Completion.at >= since(days))
        .group_by(Item.stage, Completion.kind)
    )
    found: ByStage = {}
    for stage, kind, number in rows:
        found[stage] = _with(found.get(stage), kind, number)
    return found


def companies(*, after: str | None = None, before: str | None = None) -> Page[Organization]:
    """A page of the companies, by name."""
    return page_of(db.session, sa.select(Organization), [(Organization.name_key, "asc")], after=after, before=before)


def by_company(days: int, organization_ids: Iterable[int] | None) -> dict[int, ByStage]:
    """Of each of these companies, or of every one that finished anything."""
    chosen = [] if organization_ids is None else [Completion.organization_id.in_(list(organization_ids))]
    rows = db.session.execute(
        sa.select(Completion.organization_id, Item.stage, Completion.kind, sa.func.count())
        .join(Item, Item.id == Completion.item_id)
        .where(Completion.at >= since(days), Completion.organization_id.is_not(None), *chosen)
        .group_by(Completion.organization_id, Item.stage, Completion.kind)
    )
    found: dict[int, ByStage] = defaultdict(dict)
    for company, stage, kind, number in rows:
        assert company is not None
        found[company][stage] = _with(found[company].get(stage), kind, number)
    return found


def names(organization_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Number and name of these companies, by name."""
    chosen: Any = Organization.id.in_(list(organization_ids))
    rows = db.session.execute(
        sa.select(Organization.id, Organization.name).where(chosen).order_by(Organization.name_key)
    )
    return [(number, name) for number, name in rows]


def _with(known: Finished | None, kind: str, number: int) -> Finished:
    return (known or Finished())._replace(**{"earned" if kind == EARNED else "by_self": number})
