"""The numbers beside questions, answers and groups, recounted from the rows: how far off they are, and made right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.community.commands.counting import NO_SESSION, recount
from portal.community.commands.holding import hold_all
from portal.community.models import Answer, CommunityGroup, GroupMember, Question
from portal.community.queries import recounted
from portal.community.queries.scope import LISTED
from portal.kernel.counters import Drift, counter
from portal.kernel.db import begin_write, db

CHUNK = 500


def question_drifts() -> list[Drift]:
    """Questions whose answers, people or moments differ from a recount."""
    found: list[Drift] = []
    for ids in _chunks(Question):
        right = recounted.numbers(ids)
        for question in db.session.scalars(sa.select(Question).where(Question.id.in_(ids)).order_by(Question.id)):
            for name, counted in right[question.id]._asdict().items():
                if (kept := getattr(question, name)) != counted:
                    found.append(Drift(f"question {question.id} {name}", kept, counted))
    return found


def rebuild_questions() -> int:
    """Recount every question that is off; how many changed. Each is held while it is counted."""
    begin_write()
    wrong = sorted({int(drift.where.split()[1]) for drift in question_drifts()})
    for start in range(0, len(wrong), CHUNK):
        for question in hold_all(wrong[start : start + CHUNK]):
            recount(question)
    return len(wrong)


def answer_drifts() -> list[Drift]:
    """Answers whose useful marks or comments differ from a recount."""
    found: list[Drift] = []
    for ids in _chunks(Answer):
        right = recounted.answer_numbers(ids)
        for answer in db.session.scalars(sa.select(Answer).where(Answer.id.in_(ids)).order_by(Answer.id)):
            for name, counted in right[answer.id]._asdict().items():
                if (kept := getattr(answer, name)) != counted:
                    found.append(Drift(f"answer {answer.id} {name}", kept, counted))
    return found


def rebuild_answers() -> int:
    """Make them right; how many changed. Their questions are held, as for every change of these numbers."""
    begin_write()
    wrong = sorted({int(drift.where.split()[1]) for drift in answer_drifts()})
    for start in range(0, len(wrong), CHUNK):
        ids = wrong[start : start + CHUNK]
        hold_all(set(db.session.scalars(sa.select(Answer.question_id).where(Answer.id.in_(ids)))))
        for number, right in recounted.answer_numbers(ids).items():
            changed = sa.update(Answer).where(Answer.id == number).values(**right._asdict())
            db.session.execute(changed, execution_options=NO_SESSION)
    return len(wrong)


def group_drifts() -> list[Drift]:
    """Groups whose members or questions differ from a recount."""
    found = []
    for name, right in _GROUP_NUMBERS:
        kept = getattr(CommunityGroup, name)
        rows = db.session.execute(sa.select(CommunityGroup.slug, kept, right).where(kept != right))
        found += [Drift(f"group {slug} {name}", was, counted) for slug, was, counted in rows]
    return found


def rebuild_groups() -> int:
    """Make them right; how many changed. The groups are held, and nobody comes or goes without them."""
    begin_write()
    db.session.execute(sa.select(CommunityGroup.id).order_by(CommunityGroup.id).with_for_update(key_share=True)).all()
    changed = 0
    for name, right in _GROUP_NUMBERS:
        kept = getattr(CommunityGroup, name)
        off = sa.update(CommunityGroup).where(kept != right).values({name: right}).returning(CommunityGroup.id)
        changed += len(db.session.execute(off, execution_options=NO_SESSION).all())
    return changed


def _counted(model: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    counted = sa.select(sa.func.count()).select_from(model).where(model.group_id == CommunityGroup.id, *where)
    return counted.correlate(CommunityGroup).scalar_subquery()


_GROUP_NUMBERS = (
    ("members", _counted(GroupMember, GroupMember.state == "member")),
    ("questions", _counted(Question, LISTED)),
)


def _chunks(model: type[Question | Answer]) -> Iterator[list[int]]:
    last = 0
    while ids := list(db.session.scalars(sa.select(model.id).where(model.id > last).order_by(model.id).limit(CHUNK))):
        yield ids
        last = ids[-1]


counter("questions", drifts=question_drifts, rebuild=rebuild_questions)
counter("answers", drifts=answer_drifts, rebuild=rebuild_answers)
counter("community groups", drifts=group_drifts, rebuild=rebuild_groups)
