"""Merging is a pointer: nothing moves, so it can be undone, and who voted on both counts once."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import counting, pledges
from portal.ideas.commands.facets import moving
from portal.ideas.commands.holding import hold_all, hold_seen
from portal.ideas.commands.votes import realign
from portal.ideas.events import MERGED, UNMERGED
from portal.ideas.models import Idea
from portal.ideas.policy import DECIDE
from portal.ideas.queries.family import canonical_id
from portal.ideas.queries.one import is_closed
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _


def merge(actor: Person, idea_id: int, into_id: int) -> Idea:
    """Make `idea_id` part of the family of `into_id`; the idea that is kept.

    Raises Refused for an idea merged into itself, and where a chain would come of it.
    """
    _refuse_others(actor)
    if idea_id == into_id:
        raise Refused(_("An idea cannot be merged into itself."))
    found = {idea.id: idea for idea in hold_all((idea_id, into_id))}
    idea, into = found[idea_id], found[into_id]
    if idea.merged_into_id == into.id:
        return into
    _refuse_chains(idea, into)
    _refuse_off_board(idea, into)
    with moving(idea):
        idea.merged_into_id, idea.merged_at = into.id, now()
    if not is_closed(into):
        realign(into)
    pledges.inherit(into, idea)
    counting.empty(idea)
    counting.recount(into)
    record(MERGED, idea, actor=actor, into_id=into.id)
    return into


def unmerge(actor: Person, idea_id: int) -> Idea:
    """Take the idea out of the family it was merged into; it stands alone again, with what is its own."""
    _refuse_others(actor)
    held = {idea.id: idea for idea in hold_seen(lambda: {idea_id, canonical_id(idea_id)})}
    idea = held[idea_id]
    if idea.merged_into_id is None:
        raise Refused(_("This idea is not merged."))
    into = held[idea.merged_into_id]
    with moving(idea):
        idea.merged_into_id = idea.merged_at = None
    for one in (idea, into):
        if not is_closed(one):
            realign(one)
        counting.recount(one)
    record(UNMERGED, idea, actor=actor, from_id=into.id)
    return idea


def _refuse_others(actor: Person) -> None:
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins merge ideas."))


def _refuse_off_board(idea: Idea, into: Idea) -> None:
    """A merge must not take an idea off the board, nor count votes on what nobody has looked at yet."""
    if into.hidden_at is not None:
        raise Refused(_("“%(title)s” is hidden. Show it again first.", title=into.title))
    for waiting in (into, idea):
        if waiting.held_at is not None:
            raise Refused(_("“%(title)s” waits for a look. Release it first.", title=waiting.title))


def _refuse_chains(idea: Idea, into: Idea) -> None:
    if into.merged_into_id is not None:
        raise Refused(_("“%(title)s” is merged itself. Choose the idea it was merged into.", title=into.title))
    if idea.merged_into_id is not None:
        raise Refused(_("“%(title)s” is merged already. Undo that first.", title=idea.title))
    if db.session.scalar(sa.select(Idea.id).where(Idea.merged_into_id == idea.id).limit(1)) is not None:
        raise Refused(_("Other ideas are merged into “%(title)s”. Undo that first.", title=idea.title))
