"""Items whose newest word is from the web: a sync leaves them alone until somebody says which word counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import PurePosixPath

import sqlalchemy as sa

from portal.config import settings
from portal.kernel.db import db
from portal.learning.commands.take import digest_of
from portal.learning.content import ERROR, WARNING, ItemText, Problem
from portal.learning.content.slugs import slug_of
from portal.learning.models import Item, ItemVersion

ASK, FILE, WEB, LATER = "", "file", "web", "later"  # which word counts; later: tell of it, and leave the web's
GONE = "gone"  # the digest of no file


class Given:
    """The good texts of a folder by slug, and what its errors leave open."""

    def __init__(self, texts: Sequence[ItemText], errors: Sequence[Problem]) -> None:
        self.items: dict[str, list[ItemText]] = {}
        for text in texts:  # in each item the language that comes first in the settings leads
            self.items.setdefault(text.slug, []).append(text)
        self.broken = {slug_of(PurePosixPath(error.file).stem) for error in errors}
        self.partly_unread = any(not error.file.endswith(".md") for error in errors)

    def gone(self, slug: str) -> bool:
        """Whether no file, not even a broken one, has this slug any more."""
        return not (slug in self.items or slug in self.broken or self.partly_unread)

    def after(self, slug: str) -> list[ItemText]:
        """The texts that carry on or replace an item whose own files are gone."""
        return next((texts for texts in self.items.values() if any(slug in text.supersedes for text in texts)), [])


@dataclass
class Held:
    """What was found: `left` are slugs, of items and of files, that the sync must not touch."""

    problems: list[Problem] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    kept: list[tuple[Item, str]] = field(default_factory=list)  # decided for the web's word, against these files


def look(given: Given, choice: str) -> Held:
    """Compare what the web says since the last file with what the files say now. Writes nothing."""
    items = db.session.scalars(sa.select(Item).where(Item.web_at.is_not(None)).order_by(Item.id)).all()
    held, versions = Held(), _versions(items)
    slugs = set(db.session.scalars(sa.select(Item.slug))) if items else set()
    for item in items:
        _look_at(item, versions[item.id], given, slugs, choice, held)
    return held


def _look_at(
    item: Item, versions: Sequence[ItemVersion], given: Given, slugs: set[str], choice: str, held: Held
) -> None:
    texts, renamed = given.items.get(item.slug, []), []
    if not texts:
        if not given.gone(item.slug):
            return  # its files are there, and broken: that was told
        renamed = given.after(item.slug)
        texts = renamed if renamed and renamed[0].slug not in slugs else []  # else an item of its own replaces it
    digest = digest_of(texts) if texts else GONE
    had_files = any(version.source == "file" for version in versions)
    if _agrees(item, versions, texts, digest, had_files):
        if not texts:
            held.left.add(item.slug)
        return
    if choice == FILE and item.kept_from != digest:
        return
    held.left |= {item.slug} | ({texts[0].slug} if texts else set())
    if item.kept_from == digest:
        return
    if choice == WEB:
        held.kept.append((item, digest))
    else:
        held.problems.append(_problem(item, (texts or renamed), WARNING if choice == LATER else ERROR))


def _agrees(
    item: Item, versions: Sequence[ItemVersion], texts: Sequence[ItemText], digest: str, had_files: bool
) -> bool:
    """Whether files and web say the same, or no file ever said anything."""
    if not texts:
        return item.archived_at is not None or not had_files
    newest = next((version for version in versions if version.number == item.version), None)
    same_text = newest is not None and newest.digest == digest and texts[0].slug == item.slug
    return same_text and item.archived_at is None


def _problem(item: Item, texts: Sequence[ItemText], severity: str) -> Problem:
    assert item.web_at is not None
    file = texts[0].file if texts else f"{settings().locales[0]}/{item.stage}/{item.slug}.md"
    act = "archived" if item.archived_at is not None else "edited"
    at = item.web_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    lost = "" if texts and texts[0].slug == item.slug else f"“{item.slug}” has no file any more, and was "
    return Problem(file, 1, f"{lost}{act} on the web at {at}; --take file|web", severity)


def _versions(items: Sequence[Item]) -> dict[int, list[ItemVersion]]:
    found: dict[int, list[ItemVersion]] = defaultdict(list)
    if items:
        ids = [item.id for item in items]
        for version in db.session.scalars(sa.select(ItemVersion).where(ItemVersion.item_id.in_(ids))):
            found[version.item_id].append(version)
    return found
