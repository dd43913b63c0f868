"""Who hears of a question, a group or a tag."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.models import CommunityFollow
from portal.community.policy import GROUP, QUESTION, TAG
from portal.community.queries import one
from portal.community.queries.groups import visible_group
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.i18n import _
from portal.posting.models import Tag


def follow(person: Person, kind: str, ref: int, *, unless_refused: bool = False) -> None:
    """Let the person hear of it; `unless_refused`: not when they once switched it off."""
    _put(person, kind, ref, True, keep=unless_refused)


def unfollow(person: Person, kind: str, ref: int) -> None:
    """Stop that; taking part later does not start it again."""
    _put(person, kind, ref, False, keep=False)


def choose(person: Person, kind: str, ref: int, *, want: bool) -> None:
    """Hear of a question, a group or a tag, or no longer, as often as somebody changes their mind.

    Raises NotFound for what the person does not see, Forbidden for who may not write.
    """
    if not person.may_post:
        raise Forbidden(_("Only people of a customer company and staff follow something."))
    if kind == QUESTION:
        one.visible(person, ref)
    elif kind == GROUP:
        visible_group(person, ref)
    elif kind != TAG or db.session.get(Tag, ref) is None:
        raise NotFound(_("This page was not found."))
    (follow if want else unfollow)(person, kind, ref)


def _put(person: Person, kind: str, ref: int, wanted: bool, *, keep: bool) -> None:
    row = {"kind": kind, "ref": ref, "person_id": person.id}
    if insert_once(CommunityFollow, **row, wanted=wanted, at=now()) is not None or keep:
        return
    ours = [getattr(CommunityFollow, name) == value for name, value in row.items()]
    changed = sa.update(CommunityFollow).where(*ours, CommunityFollow.wanted.is_not(wanted)).values(wanted=wanted)
    db.session.execute(changed, execution_options={"synchronize_session": False})
