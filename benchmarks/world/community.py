"""Questions with their answers, acceptances, groups and followers, and what helping brought to whom."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import sqlalchemy as sa

from benchmarks.world.answers import (
    OWN,
    answers,
    asked_at,
    asker_of,
    firsts,
    is_answered,
    is_foreign,
    is_solved,
    standing_of,
    thankful,
)
from benchmarks.world.corpus import words_of
from benchmarks.world.people import FIRST, MEMBER, company_of, customer, is_champion
from benchmarks.world.places import area_of, tag_of
from benchmarks.world.sizes import EPOCH, World
from benchmarks.world.writing import Row, at_once, load
from portal.community.models import (
    Acceptance,
    Answer,
    AnswerUseful,
    CommunityFollow,
    CommunityGroup,
    GroupMember,
    Helper,
    Point,
    Question,
    QuestionComment,
    QuestionTag,
    QuestionToo,
)
from portal.community.queries.champions.ledger import ACCEPTED, ANSWERED, USEFUL, WORTH
from portal.kernel.db import db

MODELS = (
    Acceptance, Answer, AnswerUseful, CommunityFollow, CommunityGroup, GroupMember, Helper, Point, Question,
    QuestionComment, QuestionTag, QuestionToo,
)  # fmt: skip
GROUPS = 8  # the last one closed


def fill(world: World) -> None:
    """Write them and commit."""
    db.session.execute(sa.delete(CommunityGroup))  # setup has opened the champions' one
    numbers = range(1, world.questions + 1)
    with at_once(MODELS):
        load(CommunityGroup, _groups(world))
        load(Question, (_question(n, world) for n in numbers))
        load(QuestionTag, _tags(world))
        load(QuestionToo, ({"id": n, "question_id": n, "person_id": _too(n, world), "at": EPOCH} for n in numbers if n % 4 == 0))  # fmt: skip
        load(CommunityFollow, (_follow(n, world) for n in numbers))
        load(GroupMember, (_member(n) for n in range(FIRST, world.people + 1)))
        load(Answer, _answers(world))
        load(QuestionComment, _comments(world))
        load(AnswerUseful, _useful(world))
        load(Acceptance, _acceptances(world))
        load(Point, _points(world))
        load(Helper, _helpers(world))


def group_of(question: int) -> int | None:
    """Every tenth question stands in one."""
    return 1 + question // 10 % GROUPS if question % 10 == 0 else None


def _groups(world: World) -> Iterator[Row]:
    asked = Counter(group_of(question) for question in range(10, world.questions + 1, 10))
    people = Counter(_group_of_person(person) for person in range(FIRST, world.people + 1))
    for n in range(1, GROUPS + 1):
        yield {
            "id": n, "slug": f"group-{n}", "names": {"en": f"Group {n}", "ja": f"分科会 {n}"},
            "abouts": {"en": "Of some"}, "icon": "users", "kind": "topic", "industry": "",
            "access": "closed" if n == GROUPS else "open", "members": people[n], "questions": asked[n], "position": n,
            "version": 1, "created_at": EPOCH,
        }  # fmt: skip


def _group_of_person(person: int) -> int:
    return 1 + person % GROUPS


def _member(n: int) -> Row:
    return {
        "id": n, "group_id": _group_of_person(n), "person_id": n, "state": "member", "leader": n < FIRST + GROUPS,
        "words": "", "at": EPOCH,
    }  # fmt: skip


def _question(n: int, world: World) -> Row:
    author, when, group = asker_of(n, world), asked_at(n, world), group_of(n)
    answered, by_champion = firsts(n, world)
    return {
        "id": n, **words_of(n), "author_id": author, "organization_id": company_of(author, world),
        "area_id": area_of(n), "group_id": group, "secret": group == GROUPS,
        "answers": world.thread if n == 1 else int(is_answered(n)), "too": int(n % 4 == 0),
        "solved_at": answered + timedelta(minutes=1) if answered and is_solved(n) else None, "answered_at": answered,
        "champion_at": by_champion, "hidden_reason": "", "version": 1, "at": when,
    }  # fmt: skip


def _tags(world: World) -> Iterator[Row]:
    number = count(1)
    for n in range(1, world.questions + 1):
        if tag := tag_of(n):
            yield {"id": next(number), "question_id": n, "tag_id": tag}


def _too(n: int, world: World) -> int:
    return customer(n * 43 + 1, world)


def _follow(n: int, world: World) -> Row:
    person = MEMBER if n % OWN == 3 else customer(n * 7919, world)
    return {"id": n, "kind": "question", "ref": n, "person_id": person, "wanted": True, "at": asked_at(n, world)}


def _comments(world: World) -> Iterator[Row]:
    """One question in five has one, and one answer in ten."""
    for n in range(1, world.questions + 1):
        below = n % 10 == 2 and n % 3 != 1
        if n % 5 == 0 or below:
            author, text = customer(n * 23, world), f"Remark {n}: which version is that?"
            yield {
                "id": n, "question_id": n, "answer_id": n if below else None, "author_id": author,
                "organization_id": company_of(author, world), "source": text, "html": f"<p>{text}</p>", "plain": text,
                "language": "en", "hidden_reason": "", "version": 1, "at": asked_at(n, world),
            }  # fmt: skip


def _answers(world: World) -> Iterator[Row]:
    for given in answers(world):
        text = f"Answer {given.number}: lock the day first, then send the report again."
        yield {
            "id": given.number, "question_id": given.question, "author_id": given.author,
            "organization_id": company_of(given.author, world), "standing": standing_of(given), "source": text,
            "html": f"<p>{text}</p>", "plain": text, "language": "en", "useful": given.useful,
            "comments": int(given.number == given.question and given.number % 10 == 2), "hidden_reason": "",
            "version": 1, "at": given.at,
        }  # fmt: skip


def _useful(world: World) -> Iterator[Row]:
    number = count(1)
    for given in answers(world):
        for person in thankful(given, world):
            yield {"id": next(number), "answer_id": given.number, "person_id": person, "at": given.at}


def _acceptances(world: World) -> Iterator[Row]:
    for given in answers(world):
        if given.accepted:
            yield {
                "id": given.number, "question_id": given.question, "answer_id": given.number, "by_id": given.accepted,
                "at": given.at + timedelta(minutes=1),
            }  # fmt: skip


def _entries(world: World) -> Iterator[tuple[int, str, int, int]]:
    """Whom an answer brought points, for what, for which answer, by whose deed."""
    for given in answers(world):
        if is_foreign(given, world):
            yield given.author, ANSWERED, given.number, given.author
            if given.accepted:
                yield given.author, ACCEPTED, given.number, given.accepted
            for person in thankful(given, world):
                yield given.author, USEFUL, given.number, person


def _points(world: World) -> Iterator[Row]:
    for n, (person, kind, answer, by) in enumerate(_entries(world), 1):
        yield {
            "id": n, "person_id": person, "kind": kind, "ref": answer, "by_id": by, "points": WORTH[kind],
            "cancelled_at": None, "at": EPOCH,
        }  # fmt: skip


def _helpers(world: World) -> Iterator[Row]:
    people = world.people + 1
    given, accepted, points = (
        array("i", bytes(4 * people)),
        array("i", bytes(4 * people)),
        array("i", bytes(4 * people)),
    )
    for person, kind, _answer, _by in _entries(world):
        given[person] += kind == ANSWERED
        accepted[person] += kind == ACCEPTED
        points[person] += WORTH[kind]
    for n in range(FIRST, people):
        if points[n] or is_champion(n):
            numbers = {"answers": given[n], "accepted": accepted[n], "points": points[n]}
            yield {"id": n, "person_id": n, "champion": is_champion(n), **numbers}
