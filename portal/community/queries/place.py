"""Where a question stands, as a form names it."""

from __future__ import annotations

from typing import NamedTuple

from portal.community.models import CommunityGroup, Question
from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.posting.areas import name_in
from portal.posting.models import Area


class Stands(NamedTuple):
    """Slugs of area and group, "" for none; `stands` is the group as a choice."""

    area: str
    group: str
    stands: tuple[str, str] | None


def place_of(question: Question) -> Stands:
    """Two statements at most."""
    area = db.session.get(Area, question.area_id) if question.area_id else None
    group = db.session.get(CommunityGroup, question.group_id) if question.group_id else None
    choice = (group.slug, name_in(locale(), group.names)) if group else None
    return Stands(area.slug if area else "", group.slug if group else "", choice)
