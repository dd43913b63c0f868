"""What people decided to do with what they learned, and whose day has come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.kernel.calendar import moment_of, now, zone_named
from portal.kernel.db import db
from portal.learning.models import Item, ItemText, NextStep, item_url
from portal.learning.queries.scope import BEST_TEXT, ON_MENU, reading

if TYPE_CHECKING:
    from portal.accounts.models import Person

REMINDED_AT = time(8)  # on the day's morning where the person is
MOST_SHOWN = 50

OF_READER = NextStep.person_id == sa.bindparam("reader_id", type_=sa.Integer())
OPEN_STEPS = (  # the step is the person's own: it stays when its item leaves their menu, without the item's title
    sa.select(NextStep, Item.slug, ItemText.title, ItemText.locale)
    .join(Item, Item.id == NextStep.item_id)
    .outerjoin(ItemText, sa.and_(BEST_TEXT, ON_MENU))
    .where(OF_READER, NextStep.done_at.is_(None))
    .order_by(NextStep.due, NextStep.id)
    .limit(MOST_SHOWN)
)
ONE = (
    sa.select(NextStep)
    .join(Item, Item.id == NextStep.item_id)
    .where(OF_READER, Item.slug == sa.bindparam("slug"))
    .execution_options(populate_existing=True)
)


class OpenStep(NamedTuple):
    """A step not yet done. `title` is "" when the item cannot be opened any more; `late`: its day has passed."""

    text: str
    due: date
    today: bool
    late: bool
    slug: str
    title: str
    language: str

    @property
    def url(self) -> str:
        """Address of its item's page."""
        return item_url(self.slug)


def open_steps(person: Person) -> list[OpenStep]:
    """The person's steps that are not done, the one due first at the top."""
    day = today_of(person)
    return [
        OpenStep(step.text, step.due, step.due == day, step.due < day, slug, title or "", language or "")
        for step, slug, title, language in db.session.execute(OPEN_STEPS, reading(person))
    ]


def step_of(person: Person, slug: str) -> NextStep | None:
    """The person's step from the item of this address, whoever may open that item now."""
    return db.session.scalar(ONE, {"reader_id": person.id, "slug": slug})


def item_of_step(slug: str) -> Item:
    """The item of this address, whoever may open it: for the answer to its step's owner."""
    return db.session.scalars(sa.select(Item).where(Item.slug == slug)).one()


def today_of(person: Person) -> date:
    """The date where the person is."""
    return now().astimezone(zone_named(person.time_zone)).date()


def morning_of(due: date, time_zone: str) -> datetime:
    """When somebody in that zone is reminded: eight o'clock on their wall, whatever the clocks did that night."""
    return moment_of(due, REMINDED_AT, zone_named(time_zone))


def last_day_begun() -> date:
    """The latest date that it is anywhere on earth: steps due later wait."""
    return (now() + timedelta(hours=14)).date()
