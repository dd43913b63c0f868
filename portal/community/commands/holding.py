"""What is locked before something is changed: people first, then canonical questions by id, then answers, then groups.

All that counts is written under the lock of the canonical question, so an answer never meets a merge half done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa

from portal.community.models import Answer, CommunityGroup, Question, QuestionComment
from portal.community.queries.one import canonical_id
from portal.kernel.db import begin_write, db, dialect_name, locked
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

HELD = (  # built once: every answer asks it
    sa.select(Question)
    .where(Question.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Question.id)
    .with_for_update(key_share=True, of=Question)
    .execution_options(populate_existing=True)
)


def hold(question_id: int) -> Question:
    """The canonical question of this one, ours until commit. Raises NotFound."""
    [question] = hold_seen(lambda: {canonical_id(question_id)})
    return question


def hold_both(question_id: int) -> tuple[Question, Question]:
    """The question itself and its canonical one, which may be the same, ours until commit."""
    held = {one.id: one for one in hold_seen(lambda: {question_id, canonical_id(question_id)})}
    question = held[question_id]
    return question, held[question.merged_into_id or question.id]


def hold_seen(read: Callable[[], Collection[int]]) -> list[Question]:
    """The questions that `read` names, ours until commit, by id, once it names the same ones before and after.

    Waiting for a lock takes time, in which a question may have been merged. What was locked by then is let go and all
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


def hold_all(question_ids: Collection[int]) -> list[Question]:
    """These questions as they are, canonical or not, ours until commit, by id. Raises NotFound when one is gone."""
    begin_write()
    found = list(db.session.scalars(HELD, {"ids": list(question_ids)}))
    if len(found) < len(set(question_ids)):
        raise NotFound(_("This question was not found."))
    return found


def hold_answer(answer_id: int) -> tuple[Question, Answer]:
    """The canonical question, then the answer as it stands now. Raises NotFound."""
    begin_write()
    where = db.session.scalar(sa.select(Answer.question_id).where(Answer.id == answer_id))
    question = hold(where or 0)
    return question, locked(Answer, answer_id, key_share=True)


def hold_comment(comment_id: int) -> tuple[Question, QuestionComment]:
    """The canonical question, then the comment as it stands now. Raises NotFound."""
    begin_write()
    where = db.session.scalar(sa.select(QuestionComment.question_id).where(QuestionComment.id == comment_id))
    question = hold(where or 0)
    return question, locked(QuestionComment, comment_id, key_share=True)


def hold_groups(group_ids: Collection[int]) -> list[CommunityGroup]:
    """These groups as they are, ours until commit, by id; after this no question that is there already is locked."""
    if not group_ids:
        return []
    begin_write()
    wanted = sa.select(CommunityGroup).where(CommunityGroup.id.in_(group_ids)).order_by(CommunityGroup.id)
    wanted = wanted.with_for_update(key_share=True)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def hold_group(group_id: int) -> CommunityGroup:
    """One of them. Raises NotFound."""
    found = hold_groups({group_id})
    if not found:
        raise NotFound(_("This group was not found."))
    return found[0]


def hold_with_questions(group_id: int) -> CommunityGroup:
    """The group and all its questions, ours until commit; anew where one came in meanwhile. Raises NotFound."""
    begin_write()
    if dialect_name() == "sqlite":  # nobody else writes
        return hold_group(group_id)
    inside = sa.select(Question.id).where(Question.group_id == group_id).order_by(Question.id)
    while True:
        point = db.session.begin_nested()
        held = set(db.session.scalars(inside.with_for_update(key_share=True)))
        group = hold_group(group_id)
        if set(db.session.scalars(inside)) == held:
            point.commit()
            return group
        point.rollback()
