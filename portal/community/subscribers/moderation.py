"""Questions, answers and comments in the review queue, and what their authors hear of it."""

from __future__ import annotations

from collections.abc import Sequence

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
from portal.community.queries import moderated, one
from portal.community.queries.answers import answer_of, comment_of
from portal.kernel.events import Event, after
from portal.kernel.i18n import lazy
from portal.moderation.commands.cases import close_gone
from portal.moderation.things import Thing, thing
from portal.posting.authors import authors_hear

thing(
    Thing(
        kind=QUESTION,
        label=lazy("Question"),
        rows=moderated.question_rows,
        url=moderated.question_place,
        sees=one.visible,
        model=Question,
        place="/community",
        hide=moderating.hide_question,
        restore=moderating.restore_question,
        release=moderating.release_question,
    )
)
thing(
    Thing(
        kind=ANSWER,
        label=lazy("Answer"),
        rows=moderated.answer_rows,
        url=moderated.answer_place,
        sees=answer_of,
        model=Answer,
        place="/community",
        hide=moderating.hide_answer,
        restore=moderating.restore_answer,
        release=moderating.release_answer,
    )
)
thing(
    Thing(
        kind=COMMENT,
        label=lazy("Comment in the community"),
        rows=moderated.comment_rows,
        url=moderated.comment_place,
        sees=comment_of,
        model=QuestionComment,
        place="/community",
        hide=moderating.hide_comment,
        restore=moderating.restore_comment,
        release=moderating.release_comment,
    )
)
authors_hear(
    QUESTION,
    Question,
    off=HIDDEN,
    off_words=lazy("Your question “%(title)s” was taken off the community"),
    on=(RESTORED, RELEASED),
    on_words=lazy("Everybody can see your question “%(title)s” now"),
)
authors_hear(
    ANSWER,
    Answer,
    off=ANSWER_HIDDEN,
    off_words=lazy("Your answer to “%(title)s” was taken off the page"),
    on=(ANSWER_RESTORED, ANSWER_RELEASED),
    on_words=lazy("Everybody can see your answer to “%(title)s” now"),
)
authors_hear(
    COMMENT,
    QuestionComment,
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
