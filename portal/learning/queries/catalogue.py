"""The whole menu, held in memory: it is small, everybody reads it, and it changes only when content is taken over.

What is personal stays in the database: one statement a page reads the reader's completions and, with them, the edition
of the menu. A process that holds another edition reads the menu anew, so nobody sees what was taken off it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.content.shapes import Price
from portal.learning.models import Item, ItemAudience, ItemText, OldSlug, Stage, in_language, item_url
from portal.learning.queries.filters import Facets
from portal.learning.queries.ranking import Reason, Taste

# As plain rows: they outlive the session they are read in.
ITEMS, STAGES, OLD_SLUGS = Item.__table__, Stage.__table__, OldSlug.__table__
SHELVES = 64  # combinations of access and language kept for an edition
TASTES = 64  # combinations of stage, job and day kept for each of them
FRESH_SECONDS = 3600  # after which ratings are read again though the menu stayed the same


class Line(NamedTuple):
    """One item as a list shows it; `language` is the one its title is in. The rest is the reader's own."""

    item_id: int
    slug: str
    format: str
    minutes: int
    stage: str
    title: str
    summary: str
    language: str
    jobs: tuple[str, ...] = ()
    price: Price | None = None
    done: str | None = None  # earned | self
    done_at: datetime | None = None
    on_tray: bool | None = None  # None: who has no tray
    part: int = 0  # percent watched, or of a course's lessons done
    left: int = 0  # minutes of what is not done
    lessons: tuple[int, int] | None = None  # of a course: done, and how many there are
    reason: Reason | None = None

    @property
    def url(self) -> str:
        """Address of its page."""
        return item_url(self.slug)

    @property
    def paid(self) -> bool:
        """Whether it costs something."""
        return self.price is not None and self.price.amount > 0


class Entry(NamedTuple):
    """One item as written: its row of `Item`, who may see it, and title and summary by language."""

    item: sa.Row[Any]
    tokens: frozenset[str]
    texts: dict[str, tuple[str, str]]

    def line(self, language: str) -> Line:
        """In `language`, else in the first it is written in by name."""
        found = language if language in self.texts else min(self.texts)
        item = self.item
        price = Price(**item.price) if item.price else None
        facts = item.id, item.slug, item.format, item.minutes, item.stage
        return Line(*facts, *self.texts[found], found, tuple(item.jobs), price)


@dataclass(frozen=True, eq=False)
class Shelf:
    """The menu as people with the same access read it in one language, in its order."""

    stages: Mapping[str, str]  # names by slug
    lines: tuple[Line, ...]
    items: Mapping[int, sa.Row[Any]]  # rows of `Item`, for what they are chosen by
    courses: Mapping[int, tuple[int, ...]]  # the lessons of each course that are on this menu, in order
    needs: Mapping[int, tuple[int, ...]]  # what items build on, as far as it is on this menu; for those that do

    @cached_property
    def by_id(self) -> dict[int, Line]:
        """Lines by item."""
        return {line.item_id: line for line in self.lines}

    @cached_property
    def totals(self) -> Counter[str]:
        """Lines in each stage."""
        return Counter(line.stage for line in self.lines)

    @cached_property
    def newest(self) -> tuple[Line, ...]:
        """What came last stands first."""
        items = sorted(self.items.values(), key=lambda item: (item.published_at, item.id), reverse=True)
        return tuple(self.by_id[item.id] for item in items)

    @cached_property
    def facets(self) -> Facets:
        """For narrowing it."""
        return Facets(self.items.values(), [f"{line.title} {line.summary}" for line in self.lines])

    @cached_property
    def _taste(self) -> Any:
        places = {slug: place for place, slug in enumerate(self.stages)}
        return lru_cache(TASTES)(lambda stage, job, at: Taste(self.items, places, stage, job, at))

    def taste(self, stage: str, job: str, day: date) -> Taste:
        """How people of this stage and job want it, reckoned once for a day."""
        taste: Taste = self._taste(stage, job, datetime.combine(day, time.min, UTC))
        return taste


NO_SHELF = Shelf({}, (), {}, {}, {})


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
        slugs: dict[str, int] = {old.slug: old.item_id for old in connection.execute(sa.select(OLD_SLUGS))}
        self.slugs = slugs | {item.slug: item.id for item in items}
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
        items = {entry.item.id: entry.item for entry in opened}
        told = [stage for stage in self.stages if "staff" in tokens or not stage.staff_only]
        return Shelf(
            {stage.slug: in_language(stage.names, language) or stage.slug for stage in told},
            tuple(entry.line(language) for entry in opened),
            items,
            {item.id: self._named(item.lessons, item, items) for item in items.values() if item.lessons},
            {item.id: needs for item in items.values() if (needs := self._named(item.prerequisites, item, items))},
        )

    def _named(self, slugs: Sequence[str], item: sa.Row[Any], opened: Collection[int]) -> tuple[int, ...]:
        """The items of these slugs, which may be old ones, as far as they are open; never the item itself."""
        named = dict.fromkeys(self.slugs.get(slug) for slug in slugs)
        return tuple(found for found in named if found is not None and found in opened and found != item.id)


def catalogue(edition: str) -> Catalogue:
    """The menu of this edition, as a reader's statement told it."""
    edition = f"{edition} {int(now().timestamp()) // FRESH_SECONDS}"
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
