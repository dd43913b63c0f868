"""Taking the content folder over: all or nothing, repeatable, and never losing anybody's progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from portal.config import settings
from portal.kernel.db import db
from portal.learning.commands import shelving
from portal.learning.commands.held import ASK, Given, Held, look
from portal.learning.commands.pictures import Pictures
from portal.learning.commands.rendering import Renderer
from portal.learning.commands.shelf import Shelf, hold_still, known_digests
from portal.learning.content import ERROR, ItemText, Problem, read_folder
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


def check(folder: Path) -> Report:
    """Read and render everything, compare it with what was edited on the web, and change nothing."""
    read = read_folder(folder, settings().locales)
    report = Report([*read.problems, *Renderer(Pictures(kept=False)).flaws(read.texts)])
    try:
        report.problems += look(Given(read.texts, report.errors), ASK).problems
    except DBAPIError:  # no database yet, or none that is up to date: nothing was edited on the web that counts
        db.session.rollback()
    return report


def sync(folder: Path, keep_going: bool = False, take: str = ASK) -> Report:
    """Make the menu say what the folder says. The caller commits.

    With errors nothing is changed, unless `keep_going`: then the good files are taken and broken ones leave what
    stands in the database as it is. `take`: whose word counts for items that were edited on the web since their files
    were taken (`held.FILE`, `WEB`); ASK makes each of them an error, LATER a warning, and both leave it as it is.
    """
    read, renderer = read_folder(folder, settings().locales), Renderer(Pictures(kept=True))
    shown = known_digests()
    flaws = renderer.flaws([text for text in read.texts if text.digest not in shown])
    report = Report([*read.problems, *flaws])
    if report.errors and not keep_going:
        return report
    broken = {flaw.file for flaw in flaws}
    given = Given([text for text in read.texts if text.file not in broken], report.errors)
    hold_still()
    held = look(given, take)
    complete = not report.errors
    report.problems += held.problems
    if report.errors and not keep_going:
        return report
    Sync(report, renderer, given, held).run(Shelf.open(read.stages, complete=complete))
    report.applied = True
    return report


class Sync:
    """One run over the good texts of a folder."""

    def __init__(self, report: Report, renderer: Renderer, given: Given, held: Held) -> None:
        self.report, self.renderer, self.given, self.held = report, renderer, given, held

    def run(self, shelf: Shelf) -> None:
        """Bring the shelf to what the folder says."""
        with shelving.changing(shelf):
            for item, digest in self.held.kept:
                item.kept_from = digest
            for slug, texts in self.given.items.items():
                if slug not in self.held.left:
                    self.take(shelf, slug, texts)
            for slug, item in shelf.items.items():
                if item.archived_at is None and self.gone(slug):
                    shelving.archive(shelf, item)
                    self.report.archived.append(slug)
        self.report.unchanged += sorted(slug for slug in self.held.left if slug in shelf.items)

    def gone(self, slug: str) -> bool:
        """Whether the item is to leave the menu: its files are gone, and no word from the web keeps it."""
        return slug not in self.held.left and self.given.gone(slug)

    def take(self, shelf: Shelf, slug: str, texts: Sequence[ItemText]) -> None:
        """Bring one item to what its files say."""
        superseded = [old for old in dict.fromkeys(sum((text.supersedes for text in texts), ())) if self.gone(old)]
        outcome = shelving.put(
            shelf,
            self.renderer,
            texts,
            carries_on=self._former(shelf, superseded),
            superseded=superseded,
            whole=slug not in self.given.broken and not self.given.partly_unread,
        )
        told: list[str] = getattr(self.report, outcome)
        told.append(slug)

    def _former(self, shelf: Shelf, superseded: Sequence[str]) -> Item | None:
        """The item these texts carry on under a new address, so that progress in it stays."""
        return next((shelf.items[old] for old in superseded if old in shelf.items), None)
