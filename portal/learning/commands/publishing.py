"""Putting on the menu what was written on the web, taking items off and back, and noting reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.config import settings
from portal.kernel.calendar import now, today
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _, zone
from portal.learning.commands import shelving
from portal.learning.commands.drafts import Stale, files_of, held, refuse_others, refuse_stale
from portal.learning.commands.pictures import Pictures
from portal.learning.commands.rendering import Renderer
from portal.learning.commands.shelf import Shelf
from portal.learning.content import ERROR, ItemText, Problem
from portal.learning.content.pages import read_pages
from portal.learning.content.writing import Writing
from portal.learning.events import REVIEWED
from portal.learning.models import Item
from portal.learning.queries.editing import slugs_of_others, written_stages

if TYPE_CHECKING:
    from portal.accounts.models import Person


class Flawed(Invalid):
    """The texts have errors; `problems` says where."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("It cannot be published like this. Mend what is named below; nothing was changed."))
        self.problems = problems


def read_writing(slug: str, stage: str, writing: Writing) -> tuple[list[ItemText], list[Problem]]:
    """What the writing says by the rules of files, and every finding."""
    found = settings()
    return read_pages(
        files_of(writing), slug, stage, written_stages(), found.locales, found.content_dir, slugs_of_others(slug)
    )


def publish(actor: Person, slug: str, stage: str, writing: Writing, mark: str, over: int, *, matters: bool) -> Item:
    """Make the writing the item's next version, or the item itself, and forget its draft.

    `mark` and `over` say what the form was made from; `matters`: those who finished are told. Raises Stale, Flawed,
    Invalid and NotFound.
    """
    refuse_others(actor)
    shelf = Shelf.open([], complete=False)
    with shelving.changing(shelf):
        found = held(slug)
        refuse_stale(found, mark)
        if found.over != over:
            raise Stale(_("Another version was published while you were editing this one."), found)
        if matters and found.item:
            writing = replace(writing, facts={**writing.facts, "material_change": today(zone()).isoformat()})
        _put(actor, shelf, slug, stage, writing, matters=matters)
        if found.draft is not None:
            db.session.delete(found.draft)
    return shelf.items[slug]


def _put(actor: Person, shelf: Shelf, slug: str, stage: str, writing: Writing, *, matters: bool) -> None:
    texts, problems = read_writing(slug, stage, writing)
    renderer = Renderer(Pictures(kept=True))
    problems += renderer.flaws(texts)
    if any(problem.severity == ERROR for problem in problems) or not texts:
        raise Flawed(problems)
    named = dict.fromkeys(old for text in texts for old in text.supersedes)
    superseded = [old for old in named if old not in shelf.items or shelf.items[old].archived_at is not None]
    shelving.put(shelf, renderer, texts, superseded=superseded, author=actor, matters=matters)


def archive_item(actor: Person, slug: str) -> None:
    """Take the item off the menu; progress in it stays. Raises NotFound, and Refused when it is off already."""
    _on_shelf(actor, slug, archived=False, act=shelving.archive)


def restore_item(actor: Person, slug: str) -> None:
    """Put it back as it was. Raises NotFound, and Refused when it is on the menu."""
    _on_shelf(actor, slug, archived=True, act=shelving.restore)


def _on_shelf(actor: Person, slug: str, *, archived: bool, act: Callable[[Shelf, Item, Person], None]) -> None:
    refuse_others(actor)
    shelf = Shelf.open([], complete=False)
    item = shelf.items.get(slug)
    if item is None:
        raise NotFound(_("This page was not found."))
    if (item.archived_at is not None) != archived:
        raise Refused(_("This was done already."))
    with shelving.changing(shelf):
        act(shelf, item, actor)


def note_review(actor: Person, slug: str) -> None:
    """Note that somebody looked the item over now. Raises NotFound."""
    refuse_others(actor)
    item_id = db.session.scalar(sa.select(Item.id).where(Item.slug == slug))
    if item_id is None:
        raise NotFound(_("This page was not found."))
    item = locked(Item, item_id, key_share=True)
    item.reviewed_at = now()
    record(REVIEWED, item, actor=actor, slug=slug)
