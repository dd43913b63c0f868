"""Putting one item on the shelf as its texts say, whether they come from files or from the web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import record
from portal.kernel.markdown import Rendered
from portal.learning.commands import courses, take
from portal.learning.commands.order import positions
from portal.learning.commands.rendering import Renderer
from portal.learning.commands.shelf import Shelf, new_edition
from portal.learning.content import ItemText
from portal.learning.events import ARCHIVED, CHANGED, CHANGED_MATERIALLY, PUBLISHED, RESTORED
from portal.learning.models import Item

if TYPE_CHECKING:
    from portal.accounts.models import Person

NEW, OTHER, SAME = "published", "changed", "unchanged"


def put(
    shelf: Shelf,
    renderer: Renderer,
    texts: Sequence[ItemText],
    *,
    carries_on: Item | None = None,
    superseded: Iterable[str] = (),
    whole: bool = True,
    author: Person | None = None,
    matters: bool = False,
) -> str:
    """Bring one item to what its texts say; write nothing where they say nothing new. What became of it.

    `carries_on`: the item that gets the texts' address, where that is a new one. `superseded`: addresses that lead to
    it from now on. `whole`: languages that are not among the texts are gone. `author`: who wrote it on the web; None
    for files. `matters`: the author says that it matters to those who finished.
    """
    item, new = _item(shelf, texts[0].slug, carries_on)
    digest = take.digest_of(texts)
    changed = new or shelf.digests.get(item.id) != digest
    if changed:
        item.version += 1
        item.changed_at = now()
        item.source = "web" if author else "file"
        _write(item, texts, renderer, whole)
        take.add_version(item, texts, digest, author)
        _tell_if_it_matters(item, new, author, matters)
    elif item.id in shelf.bare:
        _write(item, texts, renderer, whole)
        take.complete_version(item, texts)
    if item.archived_at is not None:
        item.archived_at, changed = None, True
    changed |= shelf.set_audience(item, take.tokens_of(texts[0]))
    if author is None:
        item.web_at, item.kept_from = None, ""
    elif changed:
        item.web_at = now()
    for old in superseded:
        shelf.lead(old, item)
    if changed:
        shelf.changed = True
        record(PUBLISHED if new else CHANGED, item, actor=author, version=item.version, slug=item.slug)
    return NEW if new else OTHER if changed else SAME


def _item(shelf: Shelf, slug: str, carries_on: Item | None) -> tuple[Item, bool]:
    """The item of that address, and whether it was made for it."""
    shelf.free(slug)
    item = shelf.items.get(slug)
    if item is None and carries_on is not None:
        shelf.rename(carries_on, slug)
        return carries_on, False
    if item is None:
        item = shelf.items[slug] = Item(slug=slug, version=0)
        return item, True
    return item, False


def _tell_if_it_matters(item: Item, new: bool, author: Person | None, matters: bool) -> None:
    if matters:
        item.material_version = item.version  # also where the day is that of an earlier change that mattered
    if not new and item.material_version == item.version:
        record(CHANGED_MATERIALLY, item, actor=author, version=item.version)


def _write(item: Item, texts: Sequence[ItemText], renderer: Renderer, whole: bool) -> None:
    take.set_facts(item, texts[0])
    db.session.add(item)
    db.session.flush()
    for text in texts:
        made = renderer.make(text)
        assert isinstance(made, Rendered)  # flawed texts were left out
        take.set_text(item, text, made)
    if whole:
        take.drop_other_languages(item, texts)
    renderer.pictures.use(item, [image for text in texts for image in text.images], only=whole)
    renderer.attachments.use(item, [file for text in texts for file in text.files], only=whole)


def archive(shelf: Shelf, item: Item, actor: Person | None = None) -> None:
    """Take the item off the menu; progress in it stays. `actor`: who did it on the web; None: its files are gone."""
    item.archived_at = now()
    item.web_at = now() if actor else None
    shelf.changed = True
    record(ARCHIVED, item, actor=actor, slug=item.slug)


def restore(shelf: Shelf, item: Item, actor: Person) -> None:
    """Put an archived item back on the menu as it was."""
    item.archived_at, item.web_at = None, now()
    shelf.changed = True
    record(RESTORED, item, actor=actor, slug=item.slug)


@contextmanager
def changing(shelf: Shelf) -> Iterator[None]:
    """Around every change of the menu: afterwards its order, the courses of its learners and all processes follow."""
    standing = courses.Standing()
    yield
    _arrange(shelf)
    standing.settle()
    if shelf.changed:
        new_edition()


def _arrange(shelf: Shelf) -> None:
    """Let the items of the menu stand in the order their facts ask for."""
    on_menu = {slug: item for slug, item in shelf.items.items() if item.archived_at is None}
    for slug, place in positions(on_menu).items():
        shelf.changed |= on_menu[slug].position != place
        on_menu[slug].position = place
