"""Questions one reader may want to see, each with the reason: looked for among the newest, the best fit first."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import (
    ChampionArea,
    CommunityFollow,
    GroupMember,
    Question,
    QuestionTag,
    RoutedQuestion,
)
from portal.community.policy import TAG
from portal.community.queries.lists import COLUMNS, Line, line_of
from portal.community.queries.scope import LISTED, open_to_member
from portal.kernel.db import alias_of, db
from portal.kernel.i18n import lazy

LOOKED_AT = 300  # of the newest questions
MOST = 20
REASONS = {  # in the order of their weight
    "routed": (8, lazy("You were asked to help")),
    "area": (4, lazy("An area you know")),
    "tag": (4, lazy("A tag you follow")),
    "group": (3, lazy("From a group of yours")),
    "industry": (2, lazy("Asked in your industry")),
    "stage": (1, lazy("Asked at your stage")),
}
ASKER = alias_of(Organization)


class Fitting(NamedTuple):
    """A question and why it is shown."""

    line: Line
    why: str


def for_you(reader: Person, looked_at: int = LOOKED_AT) -> list[Fitting]:
    """At most `MOST`, in one statement: what fits best first, newer before older; others' questions only.

    `looked_at`: so many of the newest.
    """
    mine = reader.organization
    given = {
        "reader": reader.id,
        "industry": mine.industry if mine else "",
        "stage": mine.stage if mine else "",
        "looked_at": looked_at,
    }
    return [Fitting(line_of(row), _why(row)) for row in db.session.execute(_best(reader.is_staff), given)]


@cache
def _best(staff: bool) -> sa.Select[Any]:
    """Built once: every home page asks it. What fits counts, and whether help is still wanted; something must fit."""
    reader: sa.BindParameter[Any] = sa.bindparam("reader")
    weights = [
        sa.case((condition, REASONS[name][0]), else_=0).label(name) for name, condition in _conditions(reader).items()
    ]
    newest = sa.select(*COLUMNS, *weights).outerjoin(ASKER, ASKER.id == Question.organization_id)
    newest = newest.where(LISTED, Question.author_id != reader, *(() if staff else (open_to_member(reader),)))
    newest = newest.order_by(Question.at.desc(), Question.id.desc()).limit(sa.bindparam("looked_at"))
    found = newest.subquery().c
    fits = sum((found[name] for name in REASONS), start=sa.literal(0))
    unanswered = sa.and_(found.solved_at.is_(None), found.champion_at.is_(None), found.staff_at.is_(None))
    worth = fits + sa.case((unanswered, 1.5), else_=0)
    return sa.select(*found).where(fits > 0).order_by(worth.desc(), found.id.desc()).limit(MOST)


def _conditions(reader: sa.BindParameter[Any]) -> dict[str, sa.ColumnElement[Any]]:
    follow, group = CommunityFollow, GroupMember
    tagged = sa.select(QuestionTag.id).where(
        QuestionTag.question_id == Question.id,
        QuestionTag.tag_id.in_(
            sa.select(follow.ref).where(follow.person_id == reader, follow.kind == TAG, follow.wanted)
        ),
    )
    known = sa.select(ChampionArea.area_id).where(ChampionArea.person_id == reader)
    groups = sa.select(group.group_id).where(group.person_id == reader, group.state == "member")
    routed = sa.select(RoutedQuestion.id).where(
        RoutedQuestion.question_id == Question.id,
        RoutedQuestion.person_id == reader,
        RoutedQuestion.done_at.is_(None),
    )
    return {
        "routed": routed.exists(),
        "area": Question.area_id.in_(known),
        "tag": tagged.exists(),
        "group": Question.group_id.in_(groups),
        "industry": _same(ASKER.industry, "industry"),
        "stage": _same(ASKER.stage, "stage"),
    }


def _same(column: Any, given: str) -> sa.ColumnElement[bool]:
    """As the reader's company has it, where that is known."""
    return sa.and_(column == sa.bindparam(given), column != "")


def _why(row: Any) -> str:
    return next(str(text) for name, (_weight, text) in REASONS.items() if getattr(row, name))
