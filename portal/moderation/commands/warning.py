"""Warning the author of a thing: kept, told to them, and shown to staff with whatever they write later."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.moderation.commands.cases import step
from portal.moderation.commands.deciding import checked_reason, refuse_others, standing
from portal.moderation.events import WARNED
from portal.moderation.models import ModerationCase, ModerationWarning
from portal.moderation.policy import may_be_warned


def warn(actor: Person, kind: str, ref: int, words: str, known: int | None = None) -> ModerationWarning:
    """Warn the author of the thing. The last case of the thing is locked first, then the author.

    `known`: how many warnings of the author `actor` has seen. Raises Refused when there are more by now and for who is
    not warned, Forbidden, NotFound, Invalid (`words`).
    """
    refuse_others(actor)
    words = checked_reason(words)
    begin_write()
    post = standing(kind, ref)
    if post is None:
        raise NotFound(_("This is no longer there."))
    case = _last_case(kind, ref)
    author = locked(Person, post.author.id, key_share=True)
    if not may_be_warned(author):
        raise Refused(_("Only people of customers who are still here are warned."))
    number = _refuse_overtaken(author.id, known) + 1
    made = ModerationWarning(person_id=author.id, by_id=actor.id, kind=kind, ref=ref, words=words, at=now())
    db.session.add(made)
    db.session.flush()
    if case is not None:
        step(case, "warned", actor, words)
    record(WARNED, author, actor=actor, warning_id=made.id, number=number)
    return made


def _last_case(kind: str, ref: int) -> ModerationCase | None:
    last = sa.select(sa.func.max(ModerationCase.id)).where(ModerationCase.kind == kind, ModerationCase.ref == ref)
    number = db.session.scalar(last)
    return locked(ModerationCase, number, key_share=True) if number else None


def _refuse_overtaken(author_id: int, known: int | None) -> int:
    """How many warnings there are."""
    of_author = ModerationWarning.person_id == author_id
    number = db.session.scalar(sa.select(sa.func.count()).select_from(ModerationWarning).where(of_author)) or 0
    if known is not None and number > known:
        by = sa.select(Person.display_name).join(ModerationWarning, ModerationWarning.by_id == Person.id)
        name = db.session.scalar(by.where(of_author).order_by(ModerationWarning.id.desc()).limit(1))
        told = _("%(name)s warned the author since you opened this page. It stands below.", name=name or _("Somebody"))
        raise Refused(told)
    return number
