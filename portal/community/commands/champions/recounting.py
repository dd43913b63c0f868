"""The ledger and the numbers of who helps, recounted from what people said and did."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from portal.community.commands.champions.criteria import people_after
from portal.community.commands.champions.helpers import NAMES, pay
from portal.community.commands.champions.ledger import ANSWERS, forget_gone, settle
from portal.community.commands.counting import NO_SESSION
from portal.community.commands.holding import hold_seen
from portal.community.models import Answer, ChampionTerm, Helper, Point, Question
from portal.community.queries.champions.ledger import ACCEPTED, ANSWERED, BY, KINDS, WORTH, due
from portal.community.queries.scope import HEAD
from portal.kernel.counters import Drift, counter
from portal.kernel.db import begin_write, db, insert

CHUNK = 500
KEPT = (*NAMES, "champion")  # the last one is 0 or 1
NOTHING = (0, 0, 0, 0)
Entry = tuple[str, int, int, int]  # kind, answer, by whom, for whom


def point_drifts() -> list[Drift]:
    """Answers whose entries are not those that should stand: points that do, and points by rights."""
    found = []
    for ids in _chunks():
        stand, rightly = _standing(Point.ref.in_(ids)), _rightly(ids)
        off = {ref for _kind, ref, _by, _to in stand ^ rightly}
        found += [Drift(f"answer {ref} points", _sum(stand, ref), _sum(rightly, ref)) for ref in sorted(off)]
    gone = _standing(sa.not_(sa.exists().where(Answer.id == Point.ref)))
    return found + [Drift(f"answer {ref} points", _sum(gone, ref), 0) for ref in sorted({one[1] for one in gone})]


def rebuild_points() -> int:
    """Write and cancel entries until they are right; how many answers were off. Their questions are held."""
    begin_write()
    wrong = sorted({int(drift.where.split()[1]) for drift in point_drifts()})
    for start in range(0, len(wrong), CHUNK):
        ids = wrong[start : start + CHUNK]
        _hold_questions(ids)
        settle(ANSWERS, ids)
    forget_gone()
    return len(wrong)


def _hold_questions(answer_ids: Collection[int]) -> None:
    heads = sa.select(HEAD).select_from(Answer).join(Question, Question.id == Answer.question_id)
    hold_seen(lambda: set(db.session.scalars(heads.where(Answer.id.in_(answer_ids)))))


def helper_drifts() -> list[Drift]:
    """People whose numbers are not those of the ledger, or who are champions and not noted so, or noted and not."""
    found, last = list[Drift](), 0
    while ids := people_after(last, CHUNK, Helper, Point, ChampionTerm):
        last = ids[-1]
        rows = db.session.execute(sa.select(Helper.person_id, *_columns(Helper)).where(Helper.person_id.in_(ids)))
        kept = {row[0]: tuple(row[1:]) for row in rows}
        right = _counted(ids)
        for number in ids:
            pairs = zip(KEPT, kept.get(number, NOTHING), right.get(number, NOTHING), strict=True)
            found += [Drift(f"person {number} {name}", was, now) for name, was, now in pairs if was != now]
    return found


def rebuild_helpers() -> int:
    """Make them right; how many people were off. Their rows are held, and nobody's points change without them."""
    begin_write()
    pay()
    wrong = sorted({int(drift.where.split()[1]) for drift in helper_drifts()})
    for start in range(0, len(wrong), CHUNK):
        _rebuild(wrong[start : start + CHUNK])
    return len(wrong)


def _rebuild(ids: Sequence[int]) -> None:
    none = [dict(zip(KEPT, NOTHING, strict=True)) | {"person_id": number} for number in ids]
    db.session.execute(insert(Helper).values(none).on_conflict_do_nothing())
    held = sa.select(Helper.id).where(Helper.person_id.in_(ids)).order_by(Helper.person_id)
    db.session.execute(held.with_for_update()).all()
    right = _counted(ids)
    for number in ids:
        values = dict(zip(KEPT, right.get(number, NOTHING), strict=True))
        changed = sa.update(Helper).where(Helper.person_id == number).values(**values)
        db.session.execute(changed, execution_options=NO_SESSION)


def _counted(ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    def of(kind: str) -> Any:
        return sa.func.sum(sa.case((Point.kind == kind, 1), else_=0))

    summed = sa.select(Point.person_id, of(ANSWERED), of(ACCEPTED), sa.func.sum(Point.points))
    summed = summed.where(Point.person_id.in_(ids), Point.cancelled_at.is_(None)).group_by(Point.person_id)
    numbers = {row[0]: tuple(row[1:]) for row in db.session.execute(summed)}
    terms = sa.select(ChampionTerm.person_id).where(ChampionTerm.person_id.in_(ids), ChampionTerm.ended_at.is_(None))
    champions = set(db.session.scalars(terms))
    return {number: (*numbers.get(number, NOTHING[:-1]), int(number in champions)) for number in ids}


def _columns(model: type[Helper]) -> list[Any]:
    return [*(getattr(model, name) for name in NAMES), sa.case((model.champion, 1), else_=0)]


def _standing(where: sa.ColumnElement[bool]) -> set[Entry]:
    rows = sa.select(Point.kind, Point.ref, Point.by_id, Point.person_id).where(Point.cancelled_at.is_(None), where)
    return {(kind, ref, by_id, person_id) for kind, ref, by_id, person_id in db.session.execute(rows)}


def _rightly(ids: Collection[int]) -> set[Entry]:
    found = set[Entry]()
    for kind in KINDS:
        rows = db.session.execute(due(kind, Answer.id, BY[kind], Answer.author_id).where(Answer.id.in_(ids)))
        found |= {(kind, ref, by_id, person_id) for ref, by_id, person_id in rows}
    return found


def _sum(entries: Collection[Entry], ref: int) -> int:
    return sum(WORTH[kind] for kind, of, _by, _to in entries if of == ref)


def _chunks() -> Iterator[list[int]]:
    """Numbers of all answers."""
    last = 0
    while ids := list(
        db.session.scalars(sa.select(Answer.id).where(Answer.id > last).order_by(Answer.id).limit(CHUNK))
    ):
        yield ids
        last = ids[-1]


counter("community points", drifts=point_drifts, rebuild=rebuild_points)
counter("community numbers of helpers", drifts=helper_drifts, rebuild=rebuild_helpers)
