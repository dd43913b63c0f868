"""Making groups, changing them, and archiving them: for customer success and admins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.commands.stale import Stale
from portal.accounts.models import Person
from portal.community.commands.holding import hold_group, hold_with_questions
from portal.community.events import ACCESS_CHANGED, GROUP_ARCHIVED, GROUP_CHANGED, GROUP_CREATED, GROUP_REOPENED
from portal.community.models import CommunityGroup, Question
from portal.community.policy import ACCESSES, CHAMPIONS, CLOSED, GROUP_KINDS, may_appoint
from portal.config import settings
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.addresses import slug_of
from portal.posting.limits import too_long
from portal.posting.writing import letters

NAME_LENGTH = 60  # characters
ABOUT_LENGTH = 300
MOST = 200  # groups: lists of them are never paged
POSITIONS = range(10_000)
ICONS = ("users", "award", "building", "truck", "snowflake", "tools", "plug-connected", "chart-bar", "device-mobile")


class GroupFacts(NamedTuple):
    """What staff say about a group. Names and abouts by locale, as they were typed."""

    names: Mapping[str, str]
    abouts: Mapping[str, str]
    icon: str = ICONS[0]
    kind: str = "topic"
    industry: str = ""
    access: str = "open"
    position: int | None = 0


def create(actor: Person, facts: GroupFacts) -> CommunityGroup:
    """Make a group. Raises Forbidden, Invalid (`name_<locale>`, `about_<locale>`, `kind`, …)."""
    _begin(actor)
    wanted = _checked(facts, None)
    taken = set(db.session.scalars(sa.select(CommunityGroup.slug)))
    if len(taken) >= MOST:
        raise Invalid(_("There are %(n)s already; that is the most.", n=MOST))
    base = slug_of(next(iter(wanted.names.values()))) or "group"
    slug = next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, MOST + 3))) if slug not in taken)
    group = CommunityGroup(slug=slug, members=0, questions=0, created_at=now(), **wanted._asdict())
    db.session.add(group)
    record(GROUP_CREATED, group, actor=actor, slug=slug)
    return group


def change(actor: Person, group_id: int, facts: GroupFacts, version: int | None = None) -> list[str]:
    """Make these the facts of the group; the names of those that differed.

    Closing a group closes every question in it, in the same act, and opening it opens them. Raises Forbidden,
    NotFound, Invalid, Stale when `version` is given and a newer save stands, and Refused where closing it would take
    away half of what is merged.
    """
    _begin(actor)
    wanted = _checked(facts, group_id)
    stands = db.session.scalar(sa.select(CommunityGroup.access).where(CommunityGroup.id == group_id))
    crosses = stands != wanted.access and CLOSED in (stands, wanted.access)
    group = (hold_with_questions if crosses else hold_group)(group_id)
    if version is not None and group.version != version:
        raise Stale(_("Somebody saved this group while you were editing it."), group.version)
    fields = [name for name, value in wanted._asdict().items() if getattr(group, name) != value]
    before = group.access
    for name in fields:
        setattr(group, name, getattr(wanted, name))
    if fields:
        group.version += 1
        record(GROUP_CHANGED, group, actor=actor, slug=group.slug, changed=fields)
    if crosses:
        _set_secret(group)
    if before != group.access:
        record(ACCESS_CHANGED, group, actor=actor, slug=group.slug, before=before, after=group.access)
    return fields


def archive(actor: Person, group_id: int, *, want: bool) -> CommunityGroup:
    """Take the group off the lists, where it stays readable, or put it back; twice is once. Raises Forbidden."""
    _begin(actor)
    group = hold_group(group_id)
    if want != (group.archived_at is not None):
        group.archived_at = now() if want else None
        record(GROUP_ARCHIVED if want else GROUP_REOPENED, group, actor=actor, slug=group.slug)
    return group


def _begin(actor: Person) -> None:
    """Staff change groups one after the other: names and the one group of the champions are unique."""
    if not may_appoint(actor):
        raise Forbidden(_("Only customer success and admins change groups."))
    site.row()
    locked(site.Site, 1)


def _set_secret(group: CommunityGroup) -> None:
    closed = group.access == CLOSED
    if closed:
        _refuse_half(group)
    inside = (Question.group_id == group.id, Question.secret.is_not(closed))
    changed = sa.update(Question).where(*inside).values(secret=closed)
    db.session.execute(changed, execution_options={"synchronize_session": "fetch"})


def _refuse_half(group: CommunityGroup) -> None:
    """What is said in a closed group stays in it: no question of it may be merged with one elsewhere."""
    kept = aliased(Question)
    apart = sa.or_(
        sa.and_(Question.group_id == group.id, kept.group_id.is_distinct_from(group.id)),
        sa.and_(kept.group_id == group.id, Question.group_id.is_distinct_from(group.id)),
    )
    found = sa.select(Question.title).join(kept, kept.id == Question.merged_into_id).where(apart)
    if (title := db.session.scalar(found.order_by(Question.id).limit(1))) is not None:
        raise Refused(_("“%(title)s” is merged with a question outside this group. Undo that first.", title=title))


def _checked(facts: GroupFacts, group_id: int | None) -> GroupFacts:
    others = list(db.session.scalars(sa.select(CommunityGroup).where(CommunityGroup.id != (group_id or 0))))
    names = _texts(facts.names, "name", NAME_LENGTH)
    for code, name in names.items():
        if any(str(other.names.get(code, "")).casefold() == name.casefold() for other in others):
            raise Invalid(_("“%(name)s” is there already.", name=name), f"name_{code}")
    for field, known in (("icon", ICONS), ("kind", GROUP_KINDS), ("access", ACCESSES)):
        if getattr(facts, field) not in known:
            raise Invalid(_("Choose from the list."), field)
    if facts.kind == CHAMPIONS and any(other.kind == CHAMPIONS for other in others):
        raise Invalid(_("There is a group where champions gather already."), "kind")
    if facts.position is None or facts.position not in POSITIONS:
        raise Invalid(_("A number from %(least)s to %(most)s, please.", least=0, most=POSITIONS[-1]), "position")
    industry = " ".join(facts.industry.split())
    if (has := letters(industry)) > NAME_LENGTH:
        raise too_long("industry", NAME_LENGTH, has)
    return facts._replace(names=names, abouts=_texts(facts.abouts, "about", ABOUT_LENGTH), industry=industry)


def _texts(typed: Mapping[str, str], field: str, most: int) -> dict[str, str]:
    found = {}
    for code in settings().locales:
        text = " ".join(typed.get(code, "").split())
        if not text:
            raise Invalid(_("Write this in each language."), f"{field}_{code}")
        if (has := letters(text)) > most:
            raise too_long(f"{field}_{code}", most, has)
        found[code] = text
    return found
