"""How areas of the product read on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


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
