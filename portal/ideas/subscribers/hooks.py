"""What other systems hear of ideas. Nothing of one that is hidden or waits for a look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.outside import actors, companies, link, people
from portal.ideas.events import ANSWERED, MERGED, STATUS_CHANGED, SUBMITTED
from portal.ideas.models import Idea, IdeaResponse, IdeaStatus, IdeaStatusChange
from portal.ideas.models.ideas import idea_url
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.hooks import WebhookType, webhook
from portal.kernel.i18n import lazy
from portal.posting.writing import excerpt

EXCERPT = 1_000  # characters of a reason or a response
Built = dict[int, dict[str, Any]]
Facts = dict[str, Any]


def posted(events: Sequence[Event]) -> Built:
    """The idea and who posted it, for which company."""
    known = _ideas(event.subject_id for event in events)
    who = people(author_id for _facts, author_id, _company_id in known.values())
    where = companies(company_id for _facts, _author_id, company_id in known.values())
    return {
        event.id: {"idea": facts, "person": who.get(author_id), "company": where.get(company_id)}
        for event in events
        if event.subject_id in known
        for facts, author_id, company_id in (known[event.subject_id],)
    }


def status_changed(events: Sequence[Event]) -> Built:
    """From which state to which, and why."""
    known, by, states = _ideas(event.subject_id for event in events), actors(events), _states()
    numbers = {event.data["change_id"] for event in events}
    rows = db.session.scalars(sa.select(IdeaStatusChange).where(IdeaStatusChange.id.in_(numbers)))
    changes = {change.id: change for change in rows}
    return {
        event.id: {
            "idea": known[event.subject_id][0],
            "from": states.get(change.from_id),
            "to": states.get(change.to_id),
            "reason": excerpt(change.reason, EXCERPT),
            "by": by.get(event.actor_id),
        }
        for event in events
        if event.subject_id in known and (change := changes.get(event.data["change_id"])) is not None
    }


def answered(events: Sequence[Event]) -> Built:
    """The beginning of the official response that was published."""
    known, by = _ideas(event.subject_id for event in events), actors(events)
    rows = db.session.execute(
        sa.select(IdeaResponse.idea_id, IdeaResponse.number, IdeaResponse.plain).where(IdeaResponse.idea_id.in_(known))
    )
    words = {(idea_id, number): plain for idea_id, number, plain in rows}
    return {
        event.id: {"idea": known[event.subject_id][0], "text": excerpt(text, EXCERPT), "by": by.get(event.actor_id)}
        for event in events
        if (text := words.get((event.subject_id, event.data["number"]))) is not None
    }


def merged(events: Sequence[Event]) -> Built:
    """Which idea became part of which."""
    known = _ideas(number for event in events for number in (event.subject_id, event.data["into_id"]))
    by = actors(events)
    return {
        event.id: {
            "idea": known[event.subject_id][0],
            "into": known[event.data["into_id"]][0],
            "by": by.get(event.actor_id),
        }
        for event in events
        if {event.subject_id, event.data["into_id"]} <= set(known)
    }


def _ideas(numbers: Iterable[int]) -> dict[int, tuple[Facts, int, int | None]]:
    """Each of these that is shown, with the numbers of its author and their company; one statement."""
    columns: list[Any] = [Idea.id, Idea.title, Idea.language, Idea.author_id, Idea.organization_id]
    shown = (Idea.hidden_at.is_(None), Idea.held_at.is_(None))
    rows = db.session.execute(sa.select(*columns).where(Idea.id.in_(set(numbers)), *shown))
    return {
        number: (
            {"id": number, "title": title, "language": language, "url": link(idea_url(number, title))},
            author_id,
            company_id,
        )
        for number, title, language, author_id, company_id in rows
    }


def _states() -> dict[int | None, Facts]:
    """The vendor's own states, by number."""
    return {
        one.id: {"status": one.slug, "category": one.category, "names": one.names}
        for one in db.session.scalars(sa.select(IdeaStatus))
    }


webhook(WebhookType(name="idea.posted", label=lazy("An idea is posted"), events=(SUBMITTED,), build=posted))
webhook(
    WebhookType(
        name="idea.status_changed",
        label=lazy("An idea comes to another status"),
        events=(STATUS_CHANGED,),
        build=status_changed,
    )
)
webhook(
    WebhookType(
        name="idea.answered",
        label=lazy("An official response is published"),
        events=(ANSWERED,),
        build=answered,
    )
)
webhook(WebhookType(name="idea.merged", label=lazy("An idea is merged into another"), events=(MERGED,), build=merged))
