"""Questions, answers and comments in the review queue, and what their authors hear of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from portal.community.commands import moderating
from portal.community.events import (
    ANSWER_DELETED,
    ANSWER_HIDDEN,
    ANSWER_RELEASED,
    ANSWER_RESTORED,
    COMMENT_DELETED,
    COMMENT_HIDDEN,
    COMMENT_RELEASED,
    COMMENT_RESTORED,
    DELETED,
    HIDDEN,
    RELEASED,
    RESTORED,
)
from portal.community.models import Answer, Question, QuestionComment
from portal.community.policy import ANSWER, COMMENT, QUESTION
from portal.community.queries import moderated
from portal.kernel.events import Event, after
from portal.kernel.i18n import lazy
from portal.moderation.commands.cases import close_gone
from portal.moderation.things import Thing, thing
from portal.posting.authors import authors_hear

Act = Callable[..., None]


def _moderated(kind: str, label: lazy, model: Any, load: Any, seen: Any, acts: tuple[Act, Act, Act]) -> None:
    hide, restore, release = acts
    stood = partial(moderated.stood, model)
    thing(Thing(kind, label, load, seen, stood, "/community", hide, restore, release))


_moderated(
    QUESTION,
    lazy("Question"),
    Question,
    moderated.questions,
    moderated.seen_question,
    (moderating.hide_question, moderating.restore_question, moderating.release_question),
)
_moderated(
    ANSWER,
    lazy("Answer"),
    Answer,
    moderated.answers,
    moderated.seen_answer,
    (moderating.hide_answer, moderating.restore_answer, moderating.release_answer),
)
_moderated(
    COMMENT,
    lazy("Comment in the community"),
    QuestionComment,
    moderated.comments,
    moderated.seen_comment,
    (moderating.hide_comment, moderating.restore_comment, moderating.release_comment),
)
authors_hear(
    Question,
    moderated.questions,
    off=HIDDEN,
    off_words=lazy("Your question “%(title)s” was taken off the community"),
    on=(RESTORED, RELEASED),
    on_words=lazy("Everybody can see your question “%(title)s” now"),
)
authors_hear(
    Answer,
    moderated.answers,
    off=ANSWER_HIDDEN,
    off_words=lazy("Your answer to “%(title)s” was taken off the page"),
    on=(ANSWER_RESTORED, ANSWER_RELEASED),
    on_words=lazy("Everybody can see your answer to “%(title)s” now"),
)
authors_hear(
    QuestionComment,
    moderated.comments,
    off=COMMENT_HIDDEN,
    off_words=lazy("Your comment on “%(title)s” was taken off the page"),
    on=(COMMENT_RESTORED, COMMENT_RELEASED),
    on_words=lazy("Everybody can see your comment on “%(title)s” now"),
)


@after("community", DELETED, ANSWER_DELETED, COMMENT_DELETED)
def close_what_is_gone(events: Sequence[Event]) -> None:
    """Nobody needs to look at what its author took back."""
    for kind, model in ((QUESTION, Question), (ANSWER, Answer), (COMMENT, QuestionComment)):
        prefix = f"{model.__tablename__}:"
        close_gone(kind, {event.subject_id for event in events if event.subject.startswith(prefix)})
