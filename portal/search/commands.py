"""What search itself writes: the index as a whole, and the list of what nobody found."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.i18n import locale
from portal.search import index
from portal.search.models import SearchMiss
from portal.search.query import Query, normal

MOST_A_DAY = 1000  # different queries
_ADDRESS = re.compile(r"\S@\S")  # somebody's mail address: it would make the list personal


def rebuild_index(echo: Callable[[str], None]) -> None:
    """Build the index anew, telling how far it is."""
    told = 0

    def progress(kind: str, documents: int) -> None:
        nonlocal told
        if documents - told >= 1000:
            told = documents
            echo(f"portal: search index: {documents} documents ({kind})")

    total = index.rebuild(progress)
    echo(f"portal: search index is up to date, {total} documents")


def count_miss(query: Query) -> None:
    """Count that this query found nothing today; not who asked, and no mail addresses.

    Past `MOST_A_DAY` only what was counted already goes on: guests cannot fill the table with made-up words.
    """
    if not query or _ADDRESS.search(query.text):
        return
    table, day, words = SearchMiss.__table__, now().date(), normal(query)
    of_today = sa.select(sa.func.count()).select_from(SearchMiss).where(SearchMiss.day == day).scalar_subquery()
    known = sa.exists().where(SearchMiss.day == day, SearchMiss.locale == locale(), SearchMiss.q == words)
    row = {"day": day, "locale": locale(), "q": words, "count": 1, "at": now()}
    values = sa.select(*(sa.literal(value, table.c[name].type) for name, value in row.items()))
    statement = insert(SearchMiss).from_select(list(row), values.where(sa.or_(of_today < MOST_A_DAY, known)))
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["day", "locale", "q"], set_={"count": SearchMiss.count + 1, "at": now()}
        )
    )
