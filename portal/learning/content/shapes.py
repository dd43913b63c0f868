"""What reading a content folder gives: stages, texts and problems. Plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.learning.content.quiz import Quiz

FORMATS = ("article", "video", "course", "workshop", "webinar", "template", "service")
LEVELS = ("beginner", "intermediate", "advanced")
ERROR, WARNING = "error", "warning"


class Flaw(Exception):
    """Something in one file that keeps it from being read; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. `file` is relative to the folder; an error keeps its file out, a warning does not."""

    file: str
    line: int  # from 1
    message: str
    severity: str  # error | warning

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Stage:
    """A row of stages.toml. `names` and `labels` (short) are by locale; staff-only stages are hidden from customers."""

    key: str
    position: int
    names: Mapping[str, str]
    labels: Mapping[str, str]
    staff_only: bool = False


@dataclass(frozen=True)
class Price:
    """What a paid service costs; `amount` in minor units of `currency` (ISO 4217)."""

    amount: int
    currency: str
    per: str = ""
    free_counterpart: str = ""  # slug
    purpose: str = ""  # revenue | capacity


@dataclass(frozen=True)
class Video:
    """A video: a file of the content folder, or an address elsewhere, which can only be marked as done by oneself."""

    file: str = ""  # relative to the text's folder
    url: str = ""
    seconds: int = 0  # length of a file


@dataclass(frozen=True)
class Image:
    """A picture of the folder that a text shows."""

    src: str  # as the text names it
    line: int  # of the text's file, from 1
    root: Path  # the folder
    path: Path
    name: str  # of the file, fit to be printed
    digest: str  # SHA-256 of the file, hexadecimal


@dataclass(frozen=True)
class Attachment:
    """A file of the folder that an item names: a video, captions of one, or something to download."""

    kind: str  # video | captions | download
    name: str  # of the file, fit to be printed
    locale: str  # language of the text that names it; of captions: their own
    mime: str
    digest: str  # SHA-256 of the file, hexadecimal
    root: Path  # the folder
    path: Path
    line: int  # of the text's file that names it, from 1


@dataclass(frozen=True)
class ItemText:
    """One item in one language. Title, summary, problem and body are the text's own; the rest is the item's."""

    slug: str
    locale: str
    stage: str  # key
    file: str  # relative to the folder
    title: str
    summary: str
    body: str  # Markdown without front matter, and without a first heading that only repeats the title
    digest: str  # SHA-256 of the file, and of those it shows and names if there are some, hexadecimal
    format: str = "article"
    minutes: int = 1
    minutes_given: bool = False  # else reckoned from the length
    jobs: tuple[str, ...] = ()
    level: str = ""
    tags: tuple[str, ...] = ()
    problem: str = ""
    next: tuple[str, ...] = ()  # slugs
    prerequisites: tuple[str, ...] = ()  # slugs
    audience: tuple[str, ...] = ("public",)  # public | members | tiers
    lessons: tuple[str, ...] = ()  # slugs a course is made of
    quiz: Quiz | None = None
    video: Video | None = None
    downloads: tuple[str, ...] = ()  # files relative to the text's folder
    price: Price | None = None
    clears: tuple[str, ...] = ()
    owner: str = ""
    review_days: int = 180
    supersedes: tuple[str, ...] = ()  # slugs that lead here now
    material_change: date | None = None
    extra: Mapping[str, Any] | None = None  # unknown keys, as JSON values
    images: tuple[Image, ...] = ()
    files: tuple[Attachment, ...] = ()
    written: str = field(default="", repr=False)  # the whole file


@dataclass(frozen=True)
class Folder:
    """A folder as read. Texts with an error are left out; all three are in a stable order."""

    stages: tuple[Stage, ...]
    texts: tuple[ItemText, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must stop a sync unless the rest is wanted anyway."""
        return tuple(problem for problem in self.problems if problem.severity == ERROR)
