"""The numbers of who helps, kept beside the ledger.

One act may touch several people, in any order (an answer accepted in place of another). Their rows are therefore
written last, when the act is committed, and in order of their numbers: no two acts wait for each other.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from portal.community.commands.counting import NO_SESSION
from portal.community.models import Helper
from portal.community.queries.champions.ledger import ACCEPTED, ANSWERED
from portal.kernel.db import db, dialect_name, insert

OWED = "helpers_owed"
NAMES = ("answers", "accepted", "points")


def owe(person_id: int, kind: str, points: int, sign: int) -> None:
    """An entry of the ledger was written (+1) or cancelled (-1): change the person's numbers at the commit."""
    owed = db.session.info.setdefault(OWED, defaultdict(lambda: [0, 0, 0]))[person_id]
    for place, by in enumerate((kind == ANSWERED, kind == ACCEPTED, points)):
        owed[place] += sign * by


def put_champion(person_id: int, *, wanted: bool) -> None:
    """Note whether a term of the person's stands. Called last, for the same reason."""
    if wanted:
        row = insert(Helper).values(person_id=person_id, champion=True)
        noted: Any = row.on_conflict_do_update(index_elements=["person_id"], set_={"champion": True})
    else:
        noted = sa.update(Helper).where(Helper.person_id == person_id).values(champion=False)
    db.session.execute(noted, execution_options=NO_SESSION)


def pay() -> None:
    """Write what is owed so far."""
    _pay(db.session())


@sa.event.listens_for(db.session, "before_commit")
def _pay(session: Session) -> None:
    if OWED not in session.info or session.in_nested_transaction():
        return
    owed = session.info.pop(OWED)
    rows = [dict(zip(NAMES, by, strict=True), person_id=number) for number, by in sorted(owed.items()) if any(by)]
    if rows:
        session.connection().execute(_added(dialect_name()), rows)


@sa.event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(OWED, None)


@cache
def _added(_dialect: str) -> Any:
    statement = insert(Helper)
    table = Helper.__table__
    sums = {name: table.c[name] + statement.excluded[name] for name in NAMES}
    return statement.on_conflict_do_update(index_elements=["person_id"], set_=sums)
