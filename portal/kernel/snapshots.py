"""Objects of the ORM made from plain rows, for what every page reads.

Loading one row as an object costs several times what fetching it costs. A snapshot is such an object outside the
session: to look at, not to change; a relationship it was not given raises. `attached` takes it into the session as if
it had been loaded there, without asking the database again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import attributes, object_session

from portal.kernel.db import Model, db

M = TypeVar("M", bound=Model)


class Snapshots:
    """`columns` of several models to select, and the way from a row of them to objects."""

    def __init__(self, *models: type[Model]) -> None:
        self.columns: list[sa.Column[Any]] = []
        self._parts: list[tuple[Any, list[str], slice]] = []
        for model in models:
            mapped = [(column, model.__mapper__.get_property_by_column(column)) for column in model.__table__.c]
            kept = [
                (column, attribute.key) for column, attribute in mapped if not getattr(attribute, "deferred", False)
            ]
            kept.sort(key=lambda pair: not pair[0].primary_key)  # the id first
            first = len(self.columns)
            self.columns += [column for column, _key in kept]
            manager = model.__mapper__.class_manager
            self._parts.append((manager, [key for _column, key in kept], slice(first, len(self.columns))))

    def of(self, row: Sequence[Any]) -> list[Any]:
        """An object for each model, None where an outer join found none."""
        return [_made(manager, keys, row[part]) for manager, keys, part in self._parts]


def _made(manager: Any, keys: list[str], values: Sequence[Any]) -> Any:
    if values[0] is None:
        return None
    found = manager.new_instance()
    attributes.instance_dict(found).update(zip(keys, values, strict=True))
    attributes.instance_state(found).key = manager.mapper.identity_key_from_primary_key(values[:1])
    return found


def join(parent: Model, name: str, child: Model | None) -> None:
    """Say what a relationship of a snapshot leads to."""
    attributes.set_committed_value(parent, name, child)


def attached(snapshot: M) -> M:
    """The same row in the session of this request; one that was loaded there meanwhile wins."""
    if object_session(snapshot) is not None:
        return snapshot
    present: M | None = db.session.identity_map.get(attributes.instance_state(snapshot).key)  # type: ignore[arg-type]
    if present is None:
        db.session.add(snapshot)
    return present or snapshot
