"""How many found an item helpful, recounted from the ratings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.kernel.counters import Drift, counter
from portal.kernel.db import begin_write, db
from portal.learning.commands.shelf import new_edition
from portal.learning.models import Item, Rating


def _counted(helpful: bool) -> sa.ScalarSelect[int]:
    chosen = (Rating.item_id == Item.id, Rating.helpful.is_(helpful))
    return sa.select(sa.func.count()).select_from(Rating).where(*chosen).correlate(Item).scalar_subquery()


KEPT: tuple[tuple[str, Any, Any], ...] = (
    ("helpful_yes", Item.helpful_yes, _counted(True)),
    ("helpful_no", Item.helpful_no, _counted(False)),
)


def helpful_drifts() -> list[Drift]:
    """The items whose numbers differ from their ratings."""
    found = []
    for name, column, counted in KEPT:
        rows = db.session.execute(sa.select(Item.slug, column, counted).where(column != counted).order_by(Item.slug))
        found += [Drift(f"{slug} {name}", kept, right) for slug, kept, right in rows]
    return found


def rebuild_helpful() -> int:
    """Make the numbers equal to the ratings; how many items changed.

    The items are locked first: a vote that waits for its item counts itself afterwards, one that is through is seen.
    """
    begin_write()
    db.session.execute(sa.select(Item.id).order_by(Item.id).with_for_update(key_share=True)).all()
    changed = db.session.execute(
        sa.update(Item)
        .where(sa.or_(*(column != counted for _name, column, counted in KEPT)))
        .values({column: counted for _name, column, counted in KEPT})
        .returning(Item.id)
        .execution_options(synchronize_session=False)
    ).all()
    if changed:
        new_edition()
    return len(changed)


counter("helpful", drifts=helpful_drifts, rebuild=rebuild_helpful)
