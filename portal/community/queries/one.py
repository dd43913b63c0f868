"""One question, for who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.community.models import GroupMember, Question
from portal.community.policy import may_see
from portal.community.queries.scope import HEAD
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

if TYPE_CHECKING:
    from portal.accounts.models import Person

KEPT = alias_of(Question)
INSIDE = (
    sa.exists()
    .where(
        GroupMember.group_id == Question.group_id,
        GroupMember.person_id == sa.bindparam("reader_id"),
        GroupMember.state == "member",
    )
    .correlate(Question)
)
WITH_HEAD = (
    sa.select(Question, KEPT, INSIDE)
    .outerjoin(KEPT, KEPT.id == Question.merged_into_id)
    .where(Question.id == sa.bindparam("question_id"))
)
HEAD_OF = sa.select(HEAD).where(Question.id == sa.bindparam("question_id"))


def visible(reader: Person | None, question_id: int) -> Question:
    """The question of this number, merged or not. Raises NotFound for what this reader does not see.

    What was merged into a question that is taken off is off, too.
    """
    if (question := seen(reader, question_id)) is None:
        raise NotFound(_("This question was not found."))
    return question


def sees(reader: Person | None, question_id: int) -> bool:
    """Whether this reader finds the question."""
    return seen(reader, question_id) is not None


def seen(reader: Person | None, question_id: int) -> Question | None:
    """The question, or None where this reader finds none."""
    values = {"question_id": question_id, "reader_id": reader.id if reader else None}
    row = db.session.execute(WITH_HEAD, values).first()
    if row is None:
        return None
    question, kept, member = row
    both = [one for one in (question, kept) if one is not None]
    found: Question | None = question if all(may_see(reader, one, member=bool(member)) for one in both) else None
    return found


def canonical_id(question_id: int) -> int:
    """The question this one was merged into, or is. Raises NotFound."""
    found: int | None = db.session.connection().execute(HEAD_OF, {"question_id": question_id}).scalar()
    if found is None:
        raise NotFound(_("This question was not found."))
    return found


def family_ids(question_id: int) -> list[int]:
    """A canonical question and what is merged into it, by id."""
    wanted = sa.or_(Question.id == question_id, Question.merged_into_id == question_id)
    return list(db.session.scalars(sa.select(Question.id).where(wanted).order_by(Question.id)))
