"""Commenting on an idea, changing one's words, taking them back, and agreeing with others'.

Comments are counted on the canonical idea, so whoever writes or takes one away holds that first, then the comment.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands.counting import count_comment
from portal.ideas.commands.following import follow
from portal.ideas.commands.holding import hold
from portal.ideas.events import COMMENT_DELETED, COMMENT_EDITED, COMMENTED, MENTIONED
from portal.ideas.models import CommentAgree, Idea, IdeaComment, IdeaRevision
from portal.ideas.policy import COMMENT, may_take_part
from portal.ideas.queries.talkers import talkers
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.moderation.commands.cases import keep_back
from portal.moderation.queries.newcomers import must_wait
from portal.posting.holding import hold_person
from portal.posting.mentions import Known, known_to, tell
from portal.posting.waiting import keep_back_edit
from portal.posting.writing import Written, tidy, written

LENGTH = 5_000  # characters
NO_SESSION = {"synchronize_session": False}


def comment(person: Person, idea_id: int, source: str) -> IdeaComment:
    """Say something below the canonical idea of this one, and hear of what others say from then on.

    What has to wait for a look is counted and told of once it is released.

    Raises Forbidden for who may not take part, Invalid (`text`).
    """
    person, idea = hold_person(person.id), hold(idea_id)
    _refuse_outsiders(person, idea)
    text, known = _checked(person, idea, source)
    waits, at = must_wait(person, text.html, text.source), now()
    by = {"author_id": person.id, "organization_id": person.organization_id}
    made = IdeaComment(idea_id=idea.id, at=at, held_at=at if waits else None, **by, **_shapes(text))
    db.session.add(made)
    db.session.flush()
    follow(person, idea, unless_refused=True)
    if waits:
        keep_back(person, COMMENT, made.id)
        return made
    count_comment(idea, +1, made.at)
    tell(person, made, known, MENTIONED)
    record(COMMENTED, idea, actor=person, organization_id=person.organization_id, comment_id=made.id)
    return made


def edit(person: Person, comment_id: int, source: str, version: int) -> IdeaComment:
    """Change one's own words; those before are kept. Raises Forbidden, Invalid (`text`), Refused over a newer save."""
    waits = keep_back_edit(person, COMMENT, IdeaComment, comment_id, source)
    idea, found = _held(comment_id)
    _refuse_others(person, found)
    if found.version != version:
        raise Refused(_("This comment was changed in another window. Your words are below; look at it again."))
    text, known = _checked(person, idea, source)
    if text.source == found.source:
        return found
    kept = IdeaRevision(
        comment_id=found.id, number=found.version, source=found.source, editor_id=person.id, at=(at := now())
    )
    db.session.add(kept)
    for name, value in _shapes(text).items():
        setattr(found, name, value)
    found.version, found.edited_at = found.version + 1, at
    if waits:
        found.held_at = at
        count_comment(idea, -1, found.at)
    db.session.flush()
    if _is_shown(found):
        tell(person, found, known, MENTIONED)
    record(COMMENT_EDITED, found, actor=person, organization_id=person.organization_id, idea_id=idea.id)
    return found


def delete(person: Person, comment_id: int) -> Idea:
    """Take one's own comment back for good, while nobody agreed with it; the canonical idea it was below."""
    idea, found = _held(comment_id)
    _refuse_others(person, found)
    if found.hidden_at is not None:
        raise Refused(_("Our staff took this comment off the page, so it is kept."))
    if found.agrees:
        raise Refused(_("Others agreed with this comment already. You can still edit it."))
    record(COMMENT_DELETED, found, actor=person, organization_id=person.organization_id, idea_id=idea.id)
    shown, at = _is_shown(found), found.at
    db.session.delete(found)
    db.session.flush()
    if shown:
        count_comment(idea, -1, at)
    return idea


def agree(person: Person, comment_id: int, *, want: bool) -> IdeaComment:
    """Agree with somebody else's comment, or no longer; twice is once. Raises Forbidden, NotFound."""
    found = locked(IdeaComment, comment_id, key_share=True)
    head = db.session.get_one(Idea, found.idea_id)
    if head.merged_into_id is not None:
        head = db.session.get_one(Idea, head.merged_into_id)
    if not may_take_part(person, head) or person.id == found.author_id or not _is_shown(found):
        raise Forbidden(_("You can agree with comments of others, as long as they are shown."))
    if want:
        changed = insert_once(CommentAgree, comment_id=found.id, person_id=person.id, at=now()) is not None
    else:
        mine = (CommentAgree.comment_id == found.id, CommentAgree.person_id == person.id)
        gone = sa.delete(CommentAgree).where(*mine).returning(CommentAgree.id)
        changed = db.session.execute(gone, execution_options=NO_SESSION).first() is not None
    if changed:
        counted = sa.update(IdeaComment).where(IdeaComment.id == found.id)
        by = 1 if want else -1
        db.session.execute(counted.values(agrees=IdeaComment.agrees + by), execution_options=NO_SESSION)
        db.session.refresh(found, ["agrees"])
    return found


def _held(comment_id: int) -> tuple[Idea, IdeaComment]:
    """The canonical idea, then the comment as it stands now. Raises NotFound."""
    begin_write()
    where = db.session.scalar(sa.select(IdeaComment.idea_id).where(IdeaComment.id == comment_id))
    idea = hold(where or 0)
    return idea, locked(IdeaComment, comment_id)


def _refuse_outsiders(person: Person, idea: Idea) -> None:
    if not may_take_part(person, idea):
        raise Forbidden(_("This idea is not open to you."))


def _refuse_others(person: Person, found: IdeaComment) -> None:
    if not person.may_write or person.id != found.author_id:
        raise Forbidden(_("Only who wrote a comment changes it."))


def _is_shown(found: IdeaComment) -> bool:
    return found.held_at is None and found.hidden_at is None


def _checked(person: Person, idea: Idea, source: str) -> tuple[Written, Known]:
    source = tidy(source)
    if not source:
        raise Invalid(_("Write something first."), "text")
    if len(source) > LENGTH:
        message = _("Up to %(n)s characters, please. These are %(m)s.", n=LENGTH, m=len(source))
        raise Invalid(message, "text")
    known = known_to(person, partial(talkers, idea), source)
    try:
        return written(source, person, known), known
    except Invalid as error:
        raise Invalid(error.message, "text") from error


def _shapes(text: Written) -> dict[str, str]:
    return {"source": text.source, "html": text.html, "plain": text.plain, "language": text.language}
