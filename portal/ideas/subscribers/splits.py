"""Who wrote a comment hears that staff made an idea of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.ideas.events import BECAME_IDEA
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.models.ideas import idea_url
from portal.ideas.queries.family import HEAD
from portal.ideas.subscribers.news import IDEAS
from portal.ideas.subscribers.talk import shown_on
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.posting.notices import takes_part

SPLITS = Kind(
    "idea-splits",
    lazy("Comments of yours that become ideas"),
    lazy("You get this e-mail because you wrote the comment this idea was made of."),
    subject=IDEAS,
)


def who_wrote_it(happened: Happened) -> sa.Select[Any]:
    """The one person, while the comment is shown."""
    head = aliased(Idea)
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(IdeaComment, IdeaComment.id == happened.c.subject_id)
        .join(Person, Person.id == IdeaComment.author_id)
        .join(Idea, Idea.id == IdeaComment.idea_id)
        .join(head, head.id == HEAD)
        .where(*shown_on(head), takes_part())
    )


def splits(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The idea that was made, while it is on the board."""
    rows = db.session.execute(
        sa.select(IdeaComment.id, Idea.id, Idea.title)
        .join(Idea, Idea.id == IdeaComment.became_id)
        .where(
            IdeaComment.id.in_({one.event.subject_id for one in notifications}),
            Idea.hidden_at.is_(None),
            Idea.held_at.is_(None),
        )
    )
    shown = {comment_id: _split(idea_id, title) for comment_id, idea_id, title in rows}
    return {one.id: shown[one.event.subject_id] for one in notifications if one.event.subject_id in shown}


def _split(idea_id: int, title: str) -> Shown:
    told = _("Your comment is an idea of its own now: “%(title)s”", title=title)
    return Shown(
        told,
        _("Our staff put it on the board in your name and noted your vote; follow it to hear more."),
        idea_url(idea_id, title),
        _("See the idea"),
        told,
    )


rule(BECAME_IDEA, kind=SPLITS, icon="bulb", audience=who_wrote_it, present=splits)
