"""Questions one reader may want to see, each with the reason: looked for among the newest, the best fit first."""

from __future__ import annotations

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
from portal.community.queries.scope import LISTED, open_to
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
    columns = [condition.label(name) for name, condition in _conditions(reader).items()]
    newest = sa.select(*COLUMNS, Question.id.label("place"), *columns)
    newest = newest.outerjoin(ASKER, ASKER.id == Question.organization_id)
    newest = newest.where(LISTED, Question.author_id != reader.id, *open_to(reader))
    rows = db.session.execute(newest.order_by(Question.at.desc(), Question.id.desc()).limit(looked_at))
    fits = [(_worth(row), row) for row in rows]
    best = sorted((one for one in fits if one[0] > 0), key=lambda one: (-one[0], -one[1].place))[:MOST]
    return [Fitting(line_of(row), _why(row)) for _worth_, row in best]


def _conditions(reader: Person) -> dict[str, sa.ColumnElement[Any]]:
    mine = reader.organization
    follow, group = CommunityFollow, GroupMember
    tagged = sa.select(QuestionTag.id).where(
        QuestionTag.question_id == Question.id,
        QuestionTag.tag_id.in_(
            sa.select(follow.ref).where(follow.person_id == reader.id, follow.kind == TAG, follow.wanted)
        ),
    )
    known = sa.select(ChampionArea.area_id).where(ChampionArea.person_id == reader.id)
    groups = sa.select(group.group_id).where(group.person_id == reader.id, group.state == "member")
    routed = sa.select(RoutedQuestion.id).where(
        RoutedQuestion.question_id == Question.id,
        RoutedQuestion.person_id == reader.id,
        RoutedQuestion.done_at.is_(None),
    )
    return {
        "routed": routed.exists(),
        "area": Question.area_id.in_(known),
        "tag": tagged.exists(),
        "group": Question.group_id.in_(groups),
        "industry": _same(ASKER.industry, mine.industry if mine else ""),
        "stage": _same(ASKER.stage, mine.stage if mine else ""),
    }


def _same(column: Any, value: str) -> sa.ColumnElement[bool]:
    return column == value if value else sa.false()


def _worth(row: Any) -> float:
    """What fits, and whether help is still wanted; something must fit."""
    fits = sum(weight for name, (weight, _text) in REASONS.items() if getattr(row, name))
    open_still = row.solved_at is None and row.champion_at is None and row.staff_at is None
    return fits + 1.5 * open_still if fits else 0.0


def _why(row: Any) -> str:
    return next(str(text) for name, (_weight, text) in REASONS.items() if getattr(row, name))
