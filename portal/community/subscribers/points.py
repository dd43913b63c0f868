"""Points are written and cancelled in the act they are for."""

from __future__ import annotations

from portal.community.commands.champions.ledger import ANSWER, FAMILY, earn, forget, settle
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
from portal.community.queries.champions import ledger
from portal.kernel.events import Event, inside


@inside(ANSWERED)
def earn_answer(event: Event) -> None:
    """It is told of for the first time; where it had waited, its release settles it."""
    earn(event.subject_id)


@inside(ANSWER_EDITED, ANSWER_HIDDEN, ANSWER_RELEASED, ANSWER_RESTORED)
def settle_answer(event: Event) -> None:
    """It is shown, or no longer (an edit may have to wait for a look)."""
    settle(ANSWER, event.subject_id)


@inside(ANSWER_DELETED)
def forget_answer(event: Event) -> None:
    """It is there no longer when the act ends."""
    forget(event.subject_id)


@inside(ACCEPTED, UNACCEPTED)
def settle_acceptance(event: Event) -> None:
    """It solved its question, or did not after all."""
    settle(ANSWER, event.subject_id, kinds=(ledger.ACCEPTED,))


@inside(FOUND_USEFUL, FOUND_USELESS)
def settle_mark(event: Event) -> None:
    """One person finds it useful, or no longer."""
    settle(ANSWER, event.subject_id, kinds=(ledger.USEFUL,), by_id=event.actor_id)


@inside(HIDDEN, RESTORED, MERGED, UNMERGED, BROUGHT_IN)
def settle_family(event: Event) -> None:
    """All that was answered to the question, or to what is merged into it, is shown or not with it."""
    settle(FAMILY, event.subject_id)
