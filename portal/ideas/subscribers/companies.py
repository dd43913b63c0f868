"""Votes follow people to another company in the same act; what companies are worth, and their scores, soon after."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import Person
from portal.ideas.commands.votes import move_votes
from portal.ideas.commands.worth import reckon_demand
from portal.kernel.db import db
from portal.kernel.events import Event, after, inside


@inside("person.moved")
def take_votes_along(event: Event) -> None:
    """From the company the person left to the one they came to."""
    move_votes(db.session.get_one(Person, event.subject_id), event.data["from_id"], event.data["to_id"])


@inside("person.left")
def leave_no_votes_behind(event: Event) -> None:
    """From the company left to the one acted for now, if there is one."""
    person = db.session.get_one(Person, event.subject_id)
    move_votes(person, event.organization_id, person.organization_id)


@inside("person.joined")
def bring_votes(event: Event) -> None:
    """Votes of somebody who belonged to no company count for the first one they join."""
    person = db.session.get_one(Person, event.subject_id)
    if person.organization_id == event.organization_id:
        move_votes(person, None, event.organization_id)


@after("ideas", "organization.changed")
def reckon_changed(events: Sequence[Event]) -> None:
    """Where the contract value is among what changed."""
    changed = {event.subject_id for event in events if "contract_value" in event.data["fields"]}
    if changed:
        reckon_demand(changed)


@after("ideas", "response.given", "response.changed")
def reckon_answered(events: Sequence[Event]) -> None:
    """The last score of a company may have moved it to another band."""
    answered = {event.organization_id for event in events if event.organization_id is not None}
    if answered:
        reckon_demand(answered)
