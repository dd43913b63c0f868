"""The numbers beside questions, changed under the lock of the canonical question only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from portal.community.models import Answer, CommunityGroup, Question
from portal.community.policy import CHAMPION, STAFF
from portal.community.queries import recounted
from portal.kernel.db import db

NO_SESSION = {"synchronize_session": False}


def count_answer(question: Question, answer: Answer) -> None:
    """An answer is shown that was not before. It may be the first of its kind."""
    question.answers += 1
    moments = ["answered_at"] if answer.author_id != question.author_id else []
    moments += {CHAMPION: ["champion_at"], STAFF: ["staff_at"]}.get(answer.standing, [])
    for name in moments:
        before = getattr(question, name)
        setattr(question, name, answer.at if before is None else min(before, answer.at))
    if "answered_at" in moments:
        question.route_at = None
    db.session.flush()


def recount(question: Question) -> None:
    """Set all numbers of a held question from the rows: something of it is shown no longer, or again."""
    db.session.flush()
    for name, value in recounted.numbers([question.id])[question.id]._asdict().items():
        setattr(question, name, value)
    db.session.flush()


def is_listed(question: Question) -> bool:
    """Whether lists show it."""
    return question.merged_into_id is None and question.hidden_at is None and question.held_at is None


@contextmanager
def moving(question: Question) -> Iterator[None]:
    """What happens inside may bring the question on the lists, take it off, or into another group."""
    before = _place(question)
    yield
    db.session.flush()
    after = _place(question)
    if before != after:
        for group_id, by in sorted([*((one, -1) for one in before), *((one, +1) for one in after)]):
            count_in_group(group_id, by)


def listed(question: Question) -> None:
    """Count a question that is new, if it is listed."""
    for group_id in _place(question):
        count_in_group(group_id, +1)


def unlisted(question: Question) -> None:
    """Count a question no longer that is about to be deleted."""
    for group_id in _place(question):
        count_in_group(group_id, -1)


def _place(question: Question) -> tuple[int, ...]:
    return (question.group_id,) if question.group_id is not None and is_listed(question) else ()


def count_in_group(group_id: int, by: int) -> None:
    """So many questions more in the group; groups are locked after questions, in order of id."""
    changed = sa.update(CommunityGroup).where(CommunityGroup.id == group_id)
    db.session.execute(changed.values(questions=CommunityGroup.questions + by), execution_options=NO_SESSION)
