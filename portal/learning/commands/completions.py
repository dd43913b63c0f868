"""The row that says how a person finished an item; nothing here looks at courses."""

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


def complete(person: Person, item: Item, kind: str, version: int | None = None) -> bool:
    """Write that the item is done, once; earned lifts self, with the version read. Whether that changed anything."""
    version = version or item.version
    stamp = {"kind": kind, "version": version, "at": now(), "organization_id": person.organization_id}
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
        record(COMPLETED, item, actor=person, organization_id=person.organization_id, kind=kind, version=version)
    return changed is not None


def reopen(person: Person, item: Item) -> bool:
    """Take the row away; whether there was one."""
    kind = db.session.scalar(
        sa.delete(Completion)
        .where(Completion.person_id == person.id, Completion.item_id == item.id)
        .returning(Completion.kind)
        .execution_options(synchronize_session=False)
    )
    if kind is not None:
        record(REOPENED, item, actor=person, organization_id=person.organization_id, kind=kind)
    return kind is not None


def update_version(person: Person, item: Item, version: int) -> bool:
    """Let the completion stand for a newer version; whether it stood for an older one."""
    found = db.session.scalar(
        sa.update(Completion)
        .where(Completion.person_id == person.id, Completion.item_id == item.id, Completion.version < version)
        .values(version=version)
        .returning(Completion.id)
        .execution_options(synchronize_session=False)
    )
    return found is not None
