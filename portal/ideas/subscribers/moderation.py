"""Ideas and comments in the review queue, and what their authors hear of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import moderating
from portal.ideas.events import (
    COMMENT_DELETED,
    COMMENT_HIDDEN,
    COMMENT_RELEASED,
    COMMENT_RESTORED,
    DELETED,
    HIDDEN,
    RELEASED,
    RESTORED,
)
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.policy import COMMENT, IDEA
from portal.ideas.queries import moderated
from portal.kernel.events import Event, after
from portal.kernel.i18n import _, lazy
from portal.moderation.commands.cases import close_gone
from portal.moderation.notices import AUTHORS
from portal.moderation.things import Post, Thing, thing
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Shown, rule
from portal.posting.notices import takes_part

thing(
    Thing(
        kind=IDEA,
        label=lazy("Idea"),
        load=moderated.ideas,
        seen=moderated.seen_idea,
        stood=moderated.ideas_since,
        place="/ideas",
        hide=moderating.hide_idea,
        restore=moderating.restore_idea,
        release=moderating.release_idea,
    )
)
thing(
    Thing(
        kind=COMMENT,
        label=lazy("Comment"),
        load=moderated.comments,
        seen=moderated.seen_comment,
        stood=moderated.comments_since,
        place="/ideas",
        hide=moderating.hide_comment,
        restore=moderating.restore_comment,
        release=moderating.release_comment,
    )
)


@after("ideas", DELETED, COMMENT_DELETED)
def close_what_is_gone(events: Sequence[Event]) -> None:
    """Nobody needs to look at what its author took back."""
    for kind, prefix in ((IDEA, f"{Idea.__tablename__}:"), (COMMENT, f"{IdeaComment.__tablename__}:")):
        close_gone(kind, {event.subject_id for event in events if event.subject.startswith(prefix)})


def _author_of(model: type[Idea | IdeaComment]) -> Callable[[Happened], sa.Select[Any]]:
    """Who wrote it, while they take part; not staff, who see it in the console."""

    def audience(happened: Happened) -> sa.Select[Any]:
        return (
            sa.select(happened.c.event_id, Person.id)
            .join(model, model.id == happened.c.subject_id)
            .join(Person, Person.id == model.author_id)
            .where(takes_part())
        )

    return audience


Load = Callable[[Sequence[int], bool], Mapping[int, Post]]


def _hidden(load: Load, told: lazy) -> Callable[[Sequence[Notification]], dict[int, Shown]]:
    """What was hidden and is so still, with the reason."""
    return _shown(load, lambda post: post.hidden, told, reason=True)


def _shown(
    load: Load, holds: Callable[[Post], bool], told: lazy, *, reason: bool = False
) -> Callable[[Sequence[Notification]], dict[int, Shown]]:
    def present(notifications: Sequence[Notification]) -> dict[int, Shown]:
        posts = load([one.event.subject_id for one in notifications], False)
        found = {}
        for one in notifications:
            post = posts.get(one.event.subject_id)
            if post is not None and holds(post):
                title = str(told) % {"title": post.title}
                detail = _("Reason: %(reason)s", reason=post.reason) if reason else ""
                found[one.id] = Shown(title, detail, post.url, _("See it"), title)
        return found

    return present


def _is_shown(post: Post) -> bool:
    return post.shown


OFF_IDEA = lazy("Your idea “%(title)s” was taken off the board")
OFF_COMMENT = lazy("Your comment on “%(title)s” was taken off the page")
ON_IDEA = lazy("Everybody can see your idea “%(title)s” now")
ON_COMMENT = lazy("Everybody can see your comment on “%(title)s” now")

for name, model, load, words in (
    (HIDDEN, Idea, moderated.ideas, OFF_IDEA),
    (COMMENT_HIDDEN, IdeaComment, moderated.comments, OFF_COMMENT),
):
    present = _hidden(load, words)
    rule(name, kind=AUTHORS, icon="eye-off", audience=_author_of(model), present=present)
for name, model, load, words in (
    (RESTORED, Idea, moderated.ideas, ON_IDEA),
    (RELEASED, Idea, moderated.ideas, ON_IDEA),
    (COMMENT_RESTORED, IdeaComment, moderated.comments, ON_COMMENT),
    (COMMENT_RELEASED, IdeaComment, moderated.comments, ON_COMMENT),
):
    present = _shown(load, _is_shown, words)
    rule(name, kind=AUTHORS, icon="eye", audience=_author_of(model), present=present)
