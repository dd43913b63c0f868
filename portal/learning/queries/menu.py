"""The menu as one reader finds it, with what the reader has done: one statement, the rest from memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.accounts.policy import access_tokens
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Stage
from portal.learning.queries.catalogue import NO_SHELF, Line, Shelf, catalogue
from portal.learning.queries.filters import Asked
from portal.learning.queries.ranking import Personal, Taste
from portal.learning.queries.standing import Done, Standing, standing_of

if TYPE_CHECKING:
    from portal.accounts.models import Person

PAGE_SIZE = 20


class StageCount(NamedTuple):
    """A stage with how many items this reader finds in it, and how many of them are done."""

    slug: str
    name: str
    position: int
    total: int
    done: int

    @property
    def share(self) -> int:
        """Percent done."""
        return round(100 * self.done / self.total) if self.total else 0


class Menu:
    """The reader's menu: `lines` in order with the reader's own progress, `stages` with counts."""

    def __init__(self, shelf: Shelf, standing: Standing, reader: Person | None) -> None:
        self.shelf, self.standing, self.reader = shelf, standing, reader
        finished = Counter(shelf.items[item_id].stage for item_id in standing.done if item_id in shelf.items)
        self.stages = [
            StageCount(slug, name, position, shelf.totals[slug], finished[slug])
            for position, (slug, name) in enumerate(shelf.stages.items())
        ]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of it in order, without progress: for choosing. Pages show `mine` of what was chosen."""
        return self.shelf.lines

    @property
    def done(self) -> dict[int, Done]:
        """What the reader has finished, by item; with items that left the menu."""
        return self.standing.done

    @property
    def tray(self) -> list[int]:
        """The items on the reader's tray that are on the menu, in the reader's order."""
        return [item_id for item_id in self.standing.tray if item_id in self.shelf.items]

    @cached_property
    def taste(self) -> Taste:
        """How people of the reader's stage and job want the menu now."""
        return self.taste_of(now().date())

    def taste_of(self, day: date) -> Taste:
        """How they want it all that day, whatever the hour is where the server stands."""
        organization = self.reader.organization if self.reader else None
        stage, job = organization.stage if organization else "", self.reader.job if self.reader else ""
        return self.shelf.taste(stage, job, day)

    def personal(self, until: datetime | None = None) -> Personal:
        """What moves items for this reader, as it stands or as it stood."""
        done = {item_id for item_id, done in self.done.items() if until is None or done.at < until}
        offers = self.standing.offers.items()
        suggested = {item_id: offer.name for item_id, offer in offers if until is None or offer.at < until}
        known: set[int] = set()
        waiting: set[int] = set()
        for item_id, needs in self.shelf.needs.items():
            (known if done.issuperset(needs) else waiting).add(item_id)
        return Personal(done, suggested, known, waiting)

    @cached_property
    def standing_now(self) -> Personal:
        """What moves items now."""
        return self.personal()

    def mine(self, chosen: Iterable[Line]) -> list[Line]:
        """The lines with what the reader has of them: finished when and how, on the tray, what is left."""
        return [self._mine(line) for line in chosen] if self.reader else list(chosen)

    def _mine(self, line: Line) -> Line:
        item_id, done = line.item_id, self.done.get(line.item_id)
        left, lessons = self._left(item_id), self.shelf.courses.get(item_id)
        return line._replace(
            done=done.kind if done else None,
            done_at=done.at if done else None,
            on_tray=item_id in self.standing.tray if self.reader and self.reader.may_write else None,
            left=ceil(left),
            part=round(100 * (1 - left / line.minutes)),
            lessons=(sum(lesson in self.done for lesson in lessons), len(lessons)) if lessons else None,
        )

    def _left(self, item_id: int, courses: frozenset[int] = frozenset()) -> float:
        """Minutes still to spend: of a video on what was not watched, of a course on its open lessons."""
        if item_id in self.done:
            return 0.0
        item, lessons = self.shelf.items[item_id], self.shelf.courses.get(item_id, ())
        minutes = float(item.minutes)
        if lessons and item_id not in courses:
            left = [self._left(lesson, courses | {item_id}) for lesson in lessons]
            return min(minutes, sum(left)) if any(lesson in self.done for lesson in lessons) else minutes
        seconds = item.video["seconds"] if item.video else 0
        return minutes * (1 - min(1.0, self.standing.watched.get(item_id, 0) / seconds)) if seconds else minutes

    def reasoned(self, lines: Iterable[Line]) -> list[Line]:
        """The lines with why they are offered, those that are done without."""
        personal = self.standing_now
        return [
            line if line.done else line._replace(reason=self.taste.reason(line.item_id, personal)) for line in lines
        ]

    def stage(self, slug: str | None) -> StageCount | None:
        """The stage of that slug among those this reader is told of."""
        return next((stage for stage in self.stages if stage.slug == slug), None)

    def order(self, asked: Asked) -> list[int]:
        """All items in the order asked for; equal ones stand as they are most useful."""
        if asked.sort == "new":
            return [line.item_id for line in self.shelf.newest]
        found = self.taste.ranked(self.standing_now)
        if asked.sort == "short":
            found.sort(key=lambda item_id: (item_id in self.done, self.shelf.items[item_id].minutes))
        return found


def menu_of(reader: Person | None) -> Menu:
    """What this reader finds, in the language in force; empty before content was taken over for the first time."""
    standing = standing_of(reader)
    if not standing.edition:
        return Menu(NO_SHELF, standing, reader)
    return Menu(catalogue(standing.edition).shelf(access_tokens(reader), locale()), standing, reader)


def stage_of(reader: Person | None, menu: Menu) -> StageCount | None:
    """The stage of the reader's company, when the reader finds it on the menu."""
    organization = reader.organization if reader else None
    return menu.stage(organization.stage) if organization else None


def all_stages() -> list[Stage]:
    """Every stage, for staff to choose one for a company."""
    return list(db.session.scalars(sa.select(Stage).order_by(Stage.position, Stage.id)))
