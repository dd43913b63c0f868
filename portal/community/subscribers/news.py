"""Who hears of what happens in the community: askers, followers, who is named, whose answer helped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.community.events import (
    ACCEPTED,
    ANSWERED,
    ASKED,
    COMMENTED,
    NAMED_IN_ANSWER,
    NAMED_IN_COMMENT,
    NAMED_IN_QUESTION,
)
from portal.community.models import Answer, CommunityFollow, Question, QuestionComment, QuestionTag
from portal.community.policy import GROUP, QUESTION, TAG
from portal.community.queries.answers import comment_url
from portal.community.queries.scope import HEAD, open_to_person
from portal.community.subscribers.kinds import ANSWERS, NEW, REMARKS, SOLVED
from portal.kernel.db import alias_of, db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Shown, rule
from portal.posting.bylines import byline
from portal.posting.notices import MENTIONS, takes_part
from portal.posting.writing import excerpt

EXCERPT = 140  # characters of an answer
KEPT = alias_of(Question)  # the canonical question


def may_read(question: Any = KEPT) -> list[sa.ColumnElement[bool]]:
    """Takes part, and may see the question, which is shown: joined with `Person` and the canonical question."""
    staff = sa.and_(*holding(Role.STAFF))
    inside = sa.or_(staff, open_to_person(Person.id, question))
    return [question.hidden_at.is_(None), question.held_at.is_(None), takes_part(), inside]


def _shown(post: Any) -> list[sa.ColumnElement[bool]]:
    return [post.hidden_at.is_(None), post.held_at.is_(None)]


def _on_question(happened: Happened, model: Any) -> sa.Select[Any]:
    """Events about answers or comments that are shown, with the canonical question."""
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(model, model.id == happened.c.subject_id)
        .join(Question, Question.id == model.question_id)
        .join(KEPT, KEPT.id == HEAD)
        .where(*_shown(model))
    )


def followers_of(model: Any, named_as: str) -> Callable[[Happened], sa.Select[Any]]:
    """Who follows the question an answer or a comment belongs to; those it names hear of that instead."""

    def audience(happened: Happened) -> sa.Select[Any]:
        follow, named = CommunityFollow, aliased(Event)
        subject = sa.literal(f"{model.__tablename__}:").concat(sa.cast(model.id, sa.Text))
        told = sa.exists().where(
            named.subject == subject, named.name == named_as, named.data["person_id"].as_integer() == Person.id
        )
        hears = sa.and_(follow.kind == QUESTION, follow.ref.in_([KEPT.id, Question.id]), follow.wanted)
        found = _on_question(happened, model).join(follow, hears).join(Person, Person.id == follow.person_id)
        return found.where(*may_read(), ~told).distinct()

    return audience


def who_is_named(model: Any) -> Callable[[Happened], sa.Select[Any]]:
    """The one person of each event, while the post is shown and theirs to see."""

    def audience(happened: Happened) -> sa.Select[Any]:
        if model is Question:
            found = sa.select(happened.c.event_id, Person.id).join(Question, Question.id == happened.c.subject_id)
            found = found.join(KEPT, KEPT.id == HEAD).where(*_shown(Question))
        else:
            found = _on_question(happened, model)
        found = found.join(Event, Event.id == happened.c.event_id)
        found = found.join(Person, Person.id == Event.data["person_id"].as_integer())
        return found.where(*may_read())

    return audience


def who_helped_or_follows(happened: Happened) -> sa.Select[Any]:
    """Who wrote the accepted answer, and who follows the question."""
    hears = sa.and_(CommunityFollow.kind == QUESTION, CommunityFollow.ref == KEPT.id, CommunityFollow.wanted)
    found = _on_question(happened, Answer)
    helper = found.join(Person, Person.id == Answer.author_id).where(*may_read())
    followers = found.join(CommunityFollow, hears).join(Person, Person.id == CommunityFollow.person_id)
    return sa.select(sa.union(helper, followers.where(*may_read())).subquery())


def who_follows_place(happened: Happened) -> sa.Select[Any]:
    """Who follows the group or a tag of a new question."""
    follow = CommunityFollow
    worn = sa.select(QuestionTag.tag_id).where(QuestionTag.question_id == KEPT.id).correlate(KEPT)
    place = sa.or_(
        sa.and_(follow.kind == GROUP, follow.ref == KEPT.group_id), sa.and_(follow.kind == TAG, follow.ref.in_(worn))
    )
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(KEPT, KEPT.id == happened.c.subject_id)
        .join(follow, sa.and_(place, follow.wanted))
        .join(Person, Person.id == follow.person_id)
        .where(*may_read())
        .distinct()
    )


class Words(NamedTuple):
    """What is told of a post."""

    name: str
    title: str
    excerpt: str
    url: str


def _told(model: Any, words: lazy, action: lazy) -> Callable[[Sequence[Notification]], dict[int, Shown]]:
    """Puts posts of this model into `words`, which take name and title; those hidden or deleted since are gone."""

    def present(notifications: Sequence[Notification]) -> dict[int, Shown]:
        found = _words(notifications, model)
        return {
            number: _put(one, str(words) % {"name": one.name, "title": one.title}, str(action))
            for number, one in found.items()
        }

    return present


def solutions(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Accepted answers: to who wrote them, and to who follows the question."""
    told, authors = _words(notifications, Answer), _authors(notifications)
    found = {}
    for one in notifications:
        if (words := told.get(one.id)) is None:
            continue
        if authors.get(one.event.subject_id) == one.person_id:
            title = _("Your answer to “%(title)s” is accepted. Thank you for helping.", title=words.title)
        else:
            title = _("“%(title)s” is solved", title=words.title)
        found[one.id] = _put(words, title, _("Read the answer"))
    return found


def _words(notifications: Sequence[Notification], model: Any) -> dict[int, Words]:
    """By notification, of posts that are shown and still their reader's to see, in two statements."""
    refs = {one.event.subject_id for one in notifications}
    readers = {one.person_id for one in notifications}
    author = aliased(Person)
    columns: list[Any] = [model.id, model.plain, author, KEPT.id, KEPT.title, Person.id]
    found = sa.select(*columns).select_from(model)
    if model is not Question:
        found = found.join(Question, Question.id == model.question_id)
    found = (
        found.join(KEPT, KEPT.id == HEAD)
        .join(author, author.id == model.author_id)
        .join(Person, Person.id.in_(readers))
        .where(model.id.in_(refs), *_shown(model), *may_read())
    )
    words: dict[tuple[int, int], Words] = {}
    for number, plain, by, kept_id, title, reader_id in db.session.execute(found):
        url = _address(model, number, kept_id)
        words[number, reader_id] = Words(byline(None, by, None).name, title, excerpt(plain, EXCERPT), url)
    pairs = {one.id: (one.event.subject_id, one.person_id) for one in notifications}
    return {number: words[pair] for number, pair in pairs.items() if pair in words}


def _address(model: Any, number: int, kept_id: int) -> str:
    if model is Question:
        return f"/community/questions/{kept_id}"
    if model is Answer:
        return f"/community/answers/{number}"
    return comment_url(number)


def _authors(notifications: Sequence[Notification]) -> dict[int, int]:
    refs = {one.event.subject_id for one in notifications}
    rows = db.session.execute(sa.select(Answer.id, Answer.author_id).where(Answer.id.in_(refs)))
    return {row[0]: row[1] for row in rows}


def _put(words: Words, title: str, action: str) -> Shown:
    return Shown(title=title, detail=words.excerpt, url=words.url, action=action, mail_subject=title)


ANSWERED_IT = lazy("%(name)s answered “%(title)s”")
COMMENTED_IT = lazy("%(name)s commented on “%(title)s”")
NAMED_YOU = lazy("%(name)s mentioned you on “%(title)s”")
ASKED_IT = lazy("New question: “%(title)s”")

rule(
    ANSWERED,
    kind=ANSWERS,
    icon="message-circle",
    audience=followers_of(Answer, NAMED_IN_ANSWER),
    present=_told(Answer, ANSWERED_IT, lazy("Read the answer")),
)
rule(
    COMMENTED,
    kind=REMARKS,
    icon="message-circle",
    audience=followers_of(QuestionComment, NAMED_IN_COMMENT),
    present=_told(QuestionComment, COMMENTED_IT, lazy("Read the comment")),
)
rule(ACCEPTED, kind=SOLVED, icon="circle-check", audience=who_helped_or_follows, present=solutions)
rule(
    ASKED,
    kind=NEW,
    icon="message-question",
    audience=who_follows_place,
    present=_told(Question, ASKED_IT, lazy("Read the question")),
)
for event, post in ((NAMED_IN_QUESTION, Question), (NAMED_IN_ANSWER, Answer), (NAMED_IN_COMMENT, QuestionComment)):
    named = _told(post, NAMED_YOU, lazy("See it"))
    rule(event, kind=MENTIONS, icon="at", audience=who_is_named(post), present=named)
