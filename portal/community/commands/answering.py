"""Answering, changing an answer, taking it back, and saying that it helped.

Answers are counted on the canonical question, so whoever writes or takes one away holds that first, then the answer.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.counting import NO_SESSION, count_answer, recount
from portal.community.commands.following import follow
from portal.community.commands.holding import hold, hold_answer
from portal.community.commands.revising import keep_words
from portal.community.events import (
    ANSWER_DELETED,
    ANSWER_EDITED,
    ANSWERED,
    FOUND_USEFUL,
    FOUND_USELESS,
    NAMED_IN_ANSWER,
)
from portal.community.models import Acceptance, Answer, AnswerUseful, Question
from portal.community.policy import ANSWER, QUESTION, is_shown, may_answer, standing_of
from portal.community.queries import one
from portal.community.queries.talkers import talkers
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
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
from portal.posting.writing import Written, letters, tidy, written

LENGTH = 20_000  # characters


def answer(person: Person, question_id: int, source: str) -> Answer:
    """Answer the canonical question of this one, and hear of what others say from then on.

    What has to wait for a look is counted and told of once it is released. Raises NotFound, Forbidden, Invalid
    (`text`).
    """
    person, question = hold_person(person.id), hold(question_id)
    one.visible(person, question.id)
    _refuse_outsiders(person, question)
    text, known = checked(person, question, source, LENGTH)
    waits, at = must_wait(person, text.html, text.source), now()
    made = Answer(
        question_id=question.id,
        author_id=person.id,
        organization_id=person.organization_id,
        standing=standing_of(person),
        at=at,
        held_at=at if waits else None,
        **shapes(text),
    )
    db.session.add(made)
    db.session.flush()
    follow(person, QUESTION, question.id, unless_refused=True)
    if waits:
        keep_back(person, ANSWER, made.id)
        return made
    count_answer(question, made)
    tell(person, made, known, NAMED_IN_ANSWER)
    record(ANSWERED, made, actor=person, organization_id=person.organization_id, question_id=question.id)
    return made


def edit(person: Person, answer_id: int, source: str, version: int) -> Answer:
    """Change one's own words; those before are kept. Raises Forbidden, Invalid (`text`), Refused over a newer save."""
    waits = keep_back_edit(person, ANSWER, Answer, answer_id, source)
    question, found = hold_answer(answer_id)
    _refuse_others(person, found)
    if found.version != version:
        raise Refused(_("This answer was changed in another window. Your words are below; look at it again."))
    text, known = checked(person, question, source, LENGTH)
    if text.source == found.source:
        return found
    keep_words(person, found)
    for name, value in shapes(text).items():
        setattr(found, name, value)
    found.version += 1
    if waits:
        found.held_at = now()
        recount(question)
    db.session.flush()
    if is_shown(found):
        tell(person, found, known, NAMED_IN_ANSWER)
    record(ANSWER_EDITED, found, actor=person, organization_id=person.organization_id, question_id=question.id)
    return found


def delete(person: Person, answer_id: int) -> Question:
    """Take one's own answer back for good, while nobody made use of it; the canonical question it was given to."""
    question, found = hold_answer(answer_id)
    _refuse_others(person, found)
    if found.hidden_at is not None:
        raise Refused(_("Our staff took this answer off the page, so it is kept."))
    if found.useful or found.comments or is_accepted(found):
        raise Refused(_("Others made use of this answer already. You can still edit it."))
    record(ANSWER_DELETED, found, actor=person, organization_id=person.organization_id, question_id=question.id)
    images.forget(ANSWER, found.id)
    db.session.delete(found)
    recount(question)
    return question


def say_useful(person: Person, answer_id: int, *, want: bool) -> Answer:
    """Say that somebody else's answer helped, or no longer; twice is once. Raises Forbidden, NotFound."""
    question, found = hold_answer(answer_id)
    one.visible(person, question.id)
    if not person.may_post or not is_shown(question) or not is_shown(found) or person.id == found.author_id:
        raise Forbidden(_("You can find answers of others useful, as long as they are shown."))
    if want:
        changed = insert_once(AnswerUseful, answer_id=found.id, person_id=person.id, at=now()) is not None
    else:
        mine = (AnswerUseful.answer_id == found.id, AnswerUseful.person_id == person.id)
        gone = sa.delete(AnswerUseful).where(*mine).returning(AnswerUseful.id)
        changed = db.session.execute(gone, execution_options=NO_SESSION).first() is not None
    if changed:
        found.useful += 1 if want else -1
        deed = FOUND_USEFUL if want else FOUND_USELESS
        record(deed, found, actor=person, organization_id=person.organization_id)
    return found


def is_accepted(found: Answer) -> bool:
    """Whether it solved its question."""
    return db.session.scalar(sa.select(Acceptance.id).where(Acceptance.answer_id == found.id)) is not None


def checked(person: Person, question: Question, source: str, most: int) -> tuple[Written, Known]:
    """A text as it is kept, and whom it names. Raises Invalid (`text`)."""
    source = tidy(source)
    if not source:
        raise Invalid(_("Write something first."), "text")
    if (has := letters(source)) > most:
        raise too_long("text", most, has)
    known = known_to(person, partial(talkers, question.id), source)
    try:
        return written(source, person, known), known
    except Invalid as error:
        raise Invalid(error.message, "text") from error


def shapes(text: Written) -> dict[str, str]:
    """The columns of an answer or a comment."""
    return {"source": text.source, "html": text.html, "plain": text.plain, "language": text.language}


def _refuse_outsiders(person: Person, question: Question) -> None:
    if question.locked_at is not None:
        raise Refused(_("This question is locked: it takes no more answers."))
    if not may_answer(person, question):
        raise Forbidden(_("This question is not open to you."))


def _refuse_others(person: Person, found: Answer) -> None:
    if not person.may_write or person.id != found.author_id:
        raise Forbidden(_("Only who wrote an answer changes it."))
