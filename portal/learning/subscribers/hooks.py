"""What other systems hear of learning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import TIERS
from portal.accounts.outside import actors, companies, link
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.hooks import WebhookType, webhook
from portal.kernel.i18n import lazy
from portal.learning.events import COMPLETED, PUBLISHED
from portal.learning.models import Item, ItemAudience, ItemText, Stage
from portal.learning.models.items import item_url

Built = dict[int, dict[str, Any]]
Facts = dict[str, Any]
CUSTOMERS = ("public", "members", *(f"tier:{tier}" for tier in TIERS))  # any of these opens an item to some


def finished(events: Sequence[Event]) -> Built:
    """What somebody finished, whether they earned it or say so themselves, and which version it was."""
    known, who = _items(events), actors(events)
    where = companies(event.organization_id for event in events)
    return {
        event.id: {
            "item": known[event.subject_id],
            "kind": event.data["kind"],
            "version": event.data["version"],
            "person": who.get(event.actor_id),
            "company": where.get(event.organization_id),
        }
        for event in events
        if event.subject_id in known
    }


def published(events: Sequence[Event]) -> Built:
    """What is new on the menu and open to some customers at least."""
    opens = sa.exists().where(ItemAudience.item_id == Item.id, ItemAudience.token.in_(CUSTOMERS)).correlate(Item)
    told = sa.exists().where(Stage.slug == Item.stage, sa.not_(Stage.staff_only)).correlate(Item)
    known = _items(events, Item.archived_at.is_(None), opens, told)
    return {event.id: {"item": known[event.subject_id]} for event in events if event.subject_id in known}


def _items(events: Sequence[Event], *where: sa.ColumnElement[bool]) -> dict[int, Facts]:
    """The items with their titles in each language; two statements."""
    numbers = {event.subject_id for event in events}
    columns: list[Any] = [Item.id, Item.slug, Item.stage, Item.format, Item.minutes]
    rows = db.session.execute(sa.select(*columns).where(Item.id.in_(numbers), *where)).all()
    titles: dict[int, dict[str, str]] = defaultdict(dict)
    texts = sa.select(ItemText.item_id, ItemText.locale, ItemText.title).where(ItemText.item_id.in_(numbers))
    for number, language, title in db.session.execute(texts.order_by(ItemText.locale)):
        titles[number][language] = title
    return {
        number: {
            "id": number,
            "slug": slug,
            "titles": titles[number],
            "stage": stage,
            "format": format_,
            "minutes": minutes,
            "url": link(item_url(slug)),
        }
        for number, slug, stage, format_, minutes in rows
    }


webhook(
    WebhookType(
        name="item.finished",
        label=lazy("Somebody finishes a content item"),
        events=(COMPLETED,),
        build=finished,
        staff=True,
    )
)
webhook(
    WebhookType(
        name="item.published", label=lazy("A content item comes on the menu"), events=(PUBLISHED,), build=published
    )
)
