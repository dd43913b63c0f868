"""Whether an item helped, and why: one vote a person and item, counted on the item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.events import record
from portal.kernel.i18n import _, format_number
from portal.learning.commands.learners import hold
from portal.learning.events import RATED
from portal.learning.models import Item, Rating

if TYPE_CHECKING:
    from portal.accounts.models import Person

LONGEST = 1000  # characters


def rate(person: Person, item: Item, helpful: bool) -> bool:
    """Make this the person's one vote on the item; whether that changed anything. A reason given before stays.

    Raises Forbidden for suspended people.
    """
    hold(person)
    stand = {"helpful": helpful, "version": item.version, "at": now()}
    if insert_once(Rating, person_id=person.id, item_id=item.id, reason="", **stand) is not None:
        _count(item, helpful, +1)
    elif _update(person, item, Rating.helpful.is_(not helpful), **stand):
        _count(item, helpful, +1)
        _count(item, not helpful, -1)
    else:
        return False
    _record(person, item, helpful, explained=False)
    return True


def explain(person: Person, item: Item, reason: str) -> bool:
    """Keep why the person voted so; whether that is new.

    Raises NotFound before a vote, Invalid when it is too long, Forbidden for suspended people.
    """
    hold(person)
    reason = "\n".join(line.rstrip() for line in reason.strip().splitlines())
    if len(reason) > LONGEST:
        count = format_number(len(reason))
        raise Invalid(_("The reason may have 1,000 characters; it has %(count)s. Shorten it.", count=count), "reason")
    vote = sa.select(Rating.helpful).where(Rating.person_id == person.id, Rating.item_id == item.id)
    helpful = db.session.scalar(vote)
    if helpful is None:
        raise NotFound(_("Say first whether it was helpful."))
    changed = _update(person, item, Rating.reason != reason, reason=reason, version=item.version, at=now())
    if changed and reason:
        _record(person, item, helpful, explained=True)
    return changed


def _update(person: Person, item: Item, where: sa.ColumnElement[bool], **values: object) -> bool:
    statement = (
        sa.update(Rating)
        .where(Rating.person_id == person.id, Rating.item_id == item.id, where)
        .values(**values)
        .returning(Rating.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(statement) is not None


def _count(item: Item, helpful: bool, by: int) -> None:
    column = Item.helpful_yes if helpful else Item.helpful_no
    counted = sa.update(Item).where(Item.id == item.id).values({column: column + by})
    db.session.execute(counted, execution_options={"synchronize_session": False})


def _record(person: Person, item: Item, helpful: bool, *, explained: bool) -> None:
    organization_id = person.organization_id
    record(RATED, item, actor=person, organization_id=organization_id, helpful=helpful, explained=explained)
