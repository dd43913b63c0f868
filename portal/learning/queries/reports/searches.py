"""What people looked for and did not find: what is missing on the menu, in their own words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.periods import since
from portal.search.models import SearchMiss


class InVain(NamedTuple):
    """Words in one language, how often they found nothing in the period, and when last."""

    words: str
    language: str
    times: int
    last: datetime


def searches_in_vain(days: int, limit: int) -> list[InVain]:
    """The words most often looked for in vain first. Nobody is named in them: who asked is not kept."""
    times, last = sa.func.sum(SearchMiss.count), sa.func.max(SearchMiss.at)
    rows = db.session.execute(
        sa.select(SearchMiss.q, SearchMiss.locale, times, sa.type_coerce(last, SearchMiss.at.type))
        .where(SearchMiss.day >= since(days).date())
        .group_by(SearchMiss.q, SearchMiss.locale)
        .order_by(times.desc(), last.desc(), SearchMiss.q)
        .limit(limit)
    )
    return [InVain(words, language, int(number), at) for words, language, number, at in rows]
