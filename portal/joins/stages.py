"""The community asks which stages of the success route somebody has earned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import sqlalchemy as sa

from portal.community.earned import read_earned_stages_with
from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemAudience, Stage
from portal.learning.policy import EARNED, rule_of


def earned_stages(person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Stages of which somebody has earned every core lesson, by person; two statements."""
    core = _core()
    totals = Counter(core.values())
    done = (
        sa.select(Completion.person_id, Completion.item_id)
        .join(Item, Item.id == Completion.item_id)
        .where(Completion.person_id.in_(person_ids), Completion.kind == EARNED, Item.archived_at.is_(None))
    )
    earned: dict[int, Counter[str]] = {}
    for person_id, item_id in db.session.execute(done):
        if item_id in core:
            earned.setdefault(person_id, Counter())[core[item_id]] += 1
    return {
        person_id: frozenset(stage for stage, number in counted.items() if number == totals[stage])
        for person_id, counted in earned.items()
    }


def _core() -> dict[int, str]:
    """Stages of core lessons by their numbers: on the menu of every customer, free, and with a rule that earns them."""
    opens = sa.exists().where(ItemAudience.item_id == Item.id, ItemAudience.token.in_(("public", "members")))
    told = sa.select(Stage.slug).where(sa.not_(Stage.staff_only))
    rows = db.session.scalars(sa.select(Item).where(Item.archived_at.is_(None), opens, Item.stage.in_(told)))
    return {item.id: item.stage for item in rows if item.price is None and rule_of(item)}


read_earned_stages_with(earned_stages)
