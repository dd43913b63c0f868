"""How areas of the product read on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.posting.models import Area


class AreaName(NamedTuple):
    """One area as pages show it, in the reader's language."""

    id: int
    slug: str
    name: str
    ideas: int


def name_in(language: str, names: Mapping[str, Any]) -> str:
    """The name in this language, else in any; "" when there is none."""
    return str(names.get(language) or next(iter(names.values()), ""))


def choices(areas: Sequence[AreaName]) -> list[tuple[str, str]]:
    """For a select."""
    return [(area.slug, area.name) for area in areas]


def area_names() -> list[AreaName]:
    """All areas in their order, in the reader's language; one statement."""
    rows = db.session.scalars(sa.select(Area).order_by(Area.position, Area.id))
    return [AreaName(row.id, row.slug, name_in(locale(), row.names) or row.slug, row.ideas) for row in rows]
