"""What is locked before an idea is changed: people first, then canonical ideas in order of id.

Everything that counts is written under the lock of the canonical idea, so a vote never meets a merge or a close half
done; and since all take their locks in this order, nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa

from portal.ideas.models import Idea
from portal.ideas.queries.family import canonical_id
from portal.kernel.db import begin_write, db, dialect_name
from portal.kernel.errors import NotFound, Refused
from portal.kernel.i18n import _

HELD = (  # built once: every vote asks it
    sa.select(Idea)
    .where(Idea.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Idea.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def hold(idea_id: int) -> Idea:
    """The canonical idea of this one, ours until commit. Raises NotFound."""
    [idea] = hold_seen(lambda: {canonical_id(idea_id)})
    return idea


def hold_seen(read: Callable[[], Collection[int]]) -> list[Idea]:
    """The ideas that `read` names, ours until commit, by id, once it names the same ones before and after.

    Waiting for a lock takes time, in which an idea may have been merged. What was locked by then is let go and all
    is locked anew: a second lock on top of the first would not be in order.
    """
    begin_write()
    if dialect_name() == "sqlite":  # nobody else writes
        return hold_all(set(read()))
    while True:
        wanted, point = set(read()), db.session.begin_nested()
        found = hold_all(wanted)
        if set(read()) == wanted:
            point.commit()
            return found
        point.rollback()


def hold_as_seen(idea_id: int) -> Idea:
    """This canonical idea, ours until commit. Raises Refused when it was merged since somebody looked at it."""
    idea = hold(idea_id)
    if idea.id != idea_id:
        raise Refused(_("This idea was merged into “%(title)s” meanwhile.", title=idea.title))
    return idea


def hold_all(idea_ids: Collection[int]) -> list[Idea]:
    """These ideas as they are, canonical or not, ours until commit, by id. Raises NotFound when one is gone."""
    begin_write()
    found = list(db.session.scalars(HELD, {"ids": list(idea_ids)}))
    if len(found) < len(set(idea_ids)):
        raise NotFound(_("This idea was not found."))
    return found
