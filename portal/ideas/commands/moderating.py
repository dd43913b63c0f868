"""Hiding ideas and comments, showing them again, and letting through what waited for a look.

Numbers stay those of the rows: votes of a hidden idea are kept, comments count while they are shown. Where an idea is
merged into another, hiding it takes only its own words away; hiding the canonical idea takes its whole family off.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands.counting import count_comment
from portal.ideas.commands.facets import moving
from portal.ideas.commands.holding import hold, hold_seen
from portal.ideas.events import (
    COMMENT_HIDDEN,
    COMMENT_RELEASED,
    COMMENT_RESTORED,
    COMMENTED,
    HIDDEN,
    MENTIONED,
    RELEASED,
    RESTORED,
    SUBMITTED,
)
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.queries.family import canonical_id
from portal.ideas.queries.talkers import talkers
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import Event, record
from portal.kernel.i18n import _
from portal.moderation.policy import may_moderate
from portal.posting.mentions import known_to, tell
from portal.posting.writing import written


def hide_idea(staff: Person, idea_id: int, reason: str) -> None:
    """Take it off the board; its author reads the reason. Raises Forbidden, NotFound, Refused when it is hidden."""
    idea = _held_idea(staff, idea_id)
    _refuse(idea.hidden_at is not None, _("It is hidden already."))
    with moving(idea):
        idea.hidden_at, idea.hidden_reason = now(), reason
    record(HIDDEN, idea, actor=staff)


def restore_idea(staff: Person, idea_id: int) -> None:
    """Show it again; one that was hidden while it waited is let through by that."""
    idea = _held_idea(staff, idea_id)
    _refuse(idea.hidden_at is None, _("It is not hidden."))
    with moving(idea):
        idea.hidden_at, idea.hidden_reason = None, ""
        waited, idea.held_at = idea.held_at is not None, None
    record(RESTORED, idea, actor=staff)
    if waited:
        _announce_idea(idea)


def release_idea(staff: Person, idea_id: int) -> None:
    """Let everybody see what waited, and tell of it as if it were new."""
    idea = _held_idea(staff, idea_id)
    _refuse(idea.held_at is None or idea.hidden_at is not None, _("It does not wait for a look any more."))
    with moving(idea):
        idea.held_at = None
    record(RELEASED, idea, actor=staff)
    _announce_idea(idea)


def hide_comment(staff: Person, comment_id: int, reason: str) -> None:
    """Take it from the page; its author reads the reason. Raises as `hide_idea` does."""
    idea, found = _held_comment(staff, comment_id)
    _refuse(found.hidden_at is not None, _("It is hidden already."))
    found.hidden_at, found.hidden_reason = now(), reason
    if found.held_at is None:
        count_comment(idea, -1, found.at)
    record(COMMENT_HIDDEN, found, actor=staff)


def restore_comment(staff: Person, comment_id: int) -> None:
    """Show it again; one that was hidden while it waited is let through by that."""
    idea, found = _held_comment(staff, comment_id)
    _refuse(found.hidden_at is None, _("It is not hidden."))
    waited = found.held_at is not None
    found.hidden_at, found.hidden_reason, found.held_at = None, "", None
    count_comment(idea, +1, found.at)
    record(COMMENT_RESTORED, found, actor=staff)
    if waited:
        _announce_comment(idea, found)


def release_comment(staff: Person, comment_id: int) -> None:
    """Let everybody see what waited, and tell followers and those it names."""
    idea, found = _held_comment(staff, comment_id)
    _refuse(found.held_at is None or found.hidden_at is not None, _("It does not wait for a look any more."))
    found.held_at = None
    count_comment(idea, +1, found.at)
    record(COMMENT_RELEASED, found, actor=staff)
    _announce_comment(idea, found)


def _held_idea(staff: Person, idea_id: int) -> Idea:
    """The idea itself, locked together with the canonical one."""
    _refuse_others(staff)
    held = {idea.id: idea for idea in hold_seen(lambda: {idea_id, canonical_id(idea_id)})}
    return held[idea_id]


def _held_comment(staff: Person, comment_id: int) -> tuple[Idea, IdeaComment]:
    """The canonical idea, then the comment."""
    _refuse_others(staff)
    begin_write()
    where = db.session.scalar(sa.select(IdeaComment.idea_id).where(IdeaComment.id == comment_id))
    idea = hold(where or 0)
    return idea, locked(IdeaComment, comment_id)


def _announce_idea(idea: Idea) -> None:
    """Nobody was told while it waited; who was told before it came to wait is not told again."""
    if not _told(idea, SUBMITTED):
        author = db.session.get_one(Person, idea.author_id)
        record(SUBMITTED, idea, actor=author, organization_id=idea.organization_id)


def _announce_comment(idea: Idea, found: IdeaComment) -> None:
    author = db.session.get_one(Person, found.author_id)
    known = known_to(author, partial(talkers, idea), found.source)
    written(found.source, author, known)  # it learns whom the text names
    tell(author, found, known, MENTIONED)
    written_on = db.session.get_one(Idea, found.idea_id)
    if not _told(written_on, COMMENTED, Event.data["comment_id"].as_integer() == found.id):
        record(COMMENTED, idea, actor=author, organization_id=found.organization_id, comment_id=found.id)


def _told(idea: Idea, name: str, *where: sa.ColumnElement[bool]) -> bool:
    told = sa.exists().where(Event.subject == f"{Idea.__tablename__}:{idea.id}", Event.name == name, *where)
    return bool(db.session.scalar(sa.select(told)))


def _refuse_others(staff: Person) -> None:
    if not may_moderate(staff):
        raise Forbidden(_("Only customer success, product and admins decide what is hidden."))


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise Refused(message)
