"""The menu as the database has it, held by one sync until its commit."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from portal.kernel.db import begin_write, db, insert_once
from portal.learning.content.shapes import Stage as WrittenStage
from portal.learning.models import Draft, Edition, Item, ItemAudience, ItemText, ItemVersion, OldSlug, Stage


class Shelf:
    """Items, digests, audiences and old addresses, each read in one statement; nobody else syncs meanwhile."""

    def __init__(self, stages: Sequence[Stage], *, changed: bool) -> None:
        self.changed = changed  # whether menus look other than before
        self.staff_only = {stage.slug for stage in stages if stage.staff_only}
        self.items = {item.slug: item for item in db.session.scalars(sa.select(Item).order_by(Item.id))}
        self.digests, self.bare = _last_versions()
        self.tokens: dict[int, set[str]] = defaultdict(set)
        for item_id, token in db.session.execute(sa.select(ItemAudience.item_id, ItemAudience.token)):
            self.tokens[item_id].add(token)
        self.old_slugs = {old.slug: old for old in db.session.scalars(sa.select(OldSlug))}

    @classmethod
    def open(cls, stages: Sequence[WrittenStage], *, complete: bool) -> Shelf:
        """Take the stages over, lock them, and read the rest. `complete`: stages not given are gone."""
        begin_write()
        added = [insert_once(Stage, slug=stage.key, **_columns(stage)) for stage in stages]
        rows = db.session.scalars(sa.select(Stage).order_by(Stage.id).with_for_update()).all()
        given = {stage.key: stage for stage in stages}
        for row in rows:
            if row.slug in given:
                for name, value in _columns(given[row.slug]).items():
                    setattr(row, name, value)
            elif complete:
                db.session.delete(row)
        changed = any(added) or bool(db.session.deleted) or any(db.session.is_modified(row) for row in rows)
        db.session.flush()
        return cls([row for row in rows if row.slug in given or not complete], changed=changed)

    def set_audience(self, item: Item, audience: Collection[str]) -> bool:
        """Open the item to these tokens and to staff; to staff alone in a stage of theirs. Whether it changed."""
        wanted = {"staff"} | (set() if item.stage in self.staff_only else set(audience))
        known = self.tokens[item.id]
        if wanted == known:
            return False
        db.session.execute(
            sa.delete(ItemAudience).where(ItemAudience.item_id == item.id, ItemAudience.token.in_(known - wanted))
        )
        db.session.add_all(ItemAudience(item_id=item.id, token=token) for token in sorted(wanted - known))
        self.tokens[item.id] = wanted
        return True

    def rename(self, item: Item, slug: str) -> None:
        """Give the item another address; the one it had leads to it.

        Its draft goes along, unless somebody began an item to be at that address: each is kept where it is.
        """
        self.items[slug] = self.items.pop(item.slug)
        former, item.slug = item.slug, slug
        db.session.flush()
        if db.session.scalar(sa.select(Draft.id).where(Draft.slug == slug)) is None:
            db.session.execute(sa.update(Draft).where(Draft.item_id == item.id).values(slug=slug))
        self.lead(former, item)

    def lead(self, slug: str, item: Item) -> None:
        """Make an address without an item of its own lead to this one."""
        known = self.old_slugs.get(slug)
        if known is None:
            self.old_slugs[slug] = known = OldSlug(slug=slug, item_id=item.id)
            db.session.add(known)
        elif known.item_id != item.id:
            known.item_id = item.id

    def free(self, slug: str) -> None:
        """Let an address lead nowhere else: an item has it now."""
        if known := self.old_slugs.pop(slug, None):
            db.session.delete(known)
            db.session.flush()


def _columns(stage: WrittenStage) -> dict[str, object]:
    return {
        "position": stage.position,
        "names": dict(stage.names),
        "labels": dict(stage.labels),
        "staff_only": stage.staff_only,
    }


def _last_versions() -> tuple[dict[int, str], set[int]]:
    """The digest of each item's newest version, and the items whose newest version does not hold its files yet."""
    found = db.session.execute(
        sa.select(ItemVersion.item_id, ItemVersion.digest, ItemVersion.files.is_(None)).join(
            Item, sa.and_(Item.id == ItemVersion.item_id, Item.version == ItemVersion.number)
        )
    ).all()
    return {item_id: digest for item_id, digest, _bare in found}, {item_id for item_id, _digest, bare in found if bare}


def hold_still() -> None:
    """Let nobody else sync or publish until this transaction ends."""
    begin_write()
    db.session.execute(sa.select(Stage.id).order_by(Stage.id).with_for_update())


def new_edition() -> None:
    """Tell every process that the menu is another one. Part of each change of what a menu shows."""
    token = secrets.token_hex(8)
    if insert_once(Edition, id=1, token=token) is None:
        db.session.execute(sa.update(Edition).where(Edition.id == 1).values(token=token))


def known_digests() -> set[str]:
    """The files whose text is stored already, by digest."""
    return set(db.session.scalars(sa.select(ItemText.digest)))
