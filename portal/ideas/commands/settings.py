"""What staff set for the whole board: its states, areas and tags, and when an answer is promised."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TypeVar

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.config import settings
from portal.ideas.commands.bulk import tag_names, tag_slug
from portal.ideas.events import SETTINGS_CHANGED
from portal.ideas.models import Idea, IdeaProposal, IdeaStatus, IdeaStatusChange, IdeaTag
from portal.ideas.policy import CATEGORIES, DECIDE, NEW
from portal.kernel import site
from portal.kernel.db import begin_write, db, insert, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _, locale
from portal.posting.addresses import slug_of
from portal.posting.models import Area, Tag

Named = TypeVar("Named", IdeaStatus, Area)
NAME_LENGTH = 40
MOST = 50  # states, and areas
PLEDGE_COMPANIES = range(2, 1001)
PLEDGE_DAYS = range(1, 91)
NO_SESSION = {"synchronize_session": False}


def rename(actor: Person, model: type[Named], row_id: int, names: Mapping[str, str]) -> None:
    """Call a state or area so, by locale. Raises Forbidden, NotFound, Invalid (`name-<id>-<locale>`)."""
    row = _ours(actor, model, row_id)
    wanted = _checked(model, row_id, names)
    if row.names != wanted:
        row.names = wanted
        _note(actor, model.__tablename__)


def categorize(actor: Person, status_id: int, category: str) -> None:
    """Let a state mean something else to the code, which it may as long as no idea is in it.

    Raises Forbidden, NotFound, Invalid, Refused.
    """
    status = _ours(actor, IdeaStatus, status_id)
    if category not in CATEGORIES:
        raise Invalid(_("Choose what the status means."), f"category-{status_id}")
    if status.category == category:
        return
    _refuse_used(status, _is_in(IdeaStatus, status_id))
    _refuse_last_new(status)
    status.category = category
    _note(actor, "idea_status")


def add(actor: Person, model: type[Named], names: Mapping[str, str], category: str = "") -> Named:
    """Put a new state or area at the end. Raises Forbidden, Invalid (`name-new-<locale>`, `category-new`)."""
    _refuse_others(actor)
    begin_write()
    wanted = _checked(model, None, names)
    rows = list(db.session.scalars(sa.select(model)))
    if len(rows) >= MOST:
        raise Invalid(_("There are %(n)s already; that is the most.", n=MOST), f"name-new-{settings().locales[0]}")
    if model is IdeaStatus and category not in CATEGORIES:
        raise Invalid(_("Choose what the status means."), "category-new")
    position = max((row.position for row in rows), default=0) + 10
    values = {"category": category} if model is IdeaStatus else {}
    slug = _free_slug(wanted, {row.slug for row in rows})
    made = model(slug=slug, names=wanted, position=position, ideas=0, **values)
    db.session.add(made)
    _note(actor, model.__tablename__)
    return made


def move(actor: Person, model: type[Named], row_id: int, by: int) -> None:
    """Up (-1) or down (+1) by one place."""
    _refuse_others(actor)
    begin_write()
    rows = list(db.session.scalars(sa.select(model).order_by(model.position, model.id).with_for_update()))
    at = next((place for place, row in enumerate(rows) if row.id == row_id), None)
    if at is None:
        raise NotFound(_("This is no longer there."))
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for place, row in enumerate(rows, 1):
        row.position = place * 10
    _note(actor, model.__tablename__)


def remove(actor: Person, model: type[Named], row_id: int) -> None:
    """Take a state or area away. Raises Refused while ideas are in it, or their history names it."""
    row = _ours(actor, model, row_id)
    _refuse_used(row, _is_in(model, row_id))
    if isinstance(row, IdeaStatus):
        _refuse_last_new(row)
        if _is_named(row_id):
            raise Refused(_("“%(name)s” stays: the history of ideas names it. You can rename it.", name=_name(row)))
    db.session.delete(row)
    _note(actor, model.__tablename__)


def rename_tag(actor: Person, name: str, new_name: str) -> None:
    """Call a tag something else. Raises Forbidden, Invalid (`tag`, `new_name`)."""
    tag = _tag(actor, name, "tag")
    wanted = tag_names(new_name, "new_name")
    if len(wanted) != 1:
        raise Invalid(_("Write one name."), "new_name")
    slug = tag_slug(wanted[0])
    taken = db.session.scalar(sa.select(Tag.name).where(Tag.slug == slug, Tag.id != tag.id))
    if taken is not None:
        raise Invalid(_("There is a tag “%(name)s” already. Merge the two instead.", name=taken), "new_name")
    tag.name, tag.slug = wanted[0], slug
    _note(actor, "tag")


def merge_tags(actor: Person, name: str, into_name: str) -> None:
    """Put the second tag on every idea that has the first, and forget the first. Raises Forbidden, Invalid."""
    tag, into = _tag(actor, name, "tag"), _tag(actor, into_name, "into")
    if tag.id == into.id:
        raise Invalid(_("Choose two different tags."), "into")
    wearing = sa.select(IdeaTag.idea_id, sa.literal(into.id)).where(IdeaTag.tag_id == tag.id)
    put = insert(IdeaTag).from_select(["idea_id", "tag_id"], wearing).on_conflict_do_nothing()
    db.session.execute(put)
    _forget(tag)
    _note(actor, "tag")


def remove_tag(actor: Person, name: str) -> None:
    """Take a tag off every idea and forget it. Raises Forbidden, Invalid (`tag`)."""
    _forget(_tag(actor, name, "tag"))
    _note(actor, "tag")


def set_pledge(actor: Person, companies: int | None, days: int | None) -> None:
    """From how many companies on an answer is promised, and within how many working days.

    Promises that stand keep their day. Raises Forbidden, Invalid (`companies`, `days`).
    """
    _refuse_others(actor)
    if companies is None or companies not in PLEDGE_COMPANIES:
        raise _out_of(PLEDGE_COMPANIES, "companies")
    if days is None or days not in PLEDGE_DAYS:
        raise _out_of(PLEDGE_DAYS, "days")
    site.row()
    standing = locked(site.Site, 1)
    if (standing.pledge_companies, standing.pledge_days) != (companies, days):
        standing.pledge_companies, standing.pledge_days = companies, days
        _note(actor, "pledge")


def _out_of(numbers: range, field: str) -> Invalid:
    return Invalid(_("A number from %(least)s to %(most)s, please.", least=numbers[0], most=numbers[-1]), field)


def _ours(actor: Person, model: type[Named], row_id: int) -> Named:
    _refuse_others(actor)
    return locked(model, row_id)


def _refuse_others(actor: Person) -> None:
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins change the idea board."))


def _checked(model: type[Named], row_id: int | None, names: Mapping[str, str]) -> dict[str, str]:
    """The names as they are kept. One a language, and none that another one has: files name them by it."""
    wanted = {}
    others = [row for row in db.session.scalars(sa.select(model)) if row.id != row_id]
    for code in settings().locales:
        field = f"name-{row_id or 'new'}-{code}"
        name = " ".join(names.get(code, "").split())
        if not name or len(name) > NAME_LENGTH:
            raise Invalid(_("A name of up to %(n)s characters, please.", n=NAME_LENGTH), field)
        if any(_folded(str(row.names.get(code, ""))) == _folded(name) for row in others):
            raise Invalid(_("“%(name)s” is there already.", name=name), field)
        wanted[code] = name
    return wanted


def _is_in(model: type[Named], row_id: int) -> bool:
    """Whether any idea is, also those merged, held or hidden."""
    inside = Idea.status_id == row_id if model is IdeaStatus else Idea.area_id == row_id
    return db.session.scalar(sa.select(Idea.id).where(inside).limit(1)) is not None


def _is_named(status_id: int) -> bool:
    """Whether the history of an idea names the state, or somebody proposed it."""
    change = sa.or_(IdeaStatusChange.from_id == status_id, IdeaStatusChange.to_id == status_id)
    named = sa.exists().where(change), sa.exists().where(IdeaProposal.status_id == status_id)
    return bool(db.session.scalar(sa.select(sa.or_(*named))))


def _refuse_used(row: IdeaStatus | Area, used: bool) -> None:
    if used:
        raise Refused(_("Ideas are in “%(name)s”. Move them first.", name=_name(row)))


def _refuse_last_new(status: IdeaStatus) -> None:
    others = sa.select(IdeaStatus.id).where(IdeaStatus.category == NEW, IdeaStatus.id != status.id).limit(1)
    if status.category == NEW and db.session.scalar(others) is None:
        raise Refused(_("New ideas begin in “%(name)s”, so it stays.", name=_name(status)))


def _name(row: IdeaStatus | Area) -> str:
    return str(row.names.get(locale()) or next(iter(row.names.values()), row.slug))


def _free_slug(names: Mapping[str, str], taken: set[str]) -> str:
    base = slug_of(names.get("en") or next(iter(names.values()))) or "item"
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, MOST + 3))) if slug not in taken)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _tag(actor: Person, name: str, field: str) -> Tag:
    _refuse_others(actor)
    begin_write()
    found: Tag | None = db.session.scalar(sa.select(Tag).where(Tag.slug == tag_slug(name)).with_for_update())
    if found is None:
        raise Invalid(_("There is no tag “%(name)s”.", name=name.strip()) if name.strip() else _("Name a tag."), field)
    return found


def _forget(tag: Tag) -> None:
    db.session.execute(sa.delete(IdeaTag).where(IdeaTag.tag_id == tag.id), execution_options=NO_SESSION)
    db.session.delete(tag)


def _note(actor: Person, what: str) -> None:
    record(SETTINGS_CHANGED, actor, actor=actor, what=what)
