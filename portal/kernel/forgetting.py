"""Taking what stood for a person out of what the kernel keeps: events, failed work, and SQLite's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from markupsafe import escape
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.db import db, dialect_name
from portal.kernel.events import EVENTS, Event, Outbox

SHORTEST = 2  # characters: a shorter word stands in every other sentence


class Busy(Exception):
    """Somebody read the old file all the while; to be tried again."""


class Words:
    """What stood for somebody: name and address. In texts they count as whole words, in any case, also as HTML."""

    def __init__(self, words: Iterable[str]) -> None:
        known = (" ".join(word.split()) for word in words)
        self.words = tuple(dict.fromkeys(word for word in known if len(word) >= SHORTEST))
        written = dict.fromkeys(form for word in self.words for form in (word, str(escape(word))))
        self._pattern = re.compile("|".join(map(_whole, sorted(written, key=len, reverse=True))) or r"(?!)", re.I)

    def stand_in(self, text: str) -> bool:
        """Whether any of them does."""
        return self._pattern.search(text) is not None

    def replaced(self, text: str, by: str) -> str:
        """The text with `by` in their place."""
        return self._pattern.sub(lambda _found: by, text)

    def perhaps_in(self, *columns: InstrumentedAttribute[Any]) -> sa.ColumnElement[bool]:
        """A condition for rows that may hold one of them; `stand_in` decides."""
        forms = {form for word in self.words for form in (word, str(escape(word)), word.replace(" ", "\u3000"))}
        return sa.or_(
            sa.false(),
            *(column.icontains(form, autoescape=True) for column in columns for form in sorted(forms)),
        )


def _whole(word: str) -> str:
    """Japanese parts no words, so only Latin letters and digits beside it make it another word."""
    pattern = r"\s+".join(map(re.escape, word.split(" ")))
    before = r"(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + pattern + after


def forget_in_events(person_id: int) -> None:
    """Take the keys flagged as personal out of the events that the person did or that happened to them."""
    personal = {kind.name: kind.personal for kind in EVENTS.values() if kind.personal}
    about = sa.or_(Event.actor_id == person_id, Event.subject == f"person:{person_id}")
    for event in db.session.scalars(sa.select(Event).where(Event.name.in_(personal), about)) if personal else ():
        event.data = {key: value for key, value in event.data.items() if key not in personal[event.name]}


def forget_in_failures(words: Words) -> None:
    """What failed is told to staff in the words of the failure, which may hold an address."""
    for debt in db.session.scalars(sa.select(Outbox).where(Outbox.error.is_not(None))):
        if words.stand_in(debt.error or ""):
            debt.error = words.replaced(debt.error or "", "…")


def rewrite_file() -> None:
    """Leave nothing of what was deleted in the database's file; outside any transaction.

    SQLite keeps the bytes in free places until they are needed. `secure_delete` would clear most of them, but not what
    is left where pages were parted, and it would slow down every deletion there is; writing the file anew clears all.
    Readers go on meanwhile, writers wait. PostgreSQL does the like by itself (autovacuum). Raises Busy.
    """
    if dialect_name() != "sqlite":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")
        if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
            raise Busy("the database is being read, so its old pages are still there")
