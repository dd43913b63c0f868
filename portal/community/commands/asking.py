"""Asking, changing a question, and taking it back while nobody else took part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands import routing
from portal.community.commands.counting import listed, moving, unlisted
from portal.community.commands.filing import Filed, checked_place, put_tags, refuse_leaks
from portal.community.commands.following import follow
from portal.community.commands.holding import hold_all
from portal.community.commands.revising import keep_words
from portal.community.events import ASKED, DELETED, EDITED, NAMED_IN_QUESTION, REWORDED
from portal.community.models import Answer, Asking, Question, QuestionComment, QuestionToo
from portal.community.policy import QUESTION, may_ask, may_edit
from portal.community.queries.talkers import talkers
from portal.kernel.calendar import DAY, now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.moderation.commands.cases import keep_back
from portal.moderation.queries.newcomers import must_wait
from portal.posting import images
from portal.posting.holding import hold_person
from portal.posting.limits import too_long
from portal.posting.mentions import Known, known_to, tell
from portal.posting.waiting import keep_back_edit
from portal.posting.writing import Written, language_of, letters, tidy, written

TITLE_LENGTH = 150  # characters, as people count them
TEXT_LENGTH = 20_000
EXCERPT = 200


class Ask(NamedTuple):
    """What somebody asks: title, Markdown, and where it belongs: slugs of an area and a group, names of tags."""

    title: str
    text: str
    area: str = ""
    group: str = ""
    tags: str = ""  # with commas between them
    item_id: int | None = None  # of learning, that it is about


def ask(person: Person, what: Ask) -> Question:
    """Put the question in the community; its author hears of answers.

    What has to wait for a look is announced once it is released. Raises Forbidden, Invalid (`title`, `text`, `area`,
    `group`, `tags`).
    """
    person = hold_person(person.id)
    if not may_ask(person):
        raise Forbidden(_("Only people of a customer company and staff ask questions."))
    question = put_in(person, what)
    follow(person, QUESTION, question.id)
    _note_asked(person)
    return question


def put_in(person: Person, what: Ask) -> Question:
    """A question in this person's name, who is held. Raises Invalid."""
    text, known, place = _checked(person, what)
    title = one_line(what.title)
    waits, at = must_wait(person, text.html, title, text.source), now()
    question = Question(
        title=title,
        excerpt=text.excerpt(EXCERPT),
        source=text.source,
        html=text.html,
        plain=text.plain,
        language=text.language,
        author_id=person.id,
        organization_id=person.organization_id,
        area_id=place.area_id,
        group_id=place.group_id,
        secret=place.secret,
        item_id=what.item_id,
        at=at,
        held_at=at if waits else None,
        route_at=None if waits else routing.due(at),
    )
    db.session.add(question)
    db.session.flush()
    put_tags(question, place.tags)
    listed(question)
    if waits:
        keep_back(person, QUESTION, question.id)
        return question
    tell(person, question, known, NAMED_IN_QUESTION)
    record(ASKED, question, actor=person, organization_id=person.organization_id)
    return question


def edit(person: Person, question_id: int, what: Ask, version: int) -> Question:
    """Change the words; those before are kept. What is saved as it stood leaves no trace.

    Raises Forbidden, Invalid, and Refused over a newer save.
    """
    waits = keep_back_edit(person, QUESTION, Question, question_id, what.text, what.title)
    [question] = hold_all((question_id,))
    if not may_edit(person, question):
        raise Forbidden(_("Only its author and customer success edit a question."))
    if question.version != version:
        raise Refused(
            _("Somebody saved this question while you were editing it. Your words are below; look at theirs.")
        )
    text, known, place = _checked(person, what, question)
    refuse_leaks(person, question, place)
    title = one_line(what.title)
    said_otherwise = (title, text.source) != (question.title, question.source)
    moved = (place.area_id, place.group_id) != (question.area_id, question.group_id)
    if not (put_tags(question, place.tags) or moved or said_otherwise):
        return question
    if said_otherwise:
        keep_words(person, question)
    with moving(question):
        question.title, question.excerpt, question.area_id = title, text.excerpt(EXCERPT), place.area_id
        question.group_id, question.secret = place.group_id, place.secret
        question.source, question.html, question.plain = text.source, text.html, text.plain
        if person.id == question.author_id:
            question.language = text.language
        question.version += said_otherwise
        question.held_at = now() if waits else question.held_at
    if question.held_at is None:
        tell(person, question, known, NAMED_IN_QUESTION)
    deed = EDITED if person.id == question.author_id else REWORDED
    record(deed, question, actor=person, organization_id=person.organization_id)
    return question


def delete(person: Person, question_id: int) -> None:
    """Take one's own question back for good, while nobody else took part. Raises Forbidden."""
    [question] = hold_all((question_id,))
    if not deletable(person, question):
        raise Forbidden(_("Others took part already, so the question stays. You can still edit it."))
    unlisted(question)
    record(DELETED, question, actor=person, organization_id=person.organization_id)
    images.forget(QUESTION, question.id)
    db.session.delete(question)


def deletable(person: Person, question: Question) -> bool:
    """Whether nobody but the author, who is this person, has anything to do with it; never once hidden."""
    mine = person.may_write and person.id == question.author_id
    if not mine or question.hidden_at is not None or question.merged_into_id is not None:
        return False
    others = (
        sa.select(Answer.id).where(Answer.question_id == question.id),
        sa.select(QuestionToo.id).where(QuestionToo.question_id == question.id),
        sa.select(QuestionComment.id).where(
            QuestionComment.question_id == question.id, QuestionComment.author_id != person.id
        ),
        sa.select(Question.id).where(Question.merged_into_id == question.id),
    )
    return not db.session.scalar(sa.select(sa.or_(*(one.exists() for one in others))))


def problems(what: Ask) -> list[Invalid]:
    """All there is to mend in what somebody wrote, at its field."""
    found = []
    if not one_line(what.title):
        found.append(Invalid(_("Ask in one line what you would like to know."), "title"))
    elif (has := letters(one_line(what.title))) > TITLE_LENGTH:
        found.append(too_long("title", TITLE_LENGTH, has))
    if not what.text.strip():
        found.append(Invalid(_("Say what you tried, or what you see. One sentence is enough."), "text"))
    elif (has := letters(tidy(what.text))) > TEXT_LENGTH:
        found.append(too_long("text", TEXT_LENGTH, has))
    return found


def one_line(title: str) -> str:
    """A title with plain single spaces."""
    return " ".join(title.split())


def _checked(person: Person, what: Ask, stands: Question | None = None) -> tuple[Written, Known, Filed]:
    for problem in problems(what):
        raise problem
    place = checked_place(person, what.area, what.group, what.tags, stands)
    known = known_to(person, partial(talkers, stands.id if stands else 0), what.text)
    text = written(what.text, person, known, top=2)
    language = language_of(f"{one_line(what.title)}\n{text.plain}", person.language)
    return text._replace(language=language), known, place


def _note_asked(person: Person) -> None:
    """What was opened while asking did not answer it."""
    recent: Sequence[sa.ColumnElement[bool]] = (
        Asking.person_id == person.id,
        Asking.at > now() - DAY,
        Asking.asked_at.is_(None),
    )
    noted = sa.update(Asking).where(*recent).values(asked_at=now())
    db.session.execute(noted, execution_options={"synchronize_session": False})
