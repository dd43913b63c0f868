"""Who hears what the vendor does about an idea: everybody who wants it for themselves or follows it, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.ideas.events import ANSWERED, MERGED, STATUS_CHANGED
from portal.ideas.models import Idea, IdeaFollow, IdeaResponse, IdeaStatus, IdeaStatusChange, IdeaVote
from portal.ideas.models.ideas import idea_url
from portal.ideas.policy import DECLINED, SHIPPED
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.rulebook import Subject
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.posting.areas import name_in
from portal.posting.notices import takes_part
from portal.posting.writing import excerpt

EXCERPT = 300  # characters of an answer

IDEAS = Subject(lazy("Ideas"), 30)
STATUS = Kind(
    "idea-status",
    lazy("Status of ideas you voted for or follow"),
    lazy("You get this e-mail because you voted for this idea or follow it."),
    subject=IDEAS,
)
ANSWERS = Kind(
    "idea-answers",
    lazy("Official responses to ideas you voted for or follow"),
    lazy("You get this e-mail because you voted for this idea or follow it."),
    subject=IDEAS,
)
MERGES = Kind(
    "idea-merges",
    lazy("Ideas you voted for or follow that are merged into others"),
    lazy("You get this e-mail because you voted for the idea that was merged, or follow it."),
    mail=False,  # the next change of status tells where the wish went, too
    subject=IDEAS,
)


def waiting(happened: Happened) -> sa.Select[Any]:
    """Own voters and followers of the family, without who switched it off there or on the canonical idea.

    A vote that staff added does not tell anybody. Of ideas that are off the board nobody hears.
    """
    family = _family(happened)
    votes = sa.select(family.c.event_id, family.c.head, IdeaVote.idea_id, IdeaVote.person_id).where(
        IdeaVote.idea_id == family.c.idea_id, IdeaVote.added_by_id.is_(None)
    )
    follows = sa.select(family.c.event_id, family.c.head, IdeaFollow.idea_id, IdeaFollow.person_id).where(
        IdeaFollow.idea_id == family.c.idea_id, IdeaFollow.wanted
    )
    wishes = sa.union(votes, follows).subquery()
    refused = aliased(IdeaFollow)
    off = sa.exists().where(
        refused.person_id == wishes.c.person_id,
        refused.idea_id.in_([wishes.c.idea_id, wishes.c.head]),
        refused.wanted.is_(False),
    )
    found = sa.select(wishes.c.event_id, wishes.c.person_id).join(Person, Person.id == wishes.c.person_id)
    return found.where(~off, takes_part()).distinct()


def _family(happened: Happened) -> sa.CTE:
    """Each idea of the family of an event's idea, which is `head`."""
    head, member = aliased(Idea), aliased(Idea)
    shown = (head.hidden_at.is_(None), head.held_at.is_(None))
    itself = sa.select(happened.c.event_id, head.id.label("head"), head.id.label("idea_id"))
    merged = sa.select(happened.c.event_id, head.id, member.id).join(head, head.id == happened.c.subject_id)
    return sa.union_all(
        itself.join(head, head.id == happened.c.subject_id).where(*shown),
        merged.join(member, member.merged_into_id == head.id).where(*shown),
    ).cte("family")


def waiting_for_merged(happened: Happened) -> sa.Select[Any]:
    """Who waits for an idea that is merged, as long as it is."""
    into = Event.data["into_id"].as_integer()
    still = (
        sa.select(happened.c.event_id, happened.c.subject_id)
        .join(Event, Event.id == happened.c.event_id)
        .join(Idea, sa.and_(Idea.id == happened.c.subject_id, Idea.merged_into_id == into))
        .cte("still")
    )
    return waiting(still)


def changes(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """From which state to which, and why; asks for a verdict where the idea has shipped."""
    change, state = IdeaStatusChange, IdeaStatus
    rows = db.session.execute(
        sa.select(change.id, change.reason, Idea.id, Idea.title, state.category, state.names)
        .join(Idea, Idea.id == change.idea_id)
        .join(state, state.id == change.to_id)
        .where(change.id.in_({one.event.data["change_id"] for one in notifications}), *_ON_THE_BOARD)
    )
    shown = {
        change_id: _change(idea_id, title, category, name_in(locale(), names), reason)
        for change_id, reason, idea_id, title, category, names in rows
    }
    return _by_notification(notifications, shown, lambda one: one.event.data["change_id"])


def _change(idea_id: int, title: str, category: str, name: str, reason: str) -> Shown:
    if category == SHIPPED:
        told = _("“%(title)s” has shipped", title=title)
        asked = _("Did it solve your problem?")
        detail = _("%(reason)s %(asked)s", reason=reason, asked=asked) if reason else asked
        return Shown(told, detail, path("ideas.verdict", idea_id=idea_id), _("Say whether it helped"), told)
    told = _("“%(title)s” is now: %(status)s", title=title, status=name)
    if category == DECLINED:
        reason = _("Reason: %(reason)s", reason=reason)
    return Shown(told, reason, idea_url(idea_id, title), _("See the idea"), told)


def answers(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The beginning of the answer that stands by now."""
    later = aliased(IdeaResponse)
    superseded = sa.exists().where(later.idea_id == IdeaResponse.idea_id, later.number > IdeaResponse.number)
    rows = db.session.execute(
        sa.select(Idea.id, Idea.title, IdeaResponse.plain)
        .join(IdeaResponse, IdeaResponse.idea_id == Idea.id)
        .where(Idea.id.in_({one.event.subject_id for one in notifications}), ~superseded, *_ON_THE_BOARD)
    )
    shown = {idea_id: _answer(idea_id, title, plain) for idea_id, title, plain in rows}
    return _by_notification(notifications, shown, lambda one: one.event.subject_id)


def _answer(idea_id: int, title: str, plain: str) -> Shown:
    told = _("Official response to “%(title)s”", title=title)
    return Shown(told, excerpt(plain, EXCERPT), idea_url(idea_id, title), _("Read the response"), told)


def merges(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Which idea went into which."""
    into = aliased(Idea)
    rows = db.session.execute(
        sa.select(Idea.id, Idea.title, into.id, into.title)
        .join(into, into.id == Idea.merged_into_id)
        .where(Idea.id.in_({one.event.subject_id for one in notifications}), *_ON_THE_BOARD)
        .where(into.hidden_at.is_(None), into.held_at.is_(None))
    )
    shown = {idea_id: _merge(title, into_id, kept) for idea_id, title, into_id, kept in rows}
    return _by_notification(notifications, shown, lambda one: one.event.subject_id)


def _merge(title: str, into_id: int, kept: str) -> Shown:
    told = _("“%(title)s” is part of “%(kept)s” now", title=title, kept=kept)
    return Shown(
        told, _("Your vote counts there; you need do nothing."), idea_url(into_id, kept), _("See the idea"), told
    )


_ON_THE_BOARD = (Idea.hidden_at.is_(None), Idea.held_at.is_(None))


def _by_notification(
    notifications: Sequence[Notification], shown: dict[int, Shown], key: Callable[[Notification], int]
) -> dict[int, Shown]:
    return {one.id: shown[key(one)] for one in notifications if key(one) in shown}


rule(STATUS_CHANGED, kind=STATUS, icon="bulb", audience=waiting, present=changes)
rule(ANSWERED, kind=ANSWERS, icon="message-circle", audience=waiting, present=answers)
rule(MERGED, kind=MERGES, icon="git-merge", audience=waiting_for_merged, present=merges)
