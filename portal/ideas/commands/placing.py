"""Where an idea belongs: its area, and its tags."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import bulk
from portal.ideas.commands.bulk import TagChange
from portal.ideas.commands.deciding import refuse_others
from portal.ideas.commands.holding import hold_as_seen
from portal.ideas.models import Idea, IdeaTag
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.posting.models import Area, Tag


class Place(NamedTuple):
    """Where an idea belongs: the slug of an area ("" for none), and its tags by name in the order of their slugs."""

    area: str
    tags: tuple[str, ...]


def place(actor: Person, idea_id: int, area: str, tags: str, seen: Place) -> Idea:
    """Put the idea into the area and give it these tags, with commas between them, and no others.

    Raises Forbidden, Invalid (`area`, `tags`), and Refused when it is no longer where it was `seen`.
    """
    refuse_others(actor)
    names = bulk.tag_names(tags, "tags")
    idea = hold_as_seen(idea_id)
    if placed(idea) != seen:
        raise Refused(_("Somebody moved this idea meanwhile. Look at where it is now, then save again."))
    found = db.session.scalar(sa.select(Area).where(Area.slug == area)) if area else None
    if area and found is None:
        raise Invalid(_("Choose an area from the list."), "area")
    bulk.change_area(actor, idea.id, found.id if found else None)
    kept = {bulk.tag_slug(name) for name in names}
    bulk.change_tags(actor, idea.id, TagChange(names, [name for name in seen.tags if bulk.tag_slug(name) not in kept]))
    return idea


def placed(idea: Idea) -> Place:
    """Where it is now."""
    area = db.session.get(Area, idea.area_id) if idea.area_id else None
    worn = sa.select(Tag.name).join(IdeaTag, IdeaTag.tag_id == Tag.id).where(IdeaTag.idea_id == idea.id)
    return Place(area.slug if area else "", tuple(db.session.scalars(worn.order_by(Tag.slug))))
