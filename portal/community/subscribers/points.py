"""Points are written and cancelled in the act they are for."""

from __future__ import annotations

import sqlalchemy as sa

from portal.community.commands.champions.ledger import forget, settle
from portal.community.events import (
    ACCEPTED,
    ANSWER_DELETED,
    ANSWER_EDITED,
    ANSWER_HIDDEN,
    ANSWER_RELEASED,
    ANSWER_RESTORED,
    ANSWERED,
    BROUGHT_IN,
    FOUND_USEFUL,
    FOUND_USELESS,
    HIDDEN,
    MERGED,
    RESTORED,
    UNACCEPTED,
    UNMERGED,
)
from portal.community.models import Answer, Question
from portal.community.queries.champions import ledger
from portal.kernel.events import Event, inside


@inside(ANSWERED, ANSWER_EDITED, ANSWER_HIDDEN, ANSWER_RELEASED, ANSWER_RESTORED)
def settle_answer(event: Event) -> None:
    """It is shown, or no longer (an edit may have to wait for a look)."""
    settle(Answer.id == event.subject_id)


@inside(ANSWER_DELETED)
def forget_answer(event: Event) -> None:
    """It is there no longer when the act ends."""
    forget(event.subject_id)


@inside(ACCEPTED, UNACCEPTED)
def settle_acceptance(event: Event) -> None:
    """It solved its question, or did not after all."""
    settle(Answer.id == event.subject_id, kinds=(ledger.ACCEPTED,))


@inside(FOUND_USEFUL, FOUND_USELESS)
def settle_mark(event: Event) -> None:
    """One person finds it useful, or no longer."""
    settle(Answer.id == event.subject_id, kinds=(ledger.USEFUL,), by_id=event.actor_id)


@inside(HIDDEN, RESTORED, MERGED, UNMERGED, BROUGHT_IN)
def settle_family(event: Event) -> None:
    """All that was answered to the question, or to what is merged into it, is shown or not with it."""
    number = event.subject_id
    family = sa.select(Question.id).where(sa.or_(Question.id == number, Question.merged_into_id == number))
    settle(Answer.question_id.in_(family))
