"""The case of a thing: opened once, locked before the thing itself, and closed with a word about what came of it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert_once
from portal.kernel.events import record
from portal.moderation.events import CLOSED
from portal.moderation.events import HELD as KEPT_BACK
from portal.moderation.models import ModerationCase, ModerationStep
from portal.moderation.policy import HELD, OPEN, REJECTED


def unsettled(kind: str, ref: int) -> ModerationCase | None:
    """The case of the thing that is open or in work, ours until commit."""
    begin_write()
    wanted = sa.select(ModerationCase).where(
        ModerationCase.kind == kind, ModerationCase.ref == ref, ModerationCase.closed_at.is_(None)
    )
    found: ModerationCase | None = db.session.scalar(
        wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    return found


def open_case(kind: str, ref: int, author_id: int, came: str) -> tuple[ModerationCase, bool]:
    """The unsettled case of the thing, ours until commit, and whether it was opened just now.

    Whoever hides, reports or keeps back a thing comes through here first: the unique index lets one in at a time.
    """
    while True:
        if (standing := unsettled(kind, ref)) is not None:
            return standing, False
        values = {"kind": kind, "ref": ref, "author_id": author_id, "came": came, "state": OPEN, "outcome": ""}
        made = insert_once(ModerationCase, **values, version=1, opened_at=now())
        if made is not None:
            return db.session.get_one(ModerationCase, made), True


def keep_back(author: Person, kind: str, ref: int) -> ModerationCase:
    """Note that the thing waits for a look before others see it. Before the thing is locked, unless it is new."""
    case, _new = open_case(kind, ref, author.id, HELD)
    if _new or case.came != HELD:
        case.came = HELD
        step(case, "held", author)
        record(KEPT_BACK, case, actor=author)
    return case


def close_gone(kind: str, refs: Collection[int]) -> None:
    """End the cases of things that their authors deleted."""
    for ref in sorted(refs):
        if (case := unsettled(kind, ref)) is not None:
            case.outcome, case.closed_at = "gone", now()
            before, case.state, case.version = case.state, REJECTED, case.version + 1
            step(case, "gone", None, before=before)


def move(case: ModerationCase, state: str, what: str, actor: Person, note: str = "") -> None:
    """Put the case into another state; whoever decides on how it was before is refused."""
    before, case.state = case.state, state
    case.version += 1
    case.holder_id = actor.id if actor.is_staff else case.holder_id
    step(case, what, actor, note, before=before)


def close(case: ModerationCase, state: str, outcome: str, actor: Person, note: str = "") -> None:
    """End it; who reported the thing hears what came of it."""
    case.outcome, case.closed_at = outcome, now()
    move(case, state, outcome, actor, note)
    record(CLOSED, case, actor=actor, outcome=outcome)


def step(case: ModerationCase, what: str, by: Person | None, note: str = "", before: str | None = None) -> None:
    """Write into the case's history; without `before` its state stayed as it is."""
    states = {"from_state": case.state if before is None else before, "to_state": case.state}
    by_id = by.id if by is not None else None
    db.session.add(ModerationStep(case_id=case.id, what=what, by_id=by_id, note=note, at=now(), **states))
    db.session.flush()
