"""What search itself writes: the index as a whole, and the list of what nobody found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError

from portal.kernel.calendar import now
from portal.kernel.db import db, dialect_name, insert
from portal.kernel.i18n import locale
from portal.search import index
from portal.search.models import SearchMiss
from portal.search.query import Query, normal

log = structlog.get_logger()

MOST_A_DAY = 1000  # different queries
PATIENCE = 200  # milliseconds that a search waits to be counted
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
    """Count that this query found nothing today; not who asked, and no mail addresses. In a transaction of its own.

    A database that can only be read just now keeps nobody from searching: then the count is short of one.
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
    statement = statement.on_conflict_do_update(
        index_elements=["day", "locale", "q"], set_={"count": SearchMiss.count + 1, "at": now()}
    )
    try:
        with _impatient() as connection:
            connection.execute(statement)
    except OperationalError as error:
        log.warning("search.miss_not_counted", error=str(error.orig))


@contextmanager
def _impatient() -> Iterator[sa.Connection]:
    """A transaction of its own that gives up after `PATIENCE` where another one holds the lock."""
    with db.engine.connect() as connection:
        if dialect_name() == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE}")
            yield connection
            connection.commit()
            return
        usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield connection
            connection.commit()  # with the short wait still in force
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")
