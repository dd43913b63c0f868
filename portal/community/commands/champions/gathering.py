"""The group where champions gather: there is one from the start, and who is appointed is in it."""

from __future__ import annotations

import sqlalchemy as sa

from portal.community.commands.counting import NO_SESSION
from portal.community.models import CommunityGroup, GroupMember
from portal.community.policy import CHAMPIONS
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once

NAMES = {"en": "Champions", "ja": "チャンピオン"}
ABOUTS = {
    "en": "Where champions gather: answer, mentor and shape the product together. Open to everybody.",
    "ja": "チャンピオンが集まる場所です。質問に答え、助け合い、製品を一緒に育てます。どなたでも参加できます。",
}


def ensure_group() -> int:
    """Let there be the one group of champions, as it stands or as it is named here; its number."""
    number, found = 1, _group()
    while found is None:
        slug = CHAMPIONS if number == 1 else f"{CHAMPIONS}-{number}"  # a group of another kind may have the address
        insert_once(
            CommunityGroup, slug=slug, names=NAMES, abouts=ABOUTS, icon="award", kind=CHAMPIONS, industry="",
            access="open", members=0, questions=0, position=0, version=1, created_at=now(),
        )  # fmt: skip
        number, found = number + 1, _group()
    return found


def gather(person_id: int) -> None:
    """Make somebody a member, who may have asked already; twice is once. They stay when their term ends."""
    group_id = ensure_group()
    row = {"group_id": group_id, "person_id": person_id}
    new = insert_once(GroupMember, **row, state="member", leader=False, words="", at=now()) is not None
    if not new:
        asked = sa.update(GroupMember).where(
            GroupMember.group_id == group_id, GroupMember.person_id == person_id, GroupMember.state != "member"
        )
        let_in = asked.values(state="member").returning(GroupMember.id)
        new = db.session.execute(let_in, execution_options=NO_SESSION).first() is not None
    if new:
        more = sa.update(CommunityGroup).where(CommunityGroup.id == group_id)
        db.session.execute(more.values(members=CommunityGroup.members + 1), execution_options=NO_SESSION)


def _group() -> int | None:
    wanted = sa.select(CommunityGroup.id).where(CommunityGroup.kind == CHAMPIONS).order_by(CommunityGroup.id)
    found: int | None = db.session.scalar(wanted.limit(1))
    return found
