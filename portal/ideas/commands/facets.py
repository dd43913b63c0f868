"""How many ideas a state and an area list; counted where an idea comes on the board, leaves it, or changes places.

States and areas are locked after ideas, in order of id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from portal.ideas.models import Idea, IdeaStatus
from portal.kernel.db import db
from portal.posting.models import Area


def is_listed(idea: Idea) -> bool:
    """Whether the board shows it."""
    return idea.merged_into_id is None and idea.hidden_at is None and idea.held_at is None


def listed(idea: Idea) -> None:
    """Count an idea that is new, if it is on the board."""
    _apply(_places(idea))


def unlisted(idea: Idea) -> None:
    """Count an idea no longer that is about to be deleted."""
    _apply(Counter({place: -number for place, number in _places(idea).items()}))


@contextmanager
def moving(idea: Idea) -> Iterator[None]:
    """What happens to the idea inside may bring it on the board, take it off, or give it another state or area."""
    before = _places(idea)
    yield
    db.session.flush()
    after = _places(idea)
    after.subtract(before)
    _apply(after)


def all_listed(ideas: Iterable[Idea]) -> None:
    """Count many at once that came on the board."""
    shown = [idea for idea in ideas if is_listed(idea)]
    for model, column in ((IdeaStatus, "status_id"), (Area, "area_id")):
        for row_id, number in sorted(Counter(getattr(idea, column) for idea in shown if getattr(idea, column)).items()):
            _add(model, row_id, number)


def _places(idea: Idea) -> Counter[tuple[bool, int]]:
    """Where the idea is counted: whether it is an area, and its number."""
    if not is_listed(idea):
        return Counter()
    found = Counter({(False, idea.status_id): 1})
    if idea.area_id is not None:
        found[True, idea.area_id] = 1
    return found


def _apply(changes: Counter[tuple[bool, int]]) -> None:
    for (is_area, row_id), by in sorted(changes.items()):
        if by:
            _add(Area if is_area else IdeaStatus, row_id, by)


def _add(model: Any, row_id: int, by: int) -> None:
    changed = sa.update(model).where(model.id == row_id).values(ideas=model.ideas + by)
    db.session.execute(changed, execution_options={"synchronize_session": False})
