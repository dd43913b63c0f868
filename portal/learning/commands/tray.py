"""What is on a person's tray, in which order, and whether colleagues may look at it.

All of these raise Forbidden for suspended people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.i18n import _
from portal.learning.commands.learners import hold
from portal.learning.models import Completion, Item, TrayEntry, TrayShare
from portal.learning.queries.scope import ON_MENU, reading

if TYPE_CHECKING:
    from portal.accounts.models import Person

MOST = 100  # items on one tray
UP, DOWN = -1, 1


def add(person: Person, item: Item) -> bool:
    """Put the item at the end; whether it was not there yet. Raises Refused when the tray is full."""
    hold(person)
    last, count = db.session.execute(
        sa.select(sa.func.max(TrayEntry.position), sa.func.count()).where(TrayEntry.person_id == person.id)
    ).one()
    if insert_once(TrayEntry, person_id=person.id, item_id=item.id, position=(last or 0) + 1) is None:
        return False
    if count >= MOST:
        raise Refused(_("Your tray holds %(n)s items at the most. Take some off first.", n=MOST))
    return True


def take_off(person: Person, item: Item) -> bool:
    """Take the item off, also one that left the menu; whether it was there."""
    hold(person)
    found = db.session.scalar(
        sa.delete(TrayEntry)
        .where(TrayEntry.person_id == person.id, TrayEntry.item_id == item.id)
        .returning(TrayEntry.id)
        .execution_options(synchronize_session=False)
    )
    return found is not None


def move(person: Person, item: Item, by: int) -> bool:
    """Let the item and its neighbour `UP` or `DOWN` change places; whether there was one.

    Neighbours are those the person sees: finished ones, and what left the menu, are passed over.
    """
    hold(person)
    entries = db.session.execute(
        sa.select(TrayEntry.item_id, ON_MENU & ~_finished()).join(Item, Item.id == TrayEntry.item_id)
        .where(TrayEntry.person_id == sa.bindparam("reader_id"))
        .order_by(TrayEntry.position, TrayEntry.at, TrayEntry.item_id),
        reading(person),
    ).all()  # fmt: skip
    order = [item_id for item_id, _seen in entries]
    seen = [item_id for item_id, seen in entries if seen]
    place = seen.index(item.id) + by if item.id in seen else -1
    if not 0 <= place < len(seen):
        return False
    one, other = order.index(item.id), order.index(seen[place])
    order[one], order[other] = order[other], order[one]
    places = sa.case({item_id: number for number, item_id in enumerate(order, 1)}, value=TrayEntry.item_id)
    db.session.execute(
        sa.update(TrayEntry)
        .where(TrayEntry.person_id == person.id)
        .values(position=places)
        .execution_options(synchronize_session=False)
    )
    return True


def share(person: Person, on: bool) -> None:
    """Let the colleagues of the company the person acts for look at the tray, or no longer."""
    hold(person)
    if on and person.organization_id is None:
        raise Forbidden(_("Only people of a company share their tray with colleagues."))
    db.session.execute(sa.delete(TrayShare).where(TrayShare.person_id == person.id))
    if on:
        insert_once(TrayShare, person_id=person.id, organization_id=person.organization_id)


def _finished() -> sa.Exists:
    return sa.exists().where(Completion.person_id == TrayEntry.person_id, Completion.item_id == TrayEntry.item_id)
