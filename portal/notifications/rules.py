"""How a slice says who is notified of what. In the slice's `subscribers.py`:

    rule(
        "item.published",
        kind=CONTENT,                 # a Kind; several rules may share one
        icon="tools-kitchen-2",
        audience=learners_of_stage,   # happened -> SELECT event_id, person_id
        present=published_items,      # notifications -> {notification.id: Shown}
    )

`audience` builds one SELECT for all events at hand and lets the database do the work, however many people there are:

    def learners_of_stage(happened: Happened) -> sa.Select[Any]:
        return (
            sa.select(happened.c.event_id, Person.id)
            .join(Item, Item.id == happened.c.subject_id)
            .join(Organization, Organization.stage == Item.stage)
            .join(Person, Person.organization_id == Organization.id)
        )

It need not leave out the actor, suspended or erased people: that is done for every rule (a kind with `suspended_too`
reaches suspended people as well). Join `Event` on
`Event.id == happened.c.event_id` for more about the event.

`present` puts notifications into words when they are read or mailed, by one query for all of them; each has `.event`
(with `subject_id`, `actor_id`, `organization_id`, `data`) loaded. One that is left out of the answer is shown as gone
and not mailed. Addresses come from `mail.path(endpoint, …)`, since the worker has no request.

A `Shown` with `together` stands in one line with others of the same event name and subject while they are unread.
Whether a person hears at once, in the digest or in the portal only needs nothing here.
"""

from __future__ import annotations

from portal.kernel.events import after
from portal.notifications.commands import notify
from portal.notifications.rulebook import KINDS, RULES, Audience, Happened, Kind, Present, Rule, Shown, offered

__all__ = ["Happened", "Kind", "Shown", "offered", "rule"]


def rule(event: str, *, kind: Kind, icon: str, audience: Audience, present: Present) -> None:
    """Notify `audience` of `event`. There is one rule for an event; a later one takes its place."""
    RULES[event] = Rule(event, kind, icon, audience, present)
    KINDS[kind.key] = kind
    after("notifications", event)(notify)
