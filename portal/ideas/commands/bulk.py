"""What staff do to many ideas: each act is one idea's, so that one refusal leaves the others as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import deciding, statuses
from portal.ideas.commands.deciding import TAG_LENGTH, TAGS
from portal.ideas.commands.facets import moving
from portal.ideas.commands.holding import hold
from portal.ideas.commands.merging import merge
from portal.ideas.events import FILED
from portal.ideas.models import Idea, IdeaTag
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.addresses import slug_of
from portal.posting.models import Area, Tag

Act = Callable[[Person, int], bool]  # True when something changed; raises as a refusal of this one idea


class TagChange(NamedTuple):
    """Names of tags to put on and to take off."""

    add: Sequence[str] = ()
    remove: Sequence[str] = ()


def status_act(slug: str, reason: str, shipped_url: str = "") -> Act:
    """Set this status. Raises Invalid (`status`, `reason`, `shipped_url`) before any idea is touched."""
    statuses.check_change(slug, reason, shipped_url)

    def act(actor: Person, idea_id: int) -> bool:
        idea = hold(idea_id)
        before, decision = idea.status_id, deciding.Decision(slug, reason, shipped_url, idea.window)
        return deciding.decide(actor, idea.id, decision, deciding.last_change(idea.id)).status_id != before

    return act


def area_act(slug: str) -> Act:
    """Put ideas into this area; "" takes them out of theirs. Raises Invalid (`area`)."""
    area_id = db.session.scalar(sa.select(Area.id).where(Area.slug == slug)) if slug else None
    if slug and area_id is None:
        raise Invalid(_("Choose an area from the list."), "area")
    return lambda actor, idea_id: change_area(actor, idea_id, area_id)


def tags_act(add: str, remove: str) -> Act:
    """Put tags on and take some off; names with commas between them. Raises Invalid (`add_tags`, `remove_tags`)."""
    change = TagChange(tag_names(add, "add_tags"), tag_names(remove, "remove_tags"))
    if not change.add and not change.remove:
        raise Invalid(_("Name at least one tag."), "add_tags")
    return lambda actor, idea_id: change_tags(actor, idea_id, change)


def merge_act(idea_ids: Collection[int]) -> tuple[Idea, Act]:
    """Merge these ideas into the one of them with the most votes (the older one of equals), which comes first.

    Raises Invalid (`ideas`) for fewer than two.
    """
    wanted = sa.select(Idea).where(Idea.id.in_(idea_ids), Idea.merged_into_id.is_(None))
    kept = db.session.scalars(wanted.order_by(Idea.votes.desc(), Idea.id).limit(1)).first()
    if kept is None or len(set(idea_ids)) < 2:
        raise Invalid(_("Tick two or more ideas to merge."), "ideas")
    into_id = kept.id
    return kept, lambda actor, idea_id: merge(actor, idea_id, into_id).id == into_id


def change_area(actor: Person, idea_id: int, area_id: int | None) -> bool:
    """Move the canonical idea of this one to another area; False when it is there. Raises Forbidden, NotFound."""
    deciding.refuse_others(actor)
    idea = hold(idea_id)
    if idea.area_id == area_id:
        return False
    left = idea.area_id
    with moving(idea):
        idea.area_id = area_id
    record(FILED, idea, actor=actor, area_from=left, area_to=area_id)
    return True


def change_tags(actor: Person, idea_id: int, change: TagChange) -> bool:
    """Put tags on the canonical idea of this one and take others off; False when all was so. Raises as above."""
    deciding.refuse_others(actor)
    idea = hold(idea_id)
    put = [insert_once(IdeaTag, idea_id=idea.id, tag_id=ensure_tag(name)) is not None for name in change.add]
    slugs = [tag_slug(name) for name in change.remove]
    tags = sa.select(Tag.id).where(Tag.slug.in_(slugs))
    gone = sa.delete(IdeaTag).where(IdeaTag.idea_id == idea.id, IdeaTag.tag_id.in_(tags)).returning(IdeaTag.id)
    taken = db.session.execute(gone, execution_options={"synchronize_session": False}).all() if slugs else []
    if not (any(put) or taken):
        return False
    worn = db.session.scalar(sa.select(sa.func.count()).where(IdeaTag.idea_id == idea.id)) or 0
    if worn > TAGS:
        raise Refused(_("It would have more than %(n)s tags.", n=TAGS))
    record(FILED, idea, actor=actor)
    return True


def tag_names(text: str, field: str | None = None) -> list[str]:
    """The names in "mobile, offline" or 「モバイル、オフライン」. Raises Invalid for what is no name."""
    names = [" ".join(name.split()) for name in text.replace("、", ",").replace("，", ",").split(",")]
    names = list(dict.fromkeys(name for name in names if name))
    if any(len(name) > TAG_LENGTH or not tag_slug(name) for name in names) or len(names) > TAGS:
        raise Invalid(_("Tags are words of up to %(n)s characters, with commas between them.", n=TAG_LENGTH), field)
    return names


def ensure_tag(name: str) -> int:
    """The tag of this name, made on first use; its number."""
    slug = tag_slug(name)
    made = insert_once(Tag, slug=slug, name=name)
    return made if made is not None else db.session.scalars(sa.select(Tag.id).where(Tag.slug == slug)).one()


def tag_slug(name: str) -> str:
    """What one tag is known by, whatever the case of its name."""
    return slug_of(name.casefold())
