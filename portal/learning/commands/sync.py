"""Taking the content folder over: all or nothing, repeatable, and never losing anybody's progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.events import record
from portal.kernel.i18n import using
from portal.kernel.markdown import Rendered, render
from portal.learning.commands import take
from portal.learning.commands.order import positions
from portal.learning.commands.pictures import Pictures
from portal.learning.commands.shelf import Shelf, known_digests, new_edition
from portal.learning.content import ERROR, ItemText, Problem, read_folder
from portal.learning.content.shapes import Flaw
from portal.learning.content.slugs import slug_of
from portal.learning.events import ARCHIVED, CHANGED, PUBLISHED
from portal.learning.models import Item


@dataclass
class Report:
    """What a check or sync found and did; slugs of items by what happened to them."""

    problems: list[Problem] = field(default_factory=list)
    applied: bool = False
    published: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What kept a file out, and the whole sync unless told to go on."""
        return [problem for problem in self.problems if problem.severity == ERROR]

    def lines(self) -> list[str]:
        """One line `file:line: message` for each finding, errors and warnings."""
        return [str(problem) for problem in sorted(self.problems)]


class Renderer:
    """Makes HTML of each text once, in the words of its own language."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self._made: dict[tuple[str, str], Rendered | Problem] = {}

    def make(self, text: ItemText) -> Rendered | Problem:
        """The rendered text, or why it cannot be shown."""
        key = (text.locale, text.digest)
        if key not in self._made:
            self._made[key] = self._render(text)
        return self._made[key]

    def _render(self, text: ItemText) -> Rendered | Problem:
        addresses: dict[str, str] = {}
        for image in text.images:
            try:
                addresses[image.src] = self.pictures.address(image)
            except (Invalid, Flaw) as error:
                return Problem(text.file, image.line, f"the picture “{image.name}”: {error.message}", ERROR)
        try:
            with using(text.locale):
                return render(text.body, image_url=addresses.get)
        except Invalid as error:
            return Problem(text.file, 1, error.message, ERROR)

    def flaws(self, texts: Sequence[ItemText]) -> list[Problem]:
        """The texts that cannot be shown."""
        return [made for made in map(self.make, texts) if isinstance(made, Problem)]


def check(folder: Path) -> Report:
    """Read and render everything, and change nothing."""
    read = read_folder(folder, settings().locales)
    return Report([*read.problems, *Renderer(Pictures(kept=False)).flaws(read.texts)])


def sync(folder: Path, keep_going: bool = False) -> Report:
    """Make the menu say what the folder says. The caller commits.

    With errors nothing is changed, unless `keep_going`: then the good files are taken and broken ones leave what
    stands in the database as it is.
    """
    read, renderer = read_folder(folder, settings().locales), Renderer(Pictures(kept=True))
    shown = known_digests()
    flaws = renderer.flaws([text for text in read.texts if text.digest not in shown])
    report = Report([*read.problems, *flaws])
    if report.errors and not keep_going:
        return report
    broken = {flaw.file for flaw in flaws}
    Sync(report, renderer, [text for text in read.texts if text.file not in broken]).run(
        Shelf.open(read.stages, complete=not report.errors)
    )
    report.applied = True
    return report


class Sync:
    """One run over the good texts of a folder."""

    def __init__(self, report: Report, renderer: Renderer, texts: Sequence[ItemText]) -> None:
        self.report, self.renderer = report, renderer
        self.items: dict[str, list[ItemText]] = {}
        for text in texts:  # in each item the language that comes first in the settings leads
            self.items.setdefault(text.slug, []).append(text)
        self.broken = {slug_of(PurePosixPath(error.file).stem) for error in report.errors}
        self.partly_unread = any(not error.file.endswith(".md") for error in report.errors)

    def gone(self, slug: str) -> bool:
        """Whether no file, not even a broken one, has this slug any more."""
        return not (slug in self.items or slug in self.broken or self.partly_unread)

    def run(self, shelf: Shelf) -> None:
        """Bring the shelf to what the folder says."""
        places = positions({slug: texts[0] for slug, texts in self.items.items()})
        for slug, texts in self.items.items():
            self.take(shelf, slug, texts, places[slug])
        for slug, item in shelf.items.items():
            if item.archived_at is None and self.gone(slug):
                item.archived_at = now()
                record(ARCHIVED, item)
                self.report.archived.append(slug)
                shelf.changed = True
        if shelf.changed:
            new_edition()

    def take(self, shelf: Shelf, slug: str, texts: Sequence[ItemText], place: int) -> None:
        """Bring one item to what its files say; write nothing where they say nothing new."""
        superseded = [old for old in dict.fromkeys(sum((text.supersedes for text in texts), ())) if self.gone(old)]
        shelf.free(slug)
        item = shelf.items.get(slug) or self._renamed(shelf, slug, superseded)
        new = item is None
        if item is None:
            item = shelf.items[slug] = Item(slug=slug, version=0)
        digest = take.digest_of(texts)
        changed = new or shelf.digests.get(item.id) != digest
        if changed:
            self._write(item, texts, digest)
        if item.archived_at is not None:
            item.archived_at, changed = None, True
        shelf.changed |= item.position != place
        item.position = place
        changed |= shelf.set_audience(item, take.tokens_of(texts[0]))
        for old in superseded:
            shelf.lead(old, item)
        if changed:
            shelf.changed = True
            record(PUBLISHED if new else CHANGED, item, version=item.version)
        (self.report.published if new else self.report.changed if changed else self.report.unchanged).append(slug)

    def _renamed(self, shelf: Shelf, slug: str, superseded: Sequence[str]) -> Item | None:
        """The item this one carries on, under its new address, so that progress in it stays."""
        former = next((shelf.items[old] for old in superseded if old in shelf.items), None)
        if former is not None:
            shelf.rename(former, slug)
        return former

    def _write(self, item: Item, texts: Sequence[ItemText], digest: str) -> None:
        item.version += 1
        item.changed_at = now()
        take.set_facts(item, texts[0])
        db.session.add(item)
        db.session.flush()
        for text in texts:
            made = self.renderer.make(text)
            assert isinstance(made, Rendered)  # flawed texts were left out
            take.set_text(item, text, made)
        whole = item.slug not in self.broken and not self.partly_unread
        if whole:
            take.drop_other_languages(item, texts)
        self.renderer.pictures.use(item, [image for text in texts for image in text.images], only=whole)
        take.add_version(item, texts, digest)
