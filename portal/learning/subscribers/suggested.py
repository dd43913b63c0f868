"""Who hears that a key person suggests an item: the colleague it is meant for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.mail import path
from portal.learning.events import SUGGESTED
from portal.learning.models import Item, ItemText, Suggestion
from portal.learning.queries.scope import text_for
from portal.learning.subscribers.news import CAFETERIA, open_to_company
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

SUGGESTIONS = Kind(
    "suggestions",
    lazy("Content that a colleague suggests to you"),
    lazy("You get this e-mail because a key person of your company suggested this content to you."),
    meant_for=lambda person: person.organization_id is not None,
    subject=CAFETERIA,
)


def meant_colleague(happened: Happened) -> sa.Select[Any]:
    """Whom the suggestion is for; nobody when it was taken back."""
    return sa.select(happened.c.event_id, Suggestion.person_id).join(Suggestion, Suggestion.id == happened.c.subject_id)


def suggested_items(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Who suggests what, and why; none that was taken back, or that its receiver cannot open any more."""
    by = aliased(Person)
    found = db.session.execute(
        sa.select(Suggestion.id, Suggestion.note, Item.slug, ItemText.title, by.display_name)
        .select_from(Suggestion)
        .join(Item, Item.id == Suggestion.item_id)
        .join(ItemText, text_for(locale()))
        .join(Person, Person.id == Suggestion.person_id)
        .join(Organization, Organization.id == Person.organization_id)
        .join(by, by.id == Suggestion.by_id)
        .where(Suggestion.id.in_({notification.event.subject_id for notification in notifications}), open_to_company())
    )
    shown = {number: _shown(note, slug, title, name) for number, note, slug, title, name in found}
    subjects = {notification.id: notification.event.subject_id for notification in notifications}
    return {notification_id: shown[number] for notification_id, number in subjects.items() if number in shown}


def _shown(note: str, slug: str, title: str, name: str) -> Shown:
    told = _("%(name)s suggests to you: %(title)s", name=name, title=title)
    return Shown(
        title=told,
        detail=_("“%(note)s”", note=note) if note else "",
        url=path("learning.item", slug=slug),
        action=_("Open it"),
        mail_subject=told,
    )


rule(SUGGESTED, kind=SUGGESTIONS, icon="user-plus", audience=meant_colleague, present=suggested_items)
