"""What is planned, being built and shipped, and the news of the board."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.ideas.labels import Status, Words
from portal.ideas.models import Idea, IdeaStatusChange
from portal.ideas.policy import ROADMAP, SHIPPED
from portal.ideas.queries.board import COLUMNS, LISTED, Line, line_of
from portal.kernel.db import db

SHOWN = 5  # ideas of a column
NEWEST = 30  # entries of the feed
MOVED = IdeaStatusChange.from_id.is_distinct_from(IdeaStatusChange.to_id)  # merges keep the state they are noted in
ENTERED = sa.and_(IdeaStatusChange.idea_id == Idea.id, IdeaStatusChange.to_id == Idea.status_id, MOVED)


class Card(NamedTuple):
    """An idea on the roadmap; `since`: when it came into its state, `window`: when it is meant to come out."""

    line: Line
    since: datetime | None
    window: str
    shipped_url: str
    was: str  # another window that was told before; "" when it never moved


class Column(NamedTuple):
    """The states of one category; `ideas` counts all ideas in them."""

    category: str
    statuses: list[Status]
    ideas: int
    cards: list[Card]


class News(NamedTuple):
    """A new idea, or one that shipped (`shipped`); `updated` is when."""

    line: Line
    at: datetime
    shipped: datetime | None

    @property
    def updated(self) -> datetime:
        """When it was submitted or shipped."""
        return self.shipped or self.at


def roadmap(words: Words) -> list[Column]:
    """The three columns, their cards in one statement: what most want first, what shipped last first."""
    statuses = {name: [one for one in words.statuses.values() if one.category == name] for name in ROADMAP}
    parts = [_shipped(one) if name == SHIPPED else _wanted(one) for name in ROADMAP for one in statuses[name]]
    cards: dict[str, list[Card]] = {name: [] for name in ROADMAP}
    for row in db.session.execute(sa.union_all(*parts)) if parts else ():
        line = line_of(row, words)
        cards[line.status.category].append(
            Card(line, row.since, row.window, row.shipped_url, row.was if row.window else "")
        )
    for name in ROADMAP:
        cards[name].sort(key=_newest if name == SHIPPED else _most_wanted)
    return [
        Column(name, statuses[name], sum(one.ideas for one in statuses[name]), cards[name][:SHOWN]) for name in ROADMAP
    ]


def news(words: Words) -> list[News]:
    """The newest ideas and what shipped last, newest news first, each idea once."""
    new = (
        sa.select(*COLUMNS, Idea.at, sa.null().label("since"))
        .where(LISTED)
        .order_by(Idea.at.desc(), Idea.id.desc())
        .limit(NEWEST)
    )
    found = {row.id: News(line_of(row, words), row.at, None) for row in db.session.execute(new)}
    shipped = [one.id for one in words.statuses.values() if one.category == SHIPPED]
    for row in db.session.execute(_last_entered(shipped, NEWEST, Idea.at)):
        found[row.id] = News(line_of(row, words), row.at, row.since)
    return sorted(found.values(), key=lambda one: (one.updated, one.line.id), reverse=True)[:NEWEST]


def _wanted(status: Status) -> sa.Select[Any]:
    """The ideas in this state that most people want; the index of the state holds them in this order."""
    last = sa.select(sa.func.max(IdeaStatusChange.at)).where(IdeaStatusChange.idea_id == Idea.id, MOVED)
    since = last.scalar_subquery().label("since")
    earlier = (IdeaStatusChange.idea_id == Idea.id, IdeaStatusChange.window.not_in(["", Idea.window]))
    moved = sa.select(IdeaStatusChange.window).where(*earlier).order_by(IdeaStatusChange.id.desc()).limit(1)
    was = sa.func.coalesce(moved.scalar_subquery(), "").label("was")
    best = sa.select(*COLUMNS, Idea.window, Idea.shipped_url, was, since).where(LISTED, Idea.status_id == status.id)
    return _whole(best.order_by(Idea.votes.desc(), Idea.id.desc()).limit(SHOWN))


def _shipped(status: Status) -> sa.Select[Any]:
    return _whole(_last_entered([status.id], SHOWN, Idea.window, Idea.shipped_url, sa.literal("").label("was")))


def _last_entered(status_ids: list[int], most: int, *more: Any) -> sa.Select[Any]:
    """The ideas in these states that came there last; one that came back counts by its last time."""
    later = aliased(IdeaStatusChange)
    again = sa.exists().where(
        later.idea_id == IdeaStatusChange.idea_id,
        later.id > IdeaStatusChange.id,
        later.to_id == IdeaStatusChange.to_id,
        later.from_id.is_distinct_from(later.to_id),
    )
    columns = (*COLUMNS, *more, IdeaStatusChange.at.label("since"))
    entered = sa.select(*columns).select_from(IdeaStatusChange).join(Idea, ENTERED).where(LISTED, ~again)
    entered = entered.where(IdeaStatusChange.to_id.in_(status_ids))
    return entered.order_by(IdeaStatusChange.at.desc(), IdeaStatusChange.id.desc()).limit(most)


def _whole(part: sa.Select[Any]) -> sa.Select[Any]:
    """A part with an order of its own, as something that stands in a union in both databases."""
    return sa.select(part.subquery())


def _most_wanted(card: Card) -> tuple[int, int]:
    return -card.line.votes, -card.line.id


def _newest(card: Card) -> tuple[float, int]:
    return -(card.since.timestamp() if card.since else 0.0), -card.line.id
