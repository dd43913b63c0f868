"""Areas and tags, which ideas and questions share."""

from __future__ import annotations

from benchmarks.world.writing import Row, at_once, load
from portal.posting.models import Area, Tag

AREAS = ("mobile", "dispatch", "invoicing", "integrations", "reports", "security")
TAGS = ("tag-1", "tag-2", "tag-3", "rare")
RARE = len(TAGS)


def fill(listed: dict[int, int]) -> None:
    """Write them and commit; `listed` ideas of each area."""
    with at_once((Area, Tag)):
        load(Area, (_area(n, slug, listed.get(n, 0)) for n, slug in enumerate(AREAS, 1)))
        load(Tag, ({"id": n, "slug": slug, "name": slug} for n, slug in enumerate(TAGS, 1)))


def area_of(number: int) -> int:
    """Of the post with this number."""
    return 1 + number // 7 % len(AREAS)


def tag_of(number: int) -> int | None:
    """One post in three has one: old ones the rare one, others a common one."""
    if number % 3 != 1:
        return None
    return RARE if number < 60 else 1 + number // 3 % (RARE - 1)


def _area(n: int, slug: str, ideas: int) -> Row:
    return {"id": n, "slug": slug, "position": n, "names": {"en": slug, "ja": slug}, "ideas": ideas}
