"""Where a question belongs: its area, its group, and its tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.counting import moving
from portal.community.commands.holding import hold, hold_groups
from portal.community.events import MOVED
from portal.community.models import ChampionArea, CommunityGroup, GroupMember, Question, QuestionTag
from portal.community.policy import CLOSED, MOVE, may_file
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _, ngettext
from portal.posting.addresses import slug_of
from portal.posting.limits import too_long
from portal.posting.models import Area, Tag
from portal.posting.writing import letters

MOST_TAGS = 5
TAG_LENGTH = 40  # characters


class Filed(NamedTuple):
    """A place that was looked up and is the person's to use."""

    area_id: int | None
    group_id: int | None
    secret: bool
    tags: tuple[str, ...]  # names


def file(person: Person, question_id: int, area: str, group: str, tags: str) -> Question:
    """Put the question elsewhere; a champion and its author change the tags only. Raises Forbidden, Invalid."""
    question = hold(question_id)
    if not may_file(person, question, areas_of(person)):
        raise Forbidden(_("Only its author, champions of its area and customer success change this."))
    place = checked_place(person, area, group, tags, question)
    moved = (place.area_id, place.group_id) != (question.area_id, question.group_id)
    if moved and not person.has(MOVE):
        raise Forbidden(_("Only customer success and admins move a question."))
    refuse_leaks(person, question, place)
    changed = put_tags(question, place.tags)
    with moving(question):
        question.area_id, question.group_id, question.secret = place.area_id, place.group_id, place.secret
    if moved or changed:
        where = {"area_id": place.area_id, "group_id": place.group_id}
        record(MOVED, question, actor=person, organization_id=person.organization_id, **where)
    return question


def checked_place(person: Person, area: str, group: str, tags: str, stands: Question | None = None) -> Filed:
    """Look up what the form names. Raises Invalid (`area`, `group`, `tags`).

    People write in groups they are in; a question that `stands` in a group may stay there.
    """
    area_id, names = _area(area), tag_names(tags)
    group_id, secret = _group(person, group, stands)
    return Filed(area_id, group_id, secret, names)


def refuse_leaks(person: Person, question: Question, place: Filed) -> None:
    """What others said in a closed group stays in it, and no half of what is merged goes into one or comes out of it.

    Raises Invalid (`group`). The question is held.
    """
    if place.group_id == question.group_id or not (question.secret or place.secret):
        return
    if question.secret and not person.has(MOVE):
        raise Invalid(_("Only customer success and admins move a question."), "group")
    other = sa.select(Question.title).where(
        sa.or_(Question.merged_into_id == question.id, Question.id == question.merged_into_id)
    )
    if (title := db.session.scalar(other.order_by(Question.id).limit(1))) is not None:
        message = _("“%(title)s” is merged with a question outside this group. Undo that first.", title=title)
        raise Invalid(message, "group")


def tag_names(tags: str) -> tuple[str, ...]:
    """Names between commas, each once. Raises Invalid (`tags`)."""
    names: dict[str, str] = {}
    for part in tags.replace("、", ",").replace("，", ",").split(","):
        name = " ".join(part.split())
        if name and (slug := slug_of(name.casefold())):
            names.setdefault(slug, name)
    for name in names.values():
        if (has := letters(name)) > TAG_LENGTH:
            raise too_long("tags", TAG_LENGTH, has)
    if len(names) > MOST_TAGS:
        message = ngettext("At most %(num)s tag, please.", "At most %(num)s tags, please.", MOST_TAGS)
        raise Invalid(message, "tags")
    return tuple(names.values())


def put_tags(question: Question, names: Sequence[str]) -> bool:
    """Give it these tags and no others; whether that changed anything. A tag nobody used before is made."""
    wanted = {slug_of(name.casefold()): name for name in names}
    for slug, name in sorted(wanted.items()):
        insert_once(Tag, slug=slug, name=name)
    ids = set(db.session.scalars(sa.select(Tag.id).where(Tag.slug.in_(wanted))))
    worn = set(db.session.scalars(sa.select(QuestionTag.tag_id).where(QuestionTag.question_id == question.id)))
    if gone := worn - ids:
        taken = sa.delete(QuestionTag).where(QuestionTag.question_id == question.id, QuestionTag.tag_id.in_(gone))
        db.session.execute(taken, execution_options={"synchronize_session": False})
    for tag_id in sorted(ids - worn):
        insert_once(QuestionTag, question_id=question.id, tag_id=tag_id)
    return worn != ids


def areas_of(person: Person) -> frozenset[int]:
    """Areas a champion knows, by id."""
    known = sa.select(ChampionArea.area_id).where(ChampionArea.person_id == person.id)
    return frozenset(db.session.scalars(known))


def _area(slug: str) -> int | None:
    if not slug:
        return None
    found: int | None = db.session.scalar(sa.select(Area.id).where(Area.slug == slug))
    if found is None:
        raise Invalid(_("Choose an area from the list."), "area")
    return found


def _group(person: Person, slug: str, stands: Question | None) -> tuple[int | None, bool]:
    """The group, ours until commit with the one the question leaves: nobody closes it while something comes into it."""
    ids = {stands.group_id} if stands is not None and stands.group_id is not None else set()
    if slug and (wanted := db.session.scalar(sa.select(CommunityGroup.id).where(CommunityGroup.slug == slug))):
        ids.add(wanted)
    groups = hold_groups(ids)
    if not slug:
        return None, False
    found = next((group for group in groups if group.slug == slug), None)
    stays = found is not None and stands is not None and stands.group_id == found.id
    if found is None or not (stays or (found.archived_at is None and (person.is_staff or _in(person, found)))):
        raise Invalid(_("Choose a group you are in."), "group")
    return found.id, found.access == CLOSED


def _in(person: Person, group: CommunityGroup) -> bool:
    mine = (GroupMember.group_id == group.id, GroupMember.person_id == person.id, GroupMember.state == "member")
    return db.session.scalar(sa.select(GroupMember.id).where(*mine)) is not None
