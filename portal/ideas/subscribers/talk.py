"""Who hears of a comment: those who follow the idea, and those whom it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.ideas.events import COMMENTED, MENTIONED
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.queries.family import HEAD
from portal.ideas.queries.followers import followers
from portal.ideas.queries.talk import comment_url
from portal.ideas.subscribers.news import IDEAS
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy, ngettext
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.posting.bylines import byline
from portal.posting.notices import MENTIONS, readers, takes_part
from portal.posting.writing import excerpt

TALK = Kind(
    "idea-comments",
    lazy("Comments on ideas you follow"),
    lazy("You get this e-mail because you follow this idea."),
    mail=False,  # a lively idea would be a mail an hour; who wants them chooses them
    subject=IDEAS,
)
EXCERPT = 140  # characters of the comment
COMMENT_ID = Event.data["comment_id"].as_integer()


def shown_on(head: Any) -> list[sa.ColumnElement[bool]]:
    """Comments everybody sees, below a canonical idea that is on the board."""
    return [column.is_(None) for part in (IdeaComment, head) for column in (part.hidden_at, part.held_at)]


def who_follows(happened: Happened) -> sa.Select[Any]:
    """Followers of the family, while the comment is shown; those it names hear of that instead."""
    follower, head, named = followers(happened).subquery(), aliased(Idea), aliased(Event)
    subject = sa.literal(f"{IdeaComment.__tablename__}:").concat(sa.cast(IdeaComment.id, sa.Text))
    told = sa.exists().where(
        named.subject == subject, named.name == MENTIONED, named.data["person_id"].as_integer() == Person.id
    )
    return (
        sa.select(follower.c.event_id, Person.id)
        .join(Event, Event.id == follower.c.event_id)
        .join(IdeaComment, IdeaComment.id == COMMENT_ID)
        .join(Idea, Idea.id == IdeaComment.idea_id)
        .join(head, head.id == HEAD)
        .join(Person, Person.id == follower.c.person_id)
        .where(*shown_on(head), takes_part(), ~told)
    )


def who_is_named(happened: Happened) -> sa.Select[Any]:
    """The one person of each event, while the comment is shown."""
    head = aliased(Idea)
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(Event, Event.id == happened.c.event_id)
        .join(Person, Person.id == Event.data["person_id"].as_integer())
        .join(IdeaComment, IdeaComment.id == happened.c.subject_id)
        .join(Idea, Idea.id == IdeaComment.idea_id)
        .join(head, head.id == HEAD)
        .where(*shown_on(head), takes_part())
    )


class Words(NamedTuple):
    """What is told of a comment."""

    name: str
    title: str
    excerpt: str
    url: str

    def together(self, number: int) -> str:
        """How so many comments on the same idea read in one line."""
        return ngettext(
            "%(num)s new comment on “%(title)s”", "%(num)s new comments on “%(title)s”", number, title=self.title
        )


def talk(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Comments on followed ideas; those hidden or deleted since are gone."""
    ids = {one.id: one.event.data["comment_id"] for one in notifications}
    words, still = _words(ids.values()), readers(notifications)
    return {
        one.id: replace(
            _shown(found, _("%(name)s commented on “%(title)s”", name=found.name, title=found.title)),
            together=found.together,
        )
        for one in notifications
        if (found := words.get(ids[one.id])) and one.person_id in still
    }


def mentions(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Comments that name their reader."""
    words, still = _words([one.event.subject_id for one in notifications]), readers(notifications)
    return {
        one.id: _shown(found, _("%(name)s mentioned you on “%(title)s”", name=found.name, title=found.title))
        for one in notifications
        if (found := words.get(one.event.subject_id)) and one.person_id in still
    }


def _words(comment_ids: Collection[int]) -> dict[int, Words]:
    head = aliased(Idea)
    found = db.session.execute(
        sa.select(IdeaComment.id, IdeaComment.plain, Person, head.id, head.title)
        .join(Idea, Idea.id == IdeaComment.idea_id)
        .join(head, head.id == HEAD)
        .join(Person, Person.id == IdeaComment.author_id)
        .where(IdeaComment.id.in_(set(comment_ids)), *shown_on(head))
    )
    return {
        number: Words(
            byline(None, author, None).name, title, excerpt(plain, EXCERPT), comment_url(idea_id, title, number)
        )
        for number, plain, author, idea_id, title in found
    }


def _shown(words: Words, title: str) -> Shown:
    return Shown(title=title, detail=words.excerpt, url=words.url, action=_("Read the comment"), mail_subject=title)


rule(COMMENTED, kind=TALK, icon="message-circle", audience=who_follows, present=talk)
rule(MENTIONED, kind=MENTIONS, icon="at", audience=who_is_named, present=mentions)
