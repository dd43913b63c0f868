"""The numbers beside ideas, recounted from the rows: how far they are off, and making them right."""

from __future__ import annotations

import sqlalchemy as sa

from portal.ideas import trending
from portal.ideas.commands import counting
from portal.ideas.commands.holding import hold_all
from portal.ideas.models import Idea, IdeaCompany, IdeaStatus
from portal.ideas.queries import recounted
from portal.kernel.counters import Drift, counter
from portal.kernel.db import begin_write, db
from portal.posting.models import Area

CHUNK = 500


def idea_drifts() -> list[Drift]:
    """Ideas whose people, companies, comments, demand or score differ from a recount."""
    found: list[Drift] = []
    for ids in _chunks():
        found += _drifts(ids)
    return found


def _drifts(ids: list[int]) -> list[Drift]:
    right = recounted.numbers(ids)
    found = []
    for idea in db.session.scalars(sa.select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id)):
        for name, counted in right[idea.id]._asdict().items():
            kept = getattr(idea, name)
            off = abs(kept - counted) > trending.CLOSE if name == "trending" else kept != counted
            if off:
                found.append(Drift(f"idea {idea.id} {name}", kept, counted))
    pairs = recounted.companies(ids)
    kept_pairs = sa.select(IdeaCompany.idea_id, IdeaCompany.organization_id, IdeaCompany.voters)
    kept = {(row[0], row[1]): row[2] for row in db.session.execute(kept_pairs.where(IdeaCompany.idea_id.in_(ids)))}
    for pair in sorted(pairs.keys() | kept.keys()):
        if pairs.get(pair, 0) != kept.get(pair, 0):
            found.append(Drift(f"idea {pair[0]} voters of company {pair[1]}", kept.get(pair, 0), pairs.get(pair, 0)))
    return found


def rebuild_ideas() -> int:
    """Recount every idea that is off; how many changed. Each is held while it is counted."""
    begin_write()
    changed = 0
    for ids in _chunks():
        wrong = {int(drift.where.split()[1]) for drift in _drifts(ids)}
        if wrong:
            for idea in hold_all(wrong):
                (counting.recount if idea.merged_into_id is None else counting.empty)(idea)
            changed += len(wrong)
    return changed


def _chunks() -> list[list[int]]:
    ids = list(db.session.scalars(sa.select(Idea.id).order_by(Idea.id)))
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]


def facet_drifts() -> list[Drift]:
    """States and areas whose number of listed ideas is off."""
    found = []
    for model, column in FACETS:
        rows = db.session.execute(sa.select(model.slug, model.ideas, _listed(model, column)).order_by(model.slug))
        found += [Drift(f"{model.__tablename__} {slug}", kept, right) for slug, kept, right in rows if kept != right]
    return found


def rebuild_facets() -> int:
    """Make them right; how many changed. The ideas are held, or one could come or go meanwhile."""
    begin_write()
    db.session.execute(sa.select(Idea.id).order_by(Idea.id).with_for_update(key_share=True)).all()
    changed = 0
    for model, column in FACETS:
        right = _listed(model, column)
        off = sa.update(model).where(model.ideas != right).values(ideas=right).returning(model.id)
        changed += len(db.session.execute(off, execution_options={"synchronize_session": False}).all())
    return changed


FACETS = ((IdeaStatus, Idea.status_id), (Area, Idea.area_id))


def _listed(model: type[IdeaStatus | Area], column: object) -> sa.ScalarSelect[int]:
    shown = (Idea.merged_into_id.is_(None), Idea.hidden_at.is_(None), Idea.held_at.is_(None))
    counted = sa.select(sa.func.count()).select_from(Idea).where(column == model.id, *shown)
    return counted.correlate(model).scalar_subquery()


counter("ideas", drifts=idea_drifts, rebuild=rebuild_ideas)
counter("idea facets", drifts=facet_drifts, rebuild=rebuild_facets)
