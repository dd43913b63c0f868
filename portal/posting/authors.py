"""What authors hear when staff hide a post of theirs, show it again, or let it through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.i18n import _, lazy
from portal.moderation.notices import AUTHORS
from portal.moderation.things import Post, posts
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Shown, rule
from portal.posting.notices import takes_part


def authors_hear(kind: str, model: Any, *, off: str, off_words: lazy, on: Sequence[str], on_words: lazy) -> None:
    """Notify the author of a post: of the event `off` with the reason, of the events `on` that everybody sees it.

    Both words take the title: "Your idea “%(title)s” was …".
    """
    audience = _author_of(model)
    rule(off, kind=AUTHORS, icon="eye-off", audience=audience, present=_present(kind, _is_hidden, off_words))
    for name in on:
        rule(name, kind=AUTHORS, icon="eye", audience=audience, present=_present(kind, _is_shown, on_words))


def _author_of(model: Any) -> Callable[[Happened], sa.Select[Any]]:
    """Who wrote it, while they take part; not staff, who see it in the console."""

    def audience(happened: Happened) -> sa.Select[Any]:
        return (
            sa.select(happened.c.event_id, Person.id)
            .join(model, model.id == happened.c.subject_id)
            .join(Person, Person.id == model.author_id)
            .where(takes_part())
        )

    return audience


def _present(
    kind: str, holds: Callable[[Post], bool], told: lazy
) -> Callable[[Sequence[Notification]], dict[int, Shown]]:
    """Posts of which it still holds; what was hidden with the reason."""

    def present(notifications: Sequence[Notification]) -> dict[int, Shown]:
        found_posts = posts({kind: [one.event.subject_id for one in notifications]})
        found = {}
        for one in notifications:
            post = found_posts.get((kind, one.event.subject_id))
            if post is not None and holds(post):
                title = str(told) % {"title": post.title}
                detail = _("Reason: %(reason)s", reason=post.reason) if post.hidden else ""
                found[one.id] = Shown(title, detail, post.url, _("See it"), title)
        return found

    return present


def _is_hidden(post: Post) -> bool:
    return post.hidden


def _is_shown(post: Post) -> bool:
    return post.shown
