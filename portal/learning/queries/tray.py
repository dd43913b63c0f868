"""A person's tray: what is to do, how long it takes, what it costs, and the trays colleagues share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.kernel.db import db
from portal.learning.models import Completion, Item, TrayEntry, TrayShare
from portal.learning.queries.catalogue import Line
from portal.learning.queries.menu import Menu
from portal.learning.queries.ranking import Reason

MOST_SHARED = 50  # colleagues' trays listed


class Tray(NamedTuple):
    """What is on a tray: open items in the person's order, finished ones with the last first."""

    todo: list[Line]
    finished: list[Line]

    @property
    def minutes_left(self) -> int:
        """Of everything open; of videos and courses what is left."""
        return sum(line.left for line in self.todo)

    @property
    def totals(self) -> list[tuple[int, str]]:
        """What the open paid items cost together: minor units and currency."""
        found: dict[str, int] = defaultdict(int)
        for line in self.todo:
            if line.price and line.paid:
                found[line.price.currency] += line.price.amount
        return [(amount, currency) for currency, amount in sorted(found.items())]


def tray_of(menu: Menu) -> Tray:
    """The reader's own."""
    lines = _told(menu, menu.tray)
    finished = [line for line in lines if line.done_at]
    finished.sort(key=lambda line: menu.done[line.item_id].at, reverse=True)
    return Tray([line for line in lines if not line.done_at], finished)


def offered(menu: Menu) -> list[Line]:
    """What colleagues suggested that is open and not on the tray, the last first."""
    offers = menu.standing.offers
    found = [item_id for item_id in offers if item_id in menu.shelf.items and item_id not in menu.done]
    found.sort(key=lambda item_id: offers[item_id].at, reverse=True)
    return _told(menu, [item_id for item_id in found if item_id not in menu.standing.tray])


def _told(menu: Menu, item_ids: Iterable[int]) -> list[Line]:
    """The lines, with who suggested them."""
    offers = menu.standing.offers
    return [
        line._replace(reason=Reason("suggested", name=offers[line.item_id].name)) if line.item_id in offers else line
        for line in menu.mine(menu.shelf.by_id[item_id] for item_id in item_ids)
    ]


def item_on_tray(person: Person, slug: str) -> Item | None:
    """The item of this slug on the person's tray, whether or not it is still on the menu."""
    return db.session.scalar(
        sa.select(Item)
        .join(TrayEntry, TrayEntry.item_id == Item.id)
        .where(TrayEntry.person_id == person.id, Item.slug == slug)
    )


def is_shared(person: Person) -> bool:
    """Whether colleagues of the company the person acts for may look at the tray."""
    return db.session.scalar(SHARES_IN, {"person_id": person.id, "organization_id": person.organization_id}) is not None


def colleague_sharing(reader: Person, public_id: str) -> Person | None:
    """The colleague behind the address who shares a tray in the company the reader acts for."""
    values = {"public_id": public_id, "organization_id": reader.organization_id}
    return cast("Person | None", db.session.scalar(COLLEAGUE, values))


def open_on_tray_of(person: Person, menu: Menu) -> list[Line]:
    """What a colleague has to do, as far as it is on the reader's menu, with the reader's own progress."""
    found = db.session.scalars(OPEN_OF, {"person_id": person.id})
    return menu.mine(menu.shelf.by_id[item_id] for item_id in found if item_id in menu.shelf.items)


class SharedTray(NamedTuple):
    """A colleague who shares a tray."""

    public_id: str
    name: str


def shared_with(reader: Person) -> list[SharedTray]:
    """Colleagues who share theirs, by name."""
    values = {"reader_id": reader.id, "organization_id": reader.organization_id}
    return [SharedTray(*row) for row in db.session.execute(SHARED, values)]


COMPANY = sa.bindparam("organization_id", type_=sa.Integer())
SHARES_IN = sa.select(TrayShare.id).where(
    TrayShare.person_id == sa.bindparam("person_id"), TrayShare.organization_id == COMPANY
)
OPEN_OF = (
    sa.select(TrayEntry.item_id)
    .join(Item, Item.id == TrayEntry.item_id)
    .outerjoin(
        Completion, sa.and_(Completion.person_id == TrayEntry.person_id, Completion.item_id == TrayEntry.item_id)
    )
    .where(TrayEntry.person_id == sa.bindparam("person_id"), Item.archived_at.is_(None), Completion.id.is_(None))
    .order_by(TrayEntry.position, TrayEntry.at, TrayEntry.item_id)
)


def _sharing(*columns: Any) -> sa.Select[Any]:
    """People who share their tray in the company and still belong to it."""
    belongs = sa.and_(
        Membership.person_id == TrayShare.person_id, Membership.organization_id == TrayShare.organization_id
    )
    return (
        sa.select(*columns)
        .join(TrayShare, TrayShare.person_id == Person.id)
        .join(Membership, belongs)
        .where(TrayShare.organization_id == COMPANY, Person.erased_at.is_(None))
    )


COLLEAGUE = _sharing(Person).where(Person.public_id == sa.bindparam("public_id"))
SHARED = (
    _sharing(Person.public_id, Person.display_name)
    .where(Person.id != sa.bindparam("reader_id"))
    .order_by(Person.display_name, Person.id)
    .limit(MOST_SHARED)
)
