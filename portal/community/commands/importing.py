"""Writing what a file of questions or answers says: all of it or, with any error, nothing. The caller commits.

Repeatable: what stands already is left alone, and what was brought in once stays away when it was deleted, so a second
run of the same file writes nothing. Dates are kept, nobody is told, nothing is brought to champions, and the numbers
are recounted from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.commands.reports import Report
from portal.accounts.models import Person
from portal.community.commands.answering import shapes
from portal.community.commands.asking import EXCERPT
from portal.community.commands.counting import count_in_group, recount
from portal.community.commands.filing import put_tags
from portal.community.commands.holding import hold_seen
from portal.community.commands.planning import (
    ANSWERS,
    QUESTIONS,
    AnswerRow,
    QuestionRow,
    key_of,
    plan_answers,
    plan_questions,
)
from portal.community.events import BROUGHT_IN, IMPORTED
from portal.community.models import Acceptance, Answer, CommunityFollow, CommunityImport, Question
from portal.community.policy import MOVE, QUESTION, standing_of
from portal.community.queries.scope import HEAD
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert, locked
from portal.kernel.errors import Forbidden
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.tables import shown_text
from portal.posting.writing import Written, language_of

CHUNK = 500


def import_questions(data: bytes, actor: Person) -> Report:
    """Add the questions of the file, without answers: those are a file of their own."""
    return _import(data, actor, QUESTIONS, plan_questions, _write_questions)


def import_answers(data: bytes, actor: Person) -> Report:
    """Add the answers of the file, and accept those it says solved their questions."""
    return _import(data, actor, ANSWERS, plan_answers, _write_answers)


def _import(
    data: bytes,
    actor: Person,
    kind: str,
    plan: Callable[[bytes], Report],
    write: Callable[[Sequence[Any], Person, Report], None],
) -> Report:
    if not (actor.may_write and actor.has(MOVE)):
        raise Forbidden(_("Only customer success and admins import questions."))
    _one_at_a_time()
    report = plan(data)
    if not report.failed:
        steps = [step for step in report.steps if step.state == "new"]
        write(steps, actor, report)
        _remember(kind, [key_of(step.facts) for step in steps])
    if not report.failed and report.new:
        record(IMPORTED, actor, actor=actor, **report.counts)
    return report


def _one_at_a_time() -> None:
    """Two files at once could both find that the same key is free."""
    begin_write()
    site.row()
    locked(site.Site, 1, key_share=True)


def _remember(kind: str, keys: Sequence[str]) -> None:
    """What was brought in once comes no second time, whatever became of it."""
    at = now()
    for start in range(0, len(keys), CHUNK):
        rows = [{"kind": kind, "key": key, "at": at} for key in keys[start : start + CHUNK]]
        db.session.execute(insert(CommunityImport).values(rows).on_conflict_do_nothing())


def _write_questions(steps: Sequence[Any], actor: Person, report: Report) -> None:
    people, grouped = _people(step.facts.author_id for step in steps), dict[int, int]()
    for step in steps:
        row: QuestionRow = step.facts
        author = people[row.author_id]
        text = shown_text(row.text, author, step.line, report, top=2)
        if text is None:
            continue
        question = _question(row, author, text)
        db.session.add(question)
        db.session.flush()
        put_tags(question, row.tags)
        db.session.add(CommunityFollow(kind=QUESTION, ref=question.id, person_id=author.id, at=row.at))
        record(BROUGHT_IN, question, actor=actor)
        if row.group is not None:
            grouped[row.group[0]] = grouped.get(row.group[0], 0) + 1
    for group_id, number in sorted(grouped.items()):
        count_in_group(group_id, number)


def _question(row: QuestionRow, author: Person, text: Written) -> Question:
    group_id, secret = row.group or (None, False)
    return Question(
        external_id=row.external_id,
        title=row.title,
        excerpt=text.excerpt(EXCERPT),
        source=text.source,
        html=text.html,
        plain=text.plain,
        language=language_of(f"{row.title}\n{text.plain}", author.language),
        author_id=author.id,
        organization_id=author.organization_id,
        area_id=row.area_id,
        group_id=group_id,
        secret=secret,
        at=row.at,
    )


def _write_answers(steps: Sequence[Any], actor: Person, report: Report) -> None:
    people = _people(step.facts.author_id for step in steps)
    wanted = sorted({step.facts.question_id for step in steps})
    held = {question.id: question for question in hold_seen(lambda: _heads(wanted))} if wanted else {}
    for step in steps:
        row: AnswerRow = step.facts
        author = people[row.author_id]
        if (text := shown_text(row.text, author, step.line, report)) is not None:
            _answer(row, author, text, held[row.question_id])
    for question in held.values():
        recount(question)
        record(BROUGHT_IN, question, actor=actor)


def _answer(row: AnswerRow, author: Person, text: Written, question: Question) -> None:
    made = Answer(
        external_id=row.external_id,
        question_id=question.id,
        author_id=author.id,
        organization_id=author.organization_id,
        standing=standing_of(author),
        at=row.at,
        **shapes(text),
    )
    db.session.add(made)
    db.session.flush()
    if row.accepted:
        by = {"by_id": question.author_id, "at": row.at}
        db.session.add(Acceptance(question_id=question.id, answer_id=made.id, **by))


def _people(ids: Iterable[int]) -> dict[int, Person]:
    every, found = sorted(set(ids)), dict[int, Person]()
    for at in range(0, len(every), CHUNK):
        rows = db.session.scalars(sa.select(Person).where(Person.id.in_(every[at : at + CHUNK])))
        found |= {person.id: person for person in rows}
    return found


def _heads(question_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for at in range(0, len(question_ids), CHUNK):
        found |= set(db.session.scalars(sa.select(HEAD).where(Question.id.in_(question_ids[at : at + CHUNK]))))
    return found
