"""A key person suggests an item to colleagues, and takes that back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import Organization, Person
from portal.accounts.policy import tokens_of
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.learning.events import SUGGESTED
from portal.learning.models import Item, Suggestion
from portal.learning.queries import company
from portal.learning.queries.scope import ON_MENU

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_A_DAY = 50  # by one person
NOTE_LENGTH = 500  # characters


class Suggested(NamedTuple):
    """How many colleagues it was suggested to now, and how many had it suggested before."""

    new: int
    known: int


def suggest(actor: Person, slug: str, public_ids: Collection[str], note: str) -> Suggested:
    """Suggest the item to these colleagues of the company `actor` acts for; once a person and item, whoever does it.

    Raises Forbidden for others than key persons, Invalid (`item`, `people`, `note`) for what cannot be taken, Refused
    past `MOST_A_DAY`.
    """
    organization = _led_by(actor)
    note = _checked(note)
    people = [person for person in company.chosen(organization.id, public_ids) if person.id != actor.id]
    if not people or len(people) < len(set(public_ids) - {actor.public_id}):
        raise Invalid(_("Choose at least one colleague of your company."), "people")
    item = _open_to(organization, slug)
    _refuse_too_many(actor, len(people))
    new = _insert(actor, organization, item, people, note)
    return Suggested(new, len(people) - new)


def take_back(actor: Person, suggestion_id: int) -> None:
    """Take a suggestion of the company `actor` acts for back, also a colleague's. Raises Forbidden, NotFound."""
    organization = _led_by(actor)
    gone = db.session.execute(
        sa.delete(Suggestion)
        .where(Suggestion.id == suggestion_id, Suggestion.organization_id == organization.id)
        .returning(Suggestion.id)
        .execution_options(synchronize_session=False)
    )
    if gone.first() is None:
        raise NotFound(_("This suggestion is no longer there."))


def _led_by(actor: Person) -> Organization:
    """The company, ours until commit, so that the day's count and the key person stand still."""
    if actor.organization_id is None or not actor.may_write:
        raise Forbidden(_("Only key persons suggest items to their colleagues."))
    organization = locked(Organization, actor.organization_id, key_share=True)
    if not accounts.leads(actor.id, organization.id):
        raise Forbidden(_("Only key persons suggest items to their colleagues."))
    return organization


def _checked(note: str) -> str:
    found = " ".join(note.split())
    if len(found) > NOTE_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=NOTE_LENGTH), "note")
    return found


def _open_to(organization: Organization, slug: str) -> Item:
    """The item, if people of the company may open it."""
    found: Item | None = db.session.scalar(
        sa.select(Item).where(Item.slug == slug, ON_MENU), {"tokens": list(tokens_of(organization))}
    )
    if found is None:
        raise Invalid(_("Choose an item that is on your menu."), "item")
    return found


def _refuse_too_many(actor: Person, number: int) -> None:
    since = now() - timedelta(days=1)
    today = sa.select(sa.func.count()).where(Suggestion.by_id == actor.id, Suggestion.at > since)
    if (db.session.scalar(today) or 0) + number > MOST_A_DAY:
        raise Refused(_("Up to %(n)s suggestions a day. Choose fewer colleagues, or go on tomorrow.", n=MOST_A_DAY))


def _insert(actor: Person, organization: Organization, item: Item, people: Sequence[Person], note: str) -> int:
    number = 0
    for person in people:
        given = {"organization_id": organization.id, "by_id": actor.id, "note": note, "at": now()}
        made = insert_once(Suggestion, person_id=person.id, item_id=item.id, **given)
        if made is not None:
            suggestion = db.session.get_one(Suggestion, made)
            record(SUGGESTED, suggestion, actor=actor, organization_id=organization.id)
            number += 1
    return number
