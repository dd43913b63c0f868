"""Finishing an item, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.events import record
from portal.learning.events import COMPLETED, REOPENED
from portal.learning.models import Completion, Item
from portal.learning.policy import EARNED, SELF

if TYPE_CHECKING:
    from portal.accounts.models import Person


def mark_done(person: Person, item: Item, kind: str) -> bool:
    """Make the item count as done for this person, once; whether that changed anything.

    `kind` is earned or self. Earned lifts self, with the version read; nothing turns earned back into self.
    """
    stamp = {"kind": kind, "version": item.version, "at": now(), "organization_id": person.organization_id}
    changed = insert_once(Completion, person_id=person.id, item_id=item.id, **stamp)
    if changed is None and kind == EARNED:
        changed = db.session.scalar(
            sa.update(Completion)
            .where(Completion.person_id == person.id, Completion.item_id == item.id, Completion.kind == SELF)
            .values(**stamp)
            .returning(Completion.id)
            .execution_options(synchronize_session=False)
        )
    if changed is not None:
        record(COMPLETED, item, actor=person, organization_id=person.organization_id, kind=kind, version=item.version)
    return changed is not None


def undo(person: Person, item: Item) -> bool:
    """Make the item open again for this person; whether it was done."""
    kind = db.session.scalar(
        sa.delete(Completion)
        .where(Completion.person_id == person.id, Completion.item_id == item.id)
        .returning(Completion.kind)
        .execution_options(synchronize_session=False)
    )
    if kind is not None:
        record(REOPENED, item, actor=person, organization_id=person.organization_id, kind=kind)
    return kind is not None
