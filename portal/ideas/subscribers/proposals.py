"""Who proposed a status hears what product made of it, and why. Told to staff alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.ideas.events import PROPOSAL_SETTLED
from portal.ideas.models import Idea, IdeaProposal, IdeaStatus
from portal.ideas.queries.family import HEAD
from portal.ideas.subscribers.news import IDEAS
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.posting.areas import name_in

PROPOSALS = Kind(
    "idea-proposals",
    lazy("What becomes of statuses you propose for ideas"),
    lazy("You get this e-mail because you proposed a status for this idea."),
    meant_for=lambda person: person.is_staff,
    subject=IDEAS,
)


def who_proposed(happened: Happened) -> sa.Select[Any]:
    """The one person, while they are staff."""
    made = sa.select(happened.c.event_id, Person.id).join(IdeaProposal, IdeaProposal.id == happened.c.subject_id)
    return made.join(Person, Person.id == IdeaProposal.by_id).where(*holding(Role.STAFF))


def outcomes(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Followed or left, and why."""
    state = IdeaStatus
    rows = db.session.execute(
        sa.select(IdeaProposal, HEAD, Idea.title, state.names)
        .join(Idea, Idea.id == IdeaProposal.idea_id)
        .join(state, state.id == IdeaProposal.status_id)
        .join(Person, Person.id == IdeaProposal.by_id)
        .where(IdeaProposal.id.in_({one.event.subject_id for one in notifications}), *holding(Role.STAFF))
    )
    shown = {
        made.id: (made.by_id, _outcome(made, head, title, name_in(locale(), names)))
        for made, head, title, names in rows
    }
    return {
        one.id: found[1]
        for one in notifications
        if (found := shown.get(one.event.subject_id)) and found[0] == one.person_id
    }


def _outcome(made: IdeaProposal, idea_id: int, title: str, status: str) -> Shown:
    url = path("idea_console.one", idea_id=idea_id) + "#history"
    if made.taken:
        told = _("“%(title)s” is now “%(status)s”, as you proposed", title=title, status=status)
        return Shown(told, made.reply, url, _("See the idea"), told)
    told = _("“%(title)s” does not become “%(status)s”: your proposal was left", title=title, status=status)
    return Shown(told, made.reply or _("Product gave no reason."), url, _("See the idea"), told)


rule(PROPOSAL_SETTLED, kind=PROPOSALS, icon="bulb", audience=who_proposed, present=outcomes)
