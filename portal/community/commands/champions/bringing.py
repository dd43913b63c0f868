"""Questions that nobody answered in time are brought to a few champions who know, or to customer success.

The question is held, so two workers never bring the same one; then the terms of those who could be asked, in order, so
that nobody gets more than their share of a week, whoever brings what.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.community.champion_events import LEFT_TO_STAFF, ROUTED
from portal.community.commands.counting import is_listed
from portal.community.models import ChampionTerm, Question, RoutedQuestion
from portal.community.queries.champions.matching import Knower, Match, asked_lately, knowers, matches, wanted
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert_once
from portal.kernel.events import record
from portal.kernel.jobs import every

AT_ONCE = 200  # questions a run looks at; the rest waits a minute


@every(60, "community.bring_questions")
def bring_questions() -> None:
    """What is due now."""
    bring_due()


def bring_due() -> int:
    """Bring what is due, each question in a transaction of its own; how many were looked at."""
    known: Sequence[Knower] | None = None
    for number in range(AT_ONCE):
        begin_write()
        question = _next()
        if question is None:
            db.session.rollback()
            return number
        if known is None:
            known = knowers()
        bring(question, known)
        db.session.commit()
    return AT_ONCE


def bring(question: Question, known: Sequence[Knower]) -> None:
    """Ask those who fit best, or leave the question to customer success; once. The question is held."""
    question.route_at = None
    unanswered = question.answered_at is None and question.solved_at is None
    if not unanswered or not is_listed(question) or question.locked_at is not None:
        return
    question.routed_at = now()
    chosen = _chosen(matches(wanted(question), known))
    for match in chosen:
        row = {"question_id": question.id, "person_id": match.knower.person_id}
        insert_once(RoutedQuestion, **row, why=",".join(match.why), at=question.routed_at)
    record(ROUTED if chosen else LEFT_TO_STAFF, question, organization_id=question.organization_id)


def _next() -> Question | None:
    due = sa.select(Question).where(Question.route_at <= now()).order_by(Question.route_at, Question.id).limit(1)
    due = due.with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)
    found: Question | None = db.session.scalar(due)
    return found


def _chosen(found: Sequence[Match]) -> list[Match]:
    """The best of them who have not had their share this week, their terms held."""
    limits = site.row()
    standing = (
        sa.select(ChampionTerm.person_id)
        .where(ChampionTerm.person_id.in_([match.knower.person_id for match in found]), ChampionTerm.ended_at.is_(None))
        .order_by(ChampionTerm.id)
        .with_for_update(key_share=True)
    )
    held = set(db.session.scalars(standing)) if found else set()
    lately = asked_lately(held)
    free = [
        match
        for match in found
        if match.knower.person_id in held and lately.get(match.knower.person_id, 0) < limits.route_week
    ]
    free.sort(key=lambda match: (-match.score, lately.get(match.knower.person_id, 0)))  # stable: then by standing
    return free[: limits.route_most]
