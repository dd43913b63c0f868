"""Each night, what people did for others is reckoned anew, and who meets the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.community.commands.counting import NO_SESSION
from portal.community.models import ChampionCandidacy, ChampionFigures, ChampionTerm, Helper
from portal.community.queries.champions.figures import Criteria, criteria, figures_of
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.jobs import every

CHUNK = 500
NAMES = ("stages", "accepted", "helped", "fits", "at")


@every(24 * 3600, "community.champion_figures")
def reckon_all() -> None:
    """Everybody who answered others, is a champion, or would like to be; so many at a time, each a transaction."""
    last, asked = 0, criteria()
    while ids := _next(last):
        reckon(ids, asked)
        db.session.commit()
        last = ids[-1]


def reckon(person_ids: Sequence[int], asked: Criteria) -> None:
    """Write the figures of these people; twice is once."""
    at = now()
    rows = [
        {"person_id": number, **found._asdict(), "fits": found.fits(asked), "at": at}
        for number, found in sorted(figures_of(person_ids).items())
    ]
    statement = insert(ChampionFigures).values(rows)
    new = {name: statement.excluded[name] for name in NAMES}
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=new))


def judge_again(asked: Criteria) -> None:
    """The criteria were changed: who meets them now, by the figures of last night."""
    enough = sa.and_(ChampionFigures.stages >= asked.stages, ChampionFigures.accepted >= asked.accepted)
    judged = sa.update(ChampionFigures).where(ChampionFigures.fits != enough).values(fits=enough)
    db.session.execute(judged, execution_options=NO_SESSION)


def _next(last: int) -> list[int]:
    return people_after(last, CHUNK, Helper, ChampionFigures, ChampionTerm, ChampionCandidacy)


def people_after(last: int, most: int, *models: Any) -> list[int]:
    """The next people, by number, who have a row of any of these; each is read from its index and no further."""
    parts = []
    for model in models:
        number = model.person_id
        part = sa.select(number).where(number > last).distinct().order_by(number).limit(most)
        parts.append(part.subquery().select())
    every_one = sa.union(*parts).subquery()
    return list(db.session.scalars(sa.select(every_one).order_by(every_one.c.person_id).limit(most)))
