"""What courses are made of, as the database has it now: for commands that reckon who has earned them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemAudience, OldSlug, QuizAttempt, Stage
from portal.learning.policy import counts_as_lesson, rule_of

HAS_LESSONS = sa.cast(Item.lessons, sa.Text) != "[]"
COURSES = sa.select(Item.id, Item.slug, Item.lessons).where(HAS_LESSONS).order_by(Item.id)
LESSON = (Item.id, Item.slug, Item.lessons, Item.quiz, Item.video, Item.format)
ON_SOME_MENU = sa.and_(Item.archived_at.is_(None), sa.exists().where(Stage.slug == Item.stage))


class Lesson(NamedTuple):
    """A lesson on the menu: who may open it, and what earns it."""

    tokens: frozenset[str]
    rule: str


class Plan(NamedTuple):
    """A course on the menu: who may open it, its lessons by item in order, and whether it ends with a quiz."""

    course_id: int
    tokens: frozenset[str]
    lessons: Mapping[int, Lesson]
    quiz: bool

    def met(self, tokens: frozenset[str], kinds: Mapping[int, str], passed: bool) -> bool:
        """Whether somebody who may open what `tokens` open, and finished items in these ways, has earned it."""
        if self.tokens.isdisjoint(tokens):
            return False
        wanted = {item_id: lesson for item_id, lesson in self.lessons.items() if not lesson.tokens.isdisjoint(tokens)}
        done = all(counts_as_lesson(kinds.get(item_id), lesson.rule) for item_id, lesson in wanted.items())
        return done and (passed or not self.quiz) and bool(wanted or self.quiz)


def holding(item: Item) -> list[int]:
    """The courses that hold this item, and those that hold these, by id. What is archived counts too."""
    courses = db.session.execute(COURSES).all()
    if not courses:
        return []
    names: dict[int, set[str]] = defaultdict(set)
    for slug, item_id in db.session.execute(sa.select(OldSlug.slug, OldSlug.item_id)):
        names[item_id].add(slug)
    found: set[int] = set()
    waiting = [(item.id, item.slug)]
    while waiting:
        item_id, slug = waiting.pop()
        for course in courses:
            if course.id not in found | {item_id} and not {slug, *names[item_id]}.isdisjoint(course.lessons):
                found.add(course.id)
                waiting.append((course.id, course.slug))
    return sorted(found - {item.id})


def plans(course_ids: Collection[int] | None = None) -> dict[int, Plan]:
    """The courses on the menu by id, in order of it; of all, or of these."""
    wanted = sa.true() if course_ids is None else Item.id.in_(course_ids)
    courses = db.session.execute(
        sa.select(Item.id, Item.lessons, Item.quiz).where(HAS_LESSONS, ON_SOME_MENU, wanted).order_by(Item.id)
    ).all()
    lessons = _by_slug({slug for course in courses for slug in course.lessons})
    tokens = _tokens({course.id for course in courses} | {lesson.id for lesson in lessons.values()})
    return {
        course.id: Plan(
            course.id,
            tokens[course.id],
            {
                lessons[slug].id: Lesson(tokens[lessons[slug].id], rule_of(lessons[slug]))
                for slug in course.lessons
                if slug in lessons and lessons[slug].id != course.id
            },
            course.quiz is not None,
        )
        for course in courses
    }


def _by_slug(slugs: Collection[str]) -> dict[str, sa.Row[Any]]:
    """Items on the menu by the slug a course names them with, which may be one they had before."""
    if not slugs:
        return {}
    old = sa.select(OldSlug.slug.label("named"), *LESSON).join(Item, Item.id == OldSlug.item_id)
    new = sa.select(Item.slug.label("named"), *LESSON)
    found = [
        *db.session.execute(old.where(OldSlug.slug.in_(slugs), ON_SOME_MENU)),
        *db.session.execute(new.where(Item.slug.in_(slugs), ON_SOME_MENU)),
    ]
    return {row.named: row for row in found}


def _tokens(item_ids: Collection[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    columns = sa.select(ItemAudience.item_id, ItemAudience.token).where(ItemAudience.item_id.in_(item_ids))
    for item_id, token in db.session.execute(columns) if item_ids else ():
        found[item_id].add(token)
    return defaultdict(frozenset, {item_id: frozenset(tokens) for item_id, tokens in found.items()})


def kinds_of(person_id: int, item_ids: Iterable[int]) -> dict[int, str]:
    """How the person finished these items, by item; open ones are not in it."""
    found = db.session.execute(
        sa.select(Completion.item_id, Completion.kind).where(
            Completion.person_id == person_id, Completion.item_id.in_(list(item_ids))
        )
    )
    return {item_id: kind for item_id, kind in found}  # noqa: C416 - a result is no mapping


def passed_by(person_id: int, item_ids: Iterable[int]) -> set[int]:
    """The items among these whose quiz the person has passed at some time."""
    found = db.session.scalars(
        sa.select(QuizAttempt.item_id).where(
            QuizAttempt.person_id == person_id, QuizAttempt.item_id.in_(list(item_ids)), QuizAttempt.passed.is_(True)
        )
    )
    return set(found)
