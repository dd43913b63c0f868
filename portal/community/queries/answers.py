"""Answers and comments as their readers see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import Answer, AnswerUseful, Helper, Question, QuestionComment
from portal.community.models.questions import question_url
from portal.community.policy import ANSWER, COMMENT, is_shown
from portal.community.queries import one
from portal.community.queries.champions.mine import propose_url
from portal.community.queries.scope import is_staff, shown_to, shown_to_whom
from portal.kernel.cursors import encode
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Key, Page, page_of
from portal.kernel.snapshots import Snapshots
from portal.moderation.queries.cases import reported
from portal.posting.bylines import Byline, byline
from portal.posting.walks import Walk

USEFUL, OLDEST, NEWEST = "useful", "oldest", "newest"
SORTS: dict[str, list[Key]] = {
    USEFUL: [(Answer.useful, "desc"), (Answer.id, "desc")],
    OLDEST: [(Answer.id, "asc")],
    NEWEST: [(Answer.id, "desc")],
}
ON_A_PAGE = 10  # beside the accepted one
FIRST_COMMENTS = 5  # shown below each answer; all of them on pages of their own
COMMENTS_SIZE = 50  # of such a page


ANSWERS = Snapshots(Answer, Person, Organization)
REMARKS = Snapshots(QuestionComment, Person, Organization)
READER: Any = sa.bindparam("reader_id", type_=sa.Integer)
OF_QUESTION: Any = sa.bindparam("question_id", type_=sa.Integer)
FAMILY: Any = sa.bindparam("family", expanding=True)


class Said(NamedTuple):
    """One answer or comment as its reader sees it."""

    post: Any  # a snapshot: Answer | QuestionComment
    by: Byline
    accepted_answers: int  # of who wrote it, for people of other companies
    useful: bool  # the reader finds it so
    mine: bool
    reported: bool  # by the reader, to staff, who have not decided yet
    propose: str  # where the reader proposes the author as a champion; "" where they may not

    @property
    def shown(self) -> bool:
        """Whether everybody sees it."""
        return is_shown(self.post)


def answers_to(
    reader: Person | None, family: Sequence[int], sort: str, after: str | None, before: str | None, but: int | None
) -> Page[Said]:
    """A page of answers to these questions, without the accepted one (`but`), which stands above."""
    walk = _walk(is_staff(reader), len(family) == 1, sort, but is not None)
    values = {**_of(reader), "question_id": family[0], "family": list(family), "but": but}
    page = walk.page(values, after, before)
    return Page([_said(reader, ANSWERS, row) for row in page.items], page.newer, page.older, page.oldest_first)


def answer_said(reader: Person | None, answer_id: int) -> Said | None:
    """One answer, or None where the reader finds none; its question is not asked for."""
    wanted, values = _one(is_staff(reader)), {**_of(reader), "answer_id": answer_id}
    row = db.session.connection().execute(wanted, values).one_or_none()
    return _said(reader, ANSWERS, row) if row is not None else None


def comments_below(
    reader: Person | None, question_id: int, answer_ids: Collection[int]
) -> dict[int | None, list[Said]]:
    """The first comments below the question (key None) and below each of these answers, oldest first; one statement.

    One more than `FIRST_COMMENTS` is given where there are more.
    """
    values = {**_of(reader), "question_id": question_id, "answer_ids": list(answer_ids)}
    found: dict[int | None, list[Said]] = {}
    for row in db.session.connection().execute(_first(is_staff(reader)), values):
        one = _said(reader, REMARKS, row)
        found.setdefault(one.post.answer_id, []).append(one)
    return found


@cache
def _walk(staff: bool, alone: bool, sort: str, but: bool) -> Walk:
    """Of the answers that staff, or somebody else, see to one question or to several. Built once, as what follows."""
    here = Answer.question_id == OF_QUESTION if alone else Answer.question_id.in_(FAMILY)
    wanted = _answers(staff).where(here)
    if but:
        wanted = wanted.where(Answer.id != sa.bindparam("but", type_=sa.Integer))
    return Walk(wanted, SORTS[sort], size=ON_A_PAGE, oldest_first=sort == OLDEST)


@cache
def _one(staff: bool) -> sa.Select[Any]:
    return _answers(staff).where(Answer.id == sa.bindparam("answer_id", type_=sa.Integer))


@cache
def _first(staff: bool) -> sa.Select[Any]:
    comment = QuestionComment
    place = sa.func.row_number().over(partition_by=comment.answer_id, order_by=comment.id).label("place")
    below = comment.answer_id.in_(sa.bindparam("answer_ids", expanding=True))
    here = sa.or_(_below(OF_QUESTION, None), below)
    first = sa.select(comment.id, place).where(here, *shown_to_whom(comment, staff, READER)).subquery()
    wanted = _comments().join(first, first.c.id == comment.id).where(first.c.place <= FIRST_COMMENTS + 1)
    return wanted.order_by(comment.id)


def _of(reader: Person | None) -> dict[str, Any]:
    return {"reader_id": reader.id if reader is not None else None}


def comments_of(
    reader: Person | None, question_id: int, answer_id: int | None, after: str | None, before: str | None
) -> Page[Said]:
    """A page of all comments below an answer, or below the question itself, oldest first; one statement."""
    here = _comments().where(_below(question_id, answer_id), *shown_to(reader, QuestionComment)).params(_of(reader))
    keys: list[Key] = [(QuestionComment.id, "asc")]
    page = page_of(db.session, here, keys, after=after, before=before, size=COMMENTS_SIZE, oldest_first=True)
    return Page([_said(reader, REMARKS, row) for row in page.items], page.newer, page.older, page.oldest_first)


def sees_answer(reader: Person | None, answer_id: int) -> bool:
    """Whether this reader finds the answer: its question, and itself."""
    found = db.session.get(Answer, answer_id)
    if found is None or not one.sees(reader, found.question_id):
        return False
    mine = reader is not None and (reader.is_staff or reader.id == found.author_id)
    return is_shown(found) or mine


def answer_of(reader: Person | None, answer_id: int) -> Answer:
    """Raises NotFound where the reader finds none, or not the question it was given to."""
    found = db.session.get(Answer, answer_id)
    if found is None or not sees_answer(reader, answer_id):
        raise NotFound(_("This answer was not found."))
    return found


def comment_of(reader: Person | None, comment_id: int) -> QuestionComment:
    """Raises NotFound where the reader finds none, or not what it is about."""
    found = db.session.get(QuestionComment, comment_id)
    mine = reader is not None and found is not None and (reader.is_staff or reader.id == found.author_id)
    if found is None or not (is_shown(found) or mine) or not one.sees(reader, found.question_id):
        raise NotFound(_("This comment was not found."))
    if found.answer_id is not None and not sees_answer(reader, found.answer_id):
        raise NotFound(_("This comment was not found."))
    return found


def answer_url(question: Question, answer_id: int) -> str:
    """Where an answer to this canonical question stands: on the question's page as long as there is only one."""
    if question.answers <= ON_A_PAGE:
        return f"{question_url(question.id, question.title)}#answer-{answer_id}"
    return f"{page_from(question, answer_id)}#answer-{answer_id}"


def page_from(question: Question, answer_id: int) -> str:
    """Address of the page of answers that begins with this one."""
    cursor = encode((answer_id,), included=True)
    return f"{question_url(question.id, question.title)}?sort={OLDEST}&after={cursor}"


def comment_url(comment_id: int) -> str:
    """The permanent address of a comment; it leads to where the comment stands."""
    return f"/community/remarks/{comment_id}"


def comment_place(reader: Person | None, found: QuestionComment, question_id: int) -> str:
    """The page of comments where this one stands: the first one, or one that begins with it.

    `question_id`: the canonical question, which the address of an answer's comments names.
    """
    here = (_below(found.question_id, found.answer_id), *shown_to(reader, QuestionComment))
    before = sa.select(QuestionComment.id).where(*here, QuestionComment.id < found.id).limit(COMMENTS_SIZE).subquery()
    far = db.session.scalar(sa.select(sa.func.count()).select_from(before)) == COMMENTS_SIZE
    page = f"?after={encode((found.id,), included=True)}" if far else ""
    where = f"{question_id}/answers/{found.answer_id}" if found.answer_id is not None else found.question_id
    return f"/community/questions/{where}/comments{page}#remark-{found.id}"


def _below(question_id: Any, answer_id: int | None) -> sa.ColumnElement[bool]:
    """Comments below an answer, or below the question itself, which keeps its own when it is merged."""
    if answer_id is not None:
        return QuestionComment.answer_id == answer_id
    return sa.and_(QuestionComment.question_id == question_id, QuestionComment.answer_id.is_(None))


def _comments() -> sa.Select[Any]:
    told = reported(COMMENT, QuestionComment.id, READER)
    return (
        sa.select(sa.literal(0), sa.false(), told, *REMARKS.columns)
        .select_from(QuestionComment)
        .join(Person, Person.id == QuestionComment.author_id)
        .outerjoin(Organization, Organization.id == QuestionComment.organization_id)
    )


def _answers(staff: bool) -> sa.Select[Any]:
    useful = sa.exists().where(AnswerUseful.answer_id == Answer.id, AnswerUseful.person_id == READER)
    told = reported(ANSWER, Answer.id, READER)
    return (
        sa.select(Helper.accepted, useful.label("found_useful"), told, *ANSWERS.columns)
        .select_from(Answer)
        .join(Person, Person.id == Answer.author_id)
        .outerjoin(Organization, Organization.id == Answer.organization_id)
        .outerjoin(Helper, Helper.person_id == Answer.author_id)
        .where(*shown_to_whom(Answer, staff, READER))
    )


def _said(reader: Person | None, kind: Snapshots, row: Sequence[Any]) -> Said:
    accepted, useful, told, *rest = row
    post, author, company = kind.of(rest)
    mine, solved = reader is not None and reader.id == post.author_id, accepted or 0
    propose = propose_url(reader, author, solved)
    return Said(post, byline(reader, author, company), solved, bool(useful), mine, bool(told), propose)
