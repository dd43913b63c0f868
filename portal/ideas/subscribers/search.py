"""How ideas are found: the one that is kept, by its own words and by those of what was merged into it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.ideas.events import (
    BROUGHT_IN,
    DELETED,
    EDITED,
    HIDDEN,
    MERGED,
    RELEASED,
    RESTORED,
    REWORDED,
    SUBMITTED,
    UNMERGED,
)
from portal.ideas.labels import Status, status_of
from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.queries.board import LISTED
from portal.ideas.queries.family import HEAD
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy, ngettext
from portal.kernel.searchable import Chip, Document, Hit, Searchable, searchable, subjects

if TYPE_CHECKING:
    from portal.accounts.models import Person

CHUNK = 500
EXCERPT = 20_000  # characters
PUBLIC = frozenset({"public"})  # where the portal is for members only, guests get no page at all


def documents(refs: Sequence[int]) -> list[Document]:
    """The listed ideas among these, with the words of the whole family; all else is left out."""
    merged = _merged_words(refs)
    found = db.session.execute(
        sa.select(Idea.id, Idea.language, Idea.title, Idea.plain).where(Idea.id.in_(refs), LISTED)
    )
    return [
        Document("idea", idea_id, language, title, "\n".join((plain, *merged[idea_id])), PUBLIC)
        for idea_id, language, title, plain in found
    ]


def _merged_words(refs: Sequence[int]) -> dict[int, list[str]]:
    """Titles and texts of what was merged into these, without what nobody is to see."""
    words: dict[int, list[str]] = defaultdict(list)
    found = sa.select(Idea.merged_into_id, Idea.title, Idea.plain).where(Idea.merged_into_id.in_(refs))
    shown = found.where(Idea.hidden_at.is_(None), Idea.held_at.is_(None)).order_by(Idea.id)
    for into_id, title, plain in db.session.execute(shown):
        words[into_id or 0] += (title, plain)
    return words


def touched(events: Sequence[Event]) -> set[int]:
    """The ideas of the events and those they belong to, or belonged to until now."""
    refs = subjects(events)
    for event in events:
        refs |= {
            event.data[name]
            for name in ("into_id", "from_id")
            if event.name in (MERGED, UNMERGED) and name in event.data
        }
    return refs | set(db.session.scalars(sa.select(HEAD).where(Idea.id.in_(refs))))


def every() -> Iterator[list[int]]:
    """All ideas, in chunks."""
    last = 0
    while ids := list(db.session.scalars(sa.select(Idea.id).where(Idea.id > last).order_by(Idea.id).limit(CHUNK))):
        yield ids
        last = ids[-1]


def visible(_reader: Person | None, refs: Sequence[int]) -> dict[int, Hit]:
    """Those of these that are on the board, as result rows."""
    wanted = sa.select(Idea, IdeaStatus).join(IdeaStatus, IdeaStatus.id == Idea.status_id)
    found = db.session.execute(wanted.where(Idea.id.in_(refs), LISTED).options(undefer(Idea.plain)))
    return {idea.id: _hit(idea, status_of(status)) for idea, status in found}


def _hit(idea: Idea, status: Status) -> Hit:
    votes = ngettext("%(num)s vote", "%(num)s votes", idea.votes)
    companies = ngettext("%(num)s company", "%(num)s companies", idea.companies)
    return Hit(
        kind="idea",
        ref=idea.id,
        locale=idea.language,
        title=idea.title,
        url=idea.url,
        excerpt_source=idea.plain[:EXCERPT],
        meta=_("%(votes)s · %(companies)s", votes=votes, companies=companies),
        chip=Chip(status.name, status.tone, status.icon),
    )


searchable(
    Searchable(
        kind="idea",
        label=lazy("Ideas"),
        icon="bulb",
        events=(SUBMITTED, BROUGHT_IN, EDITED, REWORDED, DELETED, MERGED, UNMERGED, HIDDEN, RESTORED, RELEASED),
        documents=documents,
        every=every,
        visible=visible,
        position=30,
        touched=touched,
    )
)
