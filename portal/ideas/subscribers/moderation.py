"""Ideas and comments in the review queue, and what their authors hear of it."""

from __future__ import annotations

from collections.abc import Sequence

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
from portal.ideas.queries import moderated, one
from portal.kernel.events import Event, after
from portal.kernel.i18n import lazy
from portal.moderation.commands.cases import close_gone
from portal.moderation.things import Thing, thing
from portal.posting.authors import authors_hear

thing(
    Thing(
        kind=IDEA,
        label=lazy("Idea"),
        rows=moderated.idea_rows,
        url=moderated.idea_place,
        sees=one.visible,
        model=Idea,
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
        rows=moderated.comment_rows,
        url=moderated.comment_place,
        sees=moderated.sees_comment,
        model=IdeaComment,
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


authors_hear(
    IDEA,
    Idea,
    off=HIDDEN,
    off_words=lazy("Your idea “%(title)s” was taken off the board"),
    on=(RESTORED, RELEASED),
    on_words=lazy("Everybody can see your idea “%(title)s” now"),
)
authors_hear(
    COMMENT,
    IdeaComment,
    off=COMMENT_HIDDEN,
    off_words=lazy("Your comment on “%(title)s” was taken off the page"),
    on=(COMMENT_RESTORED, COMMENT_RELEASED),
    on_words=lazy("Everybody can see your comment on “%(title)s” now"),
)
