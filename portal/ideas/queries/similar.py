"""Ideas like one that is being written, or that is being read."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.accounts.policy import access_tokens
from portal.ideas.models import Idea
from portal.ideas.policy import CLOSED
from portal.ideas.queries.beside import around
from portal.ideas.queries.board import LISTED
from portal.kernel.db import db
from portal.kernel.snapshots import Snapshots
from portal.posting.writing import JAPANESE
from portal.search import queries as search

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.ideas.labels import Words

LIMIT = 5
SHORTEST, SHORTEST_JAPANESE = 3, 2  # characters of a title from which on there is something to go by
SPARE = 5  # candidates more than are shown: the index may lag behind what was merged or hidden a moment ago
CLOSE = 0.1  # of all that a text's own words are worth; what has less in common is a matter of chance
LISTED_IDEA = Snapshots(Idea)
OF_THESE = sa.select(*LISTED_IDEA.columns).where(Idea.id.in_(sa.bindparam("ids", expanding=True)), LISTED)


class Similar(NamedTuple):
    """An idea with what its row needs to know of the reader."""

    idea: Idea
    voted: bool
    open: bool


def long_enough(title: str) -> bool:
    """Whether the title says enough to look for others like it."""
    letters = "".join(title.split())
    return len(letters) >= (SHORTEST_JAPANESE if JAPANESE.search(letters) else SHORTEST)


def similar(reader: Person | None, title: str, text: str = "", *, limit: int = LIMIT, but: int = 0) -> list[Idea]:
    """The most similar ideas on the board, best first, as snapshots to look at; without the idea `but`."""
    if not long_enough(title):
        return []
    found = search.alike("idea", title, text, access_tokens(reader), limit + SPARE)
    places = {one.ref: place for place, one in enumerate(found) if one.score >= CLOSE and one.ref != but}
    if not places:
        return []
    rows = db.session.connection().execute(OF_THESE, {"ids": list(places)})
    ideas = [idea for row in rows for idea in LISTED_IDEA.of(row)]
    return sorted(ideas, key=lambda idea: places[idea.id])[:limit]


def similar_to(idea: Idea, reader: Person | None, limit: int = 3) -> list[Idea]:
    """Ideas like one that is being read, best first."""
    return similar(reader, idea.title, idea.excerpt, limit=limit, but=idea.merged_into_id or idea.id)


def rows(ideas: Collection[Idea], reader: Person | None, words: Words) -> list[Similar]:
    """The ideas, canonical ones, with whether the reader voted and still can."""
    voted = around(reader, [idea.id for idea in ideas]).voted if reader is not None else frozenset()
    return [Similar(idea, idea.id in voted, words.statuses[idea.status_id].category not in CLOSED) for idea in ideas]
