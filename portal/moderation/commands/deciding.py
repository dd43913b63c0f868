"""What staff decide on a case, or on a thing without one: the case is locked first, then the thing."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.i18n import _
from portal.moderation.commands.cases import close, move, open_case, step
from portal.moderation.models import ModerationCase
from portal.moderation.policy import REJECTED, RESOLVED, SEEN, UNSETTLED, WORK, may_moderate
from portal.moderation.reasons import NOTE_LENGTH
from portal.moderation.things import Post, post_of, thing_of


def take(actor: Person, case_id: int, version: int) -> ModerationCase:
    """Have the case in work, also one that a colleague had. Raises Refused when it moved since `version`."""
    case = _held(actor, case_id, version)
    _refuse_settled(case)
    move(case, WORK, "taken", actor)
    return case


def hide(actor: Person, case_id: int, version: int, reason: str) -> ModerationCase:
    """Take the thing away from everybody but staff and its author, who reads the reason. Raises Invalid (`words`)."""
    case = _held(actor, case_id, version)
    _refuse_settled(case)
    return _hide(actor, case, checked_reason(reason))


def leave(actor: Person, case_id: int, version: int) -> ModerationCase:
    """Nothing is wrong with the thing; or its author has deleted it, then there is nothing left to do."""
    case = _held(actor, case_id, version)
    _refuse_settled(case)
    post = standing(case.kind, case.ref)
    if post is not None and post.held:
        raise Refused(_("It waits for a look: release it or hide it."))
    close(case, REJECTED, "left" if post is not None else "gone", actor)
    return case


def release(actor: Person, case_id: int, version: int) -> ModerationCase:
    """Let everybody see what waited; it is announced as if it were new."""
    case = _held(actor, case_id, version)
    _refuse_settled(case)
    thing_of(case.kind).release(actor, case.ref)
    close(case, RESOLVED, "released", actor)
    return case


def restore(actor: Person, case_id: int, version: int) -> ModerationCase:
    """Show again what was hidden."""
    return _restore(actor, _held(actor, case_id, version))


def hide_now(actor: Person, kind: str, ref: int, reason: str) -> ModerationCase:
    """Hide a thing nobody reported, or end the case it has. Raises NotFound, Refused, Invalid (`words`)."""
    refuse_others(actor)
    reason, post = checked_reason(reason), _post(kind, ref)
    case, new = open_case(kind, ref, post.author.id, SEEN)
    if new:
        step(case, "seen", actor)
    return _hide(actor, case, reason)


def restore_now(actor: Person, kind: str, ref: int) -> ModerationCase:
    """Show it again; noted with its last case."""
    refuse_others(actor)
    begin_write()
    post = _post(kind, ref)
    of_it = (ModerationCase.kind == kind, ModerationCase.ref == ref)
    last = db.session.scalar(sa.select(sa.func.max(ModerationCase.id)).where(*of_it))
    case = locked(ModerationCase, last, key_share=True) if last else open_case(kind, ref, post.author.id, SEEN)[0]
    return _restore(actor, case)


def standing(kind: str, ref: int) -> Post | None:
    """The thing; None when its author has deleted it."""
    thing_of(kind)
    return post_of(kind, ref)


def checked_reason(reason: str) -> str:
    """What the author will read. Raises Invalid (`words`)."""
    reason = reason.replace("\r\n", "\n").strip()
    if not reason:
        raise Invalid(_("Choose a reason or write one: its author reads it."), "words")
    if len(reason) > NOTE_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please. These are %(m)s.", n=NOTE_LENGTH, m=len(reason)), "words")
    return reason


def refuse_others(actor: Person) -> None:
    """Raises Forbidden for who does not moderate."""
    if not may_moderate(actor):
        raise Forbidden(_("Only customer success, product and admins decide what is hidden."))


def _hide(actor: Person, case: ModerationCase, reason: str) -> ModerationCase:
    thing_of(case.kind).hide(actor, case.ref, reason)
    close(case, RESOLVED, "hidden", actor, reason)
    return case


def _restore(actor: Person, case: ModerationCase) -> ModerationCase:
    thing_of(case.kind).restore(actor, case.ref)
    case.outcome, case.closed_at = "restored", now()
    move(case, RESOLVED, "restored", actor)
    return case


def _held(actor: Person, case_id: int, version: int) -> ModerationCase:
    refuse_others(actor)
    case = locked(ModerationCase, case_id, key_share=True)
    if case.version != version:
        by = db.session.get(Person, case.holder_id) if case.holder_id else None
        name = by.display_name if by else _("Somebody")
        raise Refused(_("%(name)s dealt with this case since you opened it. It stands below as it is now.", name=name))
    return case


def _refuse_settled(case: ModerationCase) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is closed already."))


def _post(kind: str, ref: int) -> Post:
    found = standing(kind, ref)
    if found is None:
        raise NotFound(_("This is no longer there."))
    return found
