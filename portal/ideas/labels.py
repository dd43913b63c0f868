"""How states and areas look and read on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.ideas.models import IdeaStatus
from portal.ideas.policy import DECLINED, NEW, PLANNED, PROGRESS, REVIEW, SHIPPED
from portal.kernel.db import db
from portal.kernel.i18n import _, locale
from portal.posting.areas import AreaName, name_in
from portal.posting.models import Area

TONES = {NEW: "", REVIEW: "gold", PLANNED: "plan", PROGRESS: "warn", SHIPPED: "good", DECLINED: ""}
LOOKS = (
    {"category": NEW, "icon": "sparkles"},
    {"category": REVIEW, "icon": "eye"},
    {"category": PLANNED, "icon": "calendar"},
    {"category": PROGRESS, "icon": "hammer"},
    {"category": SHIPPED, "icon": "circle-check"},
    {"category": DECLINED, "icon": "circle-minus"},
)
ICONS = {look["category"]: look["icon"] for look in LOOKS}


class Status(NamedTuple):
    """One state as pages show it, in the reader's language."""

    id: int
    slug: str
    category: str
    name: str
    ideas: int

    @property
    def tone(self) -> str:
        """Of its chip."""
        return TONES[self.category]

    @property
    def icon(self) -> str:
        """Of its chip."""
        return ICONS[self.category]


class Words(NamedTuple):
    """States and areas by id, each in their order."""

    statuses: Mapping[int, Status]
    areas: Mapping[int, AreaName]


STATUSES, AREAS = IdeaStatus.__table__, Area.__table__
PARTS = (
    sa.select(
        sa.literal("status").label("kind"), STATUSES.c.position, STATUSES.c.id, STATUSES.c.slug, STATUSES.c.category,
        STATUSES.c.names, STATUSES.c.ideas,
    ),
    sa.select(
        sa.literal("area"), AREAS.c.position, AREAS.c.id, AREAS.c.slug, sa.literal(""), AREAS.c.names, AREAS.c.ideas,
    ),
)  # fmt: skip
BOTH = sa.union_all(*PARTS).order_by("kind", "position", "id")


def words() -> Words:
    """All of them, in one statement."""
    return words_of(db.session.execute(BOTH))


def words_of(rows: Iterable[Any]) -> Words:
    """Rows of `PARTS` in the reader's language."""
    language, statuses, areas = locale(), dict[int, Status](), dict[int, AreaName]()
    for row in rows:
        name = name_in(language, row.names) or row.slug
        if row.kind == "status":
            statuses[row.id] = Status(row.id, row.slug, row.category, name, row.ideas)
        else:
            areas[row.id] = AreaName(row.id, row.slug, name, row.ideas)
    return Words(statuses, areas)


def status_of(row: IdeaStatus) -> Status:
    """One state, from its row, in the reader's language."""
    return Status(row.id, row.slug, row.category, name_in(locale(), row.names) or row.slug, row.ideas)


def window_moved(was: str, window: str) -> str:
    """That the window on the roadmap is another one now."""
    if was and window:
        return _("Window moved from %(was)s to %(window)s", was=was, window=window)
    return _("Window: %(window)s", window=window) if window else _("Window taken back")
