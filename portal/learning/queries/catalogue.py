"""The whole menu, held in memory: it is small, everybody reads it, and it changes only when content is taken over.

What is personal stays in the database: one statement a page reads the reader's completions and, with them, the edition
of the menu. A process that holds another edition reads the menu anew, so nobody sees what was taken off it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from portal.kernel.db import db
from portal.learning.models import Item, ItemAudience, ItemText, Stage, in_language, item_url

ITEMS, STAGES = Item.__table__, Stage.__table__  # as plain rows: they outlive the session they are read in
SHELVES = 64  # combinations of access and language kept for an edition


class Line(NamedTuple):
    """One item as a list shows it; `language` is the one its title is in, `done` is earned, self or None."""

    item_id: int
    slug: str
    format: str
    minutes: int
    stage: str
    title: str
    summary: str
    language: str
    done: str | None = None
    done_at: datetime | None = None

    @property
    def url(self) -> str:
        """Address of its page."""
        return item_url(self.slug)

    def finished(self, kind: str, at: datetime) -> Line:
        """The same, done by the reader."""
        return self._replace(done=kind, done_at=at)


class Entry(NamedTuple):
    """One item as written: its row of `Item`, who may see it, and title and summary by language."""

    item: sa.Row[Any]
    tokens: frozenset[str]
    texts: dict[str, tuple[str, str]]

    def line(self, language: str) -> Line:
        """In `language`, else in the first it is written in by name."""
        found = language if language in self.texts else min(self.texts)
        item = self.item
        return Line(item.id, item.slug, item.format, item.minutes, item.stage, *self.texts[found], found)


class Shelf(NamedTuple):
    """The menu as people with the same access read it in one language, in its order."""

    stages: dict[str, str]  # names by slug
    lines: tuple[Line, ...]
    totals: Counter[str]  # lines in each stage
    items: dict[int, sa.Row[Any]]  # rows of `Item`, for what they are chosen by
    newest: tuple[Line, ...]


class Catalogue:
    """One edition of the menu. Items of stages that are gone are on no menu."""

    def __init__(self) -> None:
        connection = db.session.connection()
        self.stages = connection.execute(sa.select(STAGES).order_by(STAGES.c.position, STAGES.c.id)).all()
        tokens, texts = _tokens(), _texts()
        place = {stage.slug: number for number, stage in enumerate(self.stages)}
        items = [
            item
            for item in connection.execute(sa.select(ITEMS).where(ITEMS.c.archived_at.is_(None)))
            if item.stage in place and item.id in texts
        ]
        items.sort(key=lambda item: (place[item.stage], item.position, item.id))
        self.entries = [Entry(item, frozenset(tokens[item.id]), texts[item.id]) for item in items]
        self._shelves: OrderedDict[tuple[frozenset[str], str], Shelf] = OrderedDict()

    def shelf(self, tokens: frozenset[str], language: str) -> Shelf:
        """What these access tokens open, in the language."""
        found = self._shelves.get((tokens, language))
        if found is None:
            found = self._shelves[tokens, language] = self._shelf(tokens, language)
            while len(self._shelves) > SHELVES:
                self._shelves.popitem(last=False)
        return found

    def _shelf(self, tokens: Collection[str], language: str) -> Shelf:
        opened = [entry for entry in self.entries if not entry.tokens.isdisjoint(tokens)]
        lines = {entry.item.id: entry.line(language) for entry in opened}
        items = {entry.item.id: entry.item for entry in opened}
        newest = sorted(items.values(), key=lambda item: (item.published_at, item.id), reverse=True)
        told = [stage for stage in self.stages if "staff" in tokens or not stage.staff_only]
        return Shelf(
            {stage.slug: in_language(stage.names, language) or stage.slug for stage in told},
            tuple(lines.values()),
            Counter(line.stage for line in lines.values()),
            items,
            tuple(lines[item.id] for item in newest),
        )


def catalogue(edition: str) -> Catalogue:
    """The menu of this edition, as a reader's statement told it."""
    kept: dict[str, Catalogue] = current_app.extensions.setdefault("learning.catalogue", {})
    found = kept.get(edition)
    if found is None:
        found = Catalogue()
        kept.clear()
        kept[edition] = found
    return found


def _tokens() -> dict[int, set[str]]:
    tokens: dict[int, set[str]] = defaultdict(set)
    for item_id, token in db.session.execute(sa.select(ItemAudience.item_id, ItemAudience.token)):
        tokens[item_id].add(token)
    return tokens


def _texts() -> dict[int, dict[str, tuple[str, str]]]:
    texts: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    columns = sa.select(ItemText.item_id, ItemText.locale, ItemText.title, ItemText.summary)
    for item_id, language, title, summary in db.session.execute(columns):
        texts[item_id][language] = (title, summary)
    return texts
