"""What the editor opens: an item as it stands, the draft of its next version, and who wrote them. For staff only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import undefer

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.learning.content.shapes import Stage as WrittenStage
from portal.learning.content.writing import SHARED, Words, Writing, writing_of
from portal.learning.models import Draft, Item, ItemAudience, ItemText, ItemVersion, Stage

AS_IT_STANDS = {"populate_existing": True}  # a command reads again what it has locked
LISTS = {"jobs": "jobs", "tags": "tags", "next": "next_slugs", "prerequisites": "prerequisites", "lessons": "lessons"}


class Editing(NamedTuple):
    """One item in the editor. `item` and `version` are None for one that was never published."""

    slug: str
    item: Item | None
    version: ItemVersion | None
    author: str  # who published the version on the web, by name
    draft: Draft | None
    editor: str  # who saved the draft

    @property
    def stage(self) -> str:
        """Slug of the stage of what is edited."""
        return self.draft.stage if self.draft else self.item.stage if self.item else ""

    @property
    def writing(self) -> Writing:
        """The draft, else what stands."""
        return writing_of(self.draft.texts, settings().locales) if self.draft else self.standing

    @property
    def standing(self) -> Writing:
        """What is on the menu."""
        if self.version is not None and self.version.files is not None:
            return writing_of(self.version.files, settings().locales)
        return _from_rows(self.item) if self.item else Writing()

    @property
    def mark(self) -> str:
        """Stands for what a form was made from: another one when somebody saved, discarded or published meanwhile."""
        if self.draft:
            return f"{self.draft.version}.{int(self.draft.at.timestamp() * 1_000_000)}"
        return f"0.{self.item.version if self.item else 0}"

    @property
    def over(self) -> int:
        """Number of the version that publishing would follow."""
        return self.item.version if self.item else 0


def editing(slug: str) -> Editing:
    """The item or the draft of that slug. Raises NotFound when there is neither.

    An item's own draft comes before one that was begun at its address before the item had it.
    """
    item, version, author = _published(slug)
    of_item = sa.or_(Draft.slug == slug, Draft.item_id == item.id) if item else Draft.slug == slug
    row = db.session.execute(
        sa.select(Draft, Person.display_name)
        .join(Person, Person.id == Draft.editor_id)
        .where(of_item)
        .order_by(Draft.item_id.is_(None)),
        execution_options=AS_IT_STANDS,
    ).first()
    draft, editor = (row[0], row[1]) if row else (None, "")
    if item is None and draft is None:
        raise NotFound(_("This page was not found."))
    return Editing(slug, item, version, author, draft, editor)


def _published(slug: str) -> tuple[Item | None, ItemVersion | None, str]:
    found = db.session.execute(
        sa.select(Item, ItemVersion, Person.display_name)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.version))
        .outerjoin(Person, Person.id == ItemVersion.author_id)
        .where(Item.slug == slug)
        .options(undefer(ItemVersion.files)),
        execution_options=AS_IT_STANDS,
    ).first()
    return (found[0], found[1], found[2] or "") if found else (None, None, "")


def written_stages() -> dict[str, WrittenStage]:
    """The stages as the reader of files knows them, in order."""
    rows = db.session.scalars(sa.select(Stage).order_by(Stage.position, Stage.id))
    return {row.slug: WrittenStage(row.slug, row.position, row.names, row.labels, row.staff_only) for row in rows}


def slugs_of_others(slug: str) -> set[str]:
    """The addresses of the other items that are on the menu."""
    found = db.session.scalars(sa.select(Item.slug).where(Item.archived_at.is_(None), Item.slug != slug))
    return set(found)


def _from_rows(item: Item) -> Writing:
    """The item by its rows, where no file of it was kept yet."""
    texts: Sequence[ItemText] = db.session.scalars(
        sa.select(ItemText).where(ItemText.item_id == item.id).options(undefer(ItemText.source))
    ).all()
    tokens = db.session.scalars(sa.select(ItemAudience.token).where(ItemAudience.item_id == item.id))
    facts = dict.fromkeys(SHARED, "")
    facts |= {key: ", ".join(getattr(item, name)) for key, name in LISTS.items() if key in facts}
    facts |= {key: str(getattr(item, key) or "") for key in ("format", "minutes", "level", "owner", "review_days")}
    facts["audience"] = ", ".join(sorted({token.removeprefix("tier:") for token in tokens} - {"staff"})) or "staff"
    facts["material_change"] = item.material_at.isoformat() if item.material_at else ""
    rest = yaml.safe_dump(item.extra, allow_unicode=True).strip() if item.extra else ""
    tags = ", ".join(item.tags)
    return Writing(
        facts,
        {one.locale: Words(one.title, one.summary, one.problem, tags, "", rest, one.source.rstrip()) for one in texts},
    )
