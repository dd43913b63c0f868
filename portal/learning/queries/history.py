"""The versions of an item, and what each says otherwise than the one before. For staff only."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.learning.content.writing import pages_of, writing_of
from portal.learning.differences import Line, compare
from portal.learning.models import Item, ItemVersion


class Change(NamedTuple):
    """What a version changed in one language."""

    language: str
    lines: list[Line]


class Told(NamedTuple):
    """A version and who wrote it on the web."""

    version: ItemVersion
    author: str


def item_of(slug: str) -> Item:
    """The published item, on the menu or not. Raises NotFound."""
    found: Item | None = db.session.scalar(sa.select(Item).where(Item.slug == slug))
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def versions_of(item: Item) -> sa.Select[Any]:
    """The versions with the names of their authors, in no order yet (`number`, falling, is that of the list)."""
    columns: list[Any] = [ItemVersion, Person.display_name.label("author")]
    found = sa.select(*columns).outerjoin(Person, Person.id == ItemVersion.author_id)
    return found.where(ItemVersion.item_id == item.id)


def version_of(item: Item, number: int) -> tuple[Told, ItemVersion | None]:
    """The version and the one before it, with their texts. Raises NotFound."""
    wanted = versions_of(item).where(ItemVersion.number.in_((number, number - 1)))
    rows = db.session.execute(wanted.options(undefer(ItemVersion.texts), undefer(ItemVersion.files))).all()
    found = {row.ItemVersion.number: row for row in rows}
    if number not in found:
        raise NotFound(_("This page was not found."))
    before = found.get(number - 1)
    return Told(found[number].ItemVersion, found[number].author or ""), before.ItemVersion if before else None


def changes(version: ItemVersion, before: ItemVersion | None) -> list[Change]:
    """The differences in each language that has some. Whole files are compared where both were kept, else bodies."""
    whole = version.files is not None and (before is None or before.files is not None)
    new = _alike(version.files or {}) if whole else version.texts
    old = (_alike(before.files or {}) if whole else before.texts) if before else {}
    found = [Change(locale, _compared(old.get(locale), new.get(locale))) for locale in settings().locales]
    return [change for change in found if change.lines]


def _alike(files: dict[str, str]) -> dict[str, str]:
    """The files as the editor writes them, so that another order or spelling of front matter is no difference."""
    pages = (pages_of(writing_of({locale: file}, [locale])) for locale, file in files.items())
    return {locale: page.text for each in pages for locale, page in each.items()}


def _compared(old: str | None, new: str | None) -> list[Line]:
    return compare(old or "", new or "") if (old or "") != (new or "") else []
