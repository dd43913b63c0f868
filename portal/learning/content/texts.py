"""One Markdown file to one ItemText."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from portal.kernel.markdown import MAX_BYTES
from portal.learning.content import prose
from portal.learning.content.attachments import find_attachments
from portal.learning.content.fields import Fields, Say
from portal.learning.content.files import Report, Source, decode, printable, read_bytes
from portal.learning.content.frontmatter import Entry, json_value, parse, split, storable
from portal.learning.content.images import find_images
from portal.learning.content.quiz import read_quiz
from portal.learning.content.shapes import (
    ERROR,
    FORMATS,
    LEVELS,
    WARNING,
    Attachment,
    Flaw,
    Image,
    ItemText,
    Problem,
    Stage,
)
from portal.learning.content.slugs import slug_of

_NAMES = (
    "title summary format minutes jobs level tags problem next prerequisites lessons quiz video downloads audience"
    " price clears owner review_days supersedes material_change"
)
KEYS = frozenset(_NAMES.split())
MAX_TITLE, MAX_SUMMARY, MAX_PROBLEM, MAX_OWNER = 200, 500, 500, 254  # characters
MAX_MINUTES, MAX_REVIEW = 6000, 3650  # 100 hours; ten years in days


def read_text(
    root: Path, source: Source, stages: Mapping[str, Stage], report: Report, data: bytes | None = None
) -> ItemText | None:
    """The text, or None after reporting why not. `stages` by key, in order; `data`: the file as it would be."""
    found: list[Problem] = []

    def say(line: int, message: str, severity: str) -> None:
        found.append(Problem(source.shown, line, message, severity))

    text = None
    try:
        text = _text(root, source, read_bytes(root, source.path) if data is None else data, stages, say)
    except Flaw as flaw:
        say(flaw.line, flaw.message, ERROR)
    for problem in found:
        report(problem)
    return None if any(problem.severity == ERROR for problem in found) else text


def _text(root: Path, source: Source, data: bytes, stages: Mapping[str, Stage], say: Say) -> ItemText:
    written = decode(data)
    header, body, body_line = split(written)
    entries = parse(header)
    fields = Fields(entries, say)
    if len(body.encode()) > MAX_BYTES:
        raise Flaw(body_line, f"the text has more than {MAX_BYTES // 1000} kB: split it")
    if not body.strip():
        say(body_line, "there is no text below the front matter", WARNING)
    heading = prose.first_heading(body)
    title = fields.text("title", MAX_TITLE) or (heading[0][:MAX_TITLE] if heading else "") or _name(source)
    images = find_images(root, source.path, body, body_line, say)
    video, downloads = fields.video(), fields.words("downloads")
    files = find_attachments(root, source, fields, video, downloads, say)
    body = prose.without_title(body, title)
    return ItemText(
        slug=_slug(source, say),
        locale=source.locale,
        stage=_stage(source, stages, say),
        file=source.shown,
        title=title,
        summary=fields.text("summary", MAX_SUMMARY) or prose.first_sentences(body),
        body=body,
        digest=_digest(data, images, files),
        format=fields.choice("format", FORMATS, "article"),
        minutes=fields.whole("minutes", prose.minutes(body, source.locale), 1, MAX_MINUTES),
        minutes_given=fields.has("minutes"),
        jobs=fields.words("jobs"),
        level=fields.choice("level", LEVELS, "", WARNING),
        tags=fields.words("tags"),
        problem=fields.text("problem", MAX_PROBLEM),
        next=fields.words("next"),
        prerequisites=fields.words("prerequisites"),
        audience=fields.words("audience") or ("public",),
        lessons=fields.words("lessons"),
        quiz=read_quiz(entries["quiz"].node) if fields.has("quiz") else None,
        video=video,
        downloads=downloads,
        price=fields.price(),
        clears=fields.words("clears"),
        owner=fields.text("owner", MAX_OWNER),
        review_days=fields.whole("review_days", 180, 1, MAX_REVIEW),
        supersedes=fields.words("supersedes"),
        material_change=fields.day("material_change"),
        extra=_extra(entries, say),
        images=images,
        files=files,
        written=written,
    )


def _digest(data: bytes, images: tuple[Image, ...], files: tuple[Attachment, ...]) -> str:
    """Another picture or file under the same name makes another text."""
    digests = [image.digest for image in images] + [file.digest for file in files]
    return hashlib.sha256(b"".join([data, *(digest.encode() for digest in digests)])).hexdigest()


def _extra(entries: dict[str, Entry], say: Say) -> dict[str, object]:
    extra: dict[str, object] = {}
    for key, entry in entries.items():
        if key not in KEYS:
            extra[storable(key)] = json_value(entry.node)
            say(entry.line, f"unknown key “{printable(key)}” is kept but not used", WARNING)
    return extra


def _name(source: Source) -> str:
    stem = printable(source.path.stem)
    return stem.replace("-", " ").replace("_", " ").strip().capitalize() or stem


def _slug(source: Source, say: Say) -> str:
    stem = source.path.name[: -len(".md")]
    slug = slug_of(stem)
    if not slug:
        raise Flaw(1, "the file's name must have lower-case letters, digits, hyphens or Japanese letters")
    if slug != unicodedata.normalize("NFC", stem):
        say(1, f"the address will be “{slug}”: name the file {slug}.md to have them agree", WARNING)
    return slug


def _stage(source: Source, stages: Mapping[str, Stage], say: Say) -> str:
    if not source.folders:
        first = next(iter(stages), "")
        say(1, f"not in a stage's folder: taken as “{first}”", WARNING)
        return first
    stage = source.folders[0]
    if stage not in stages:
        raise Flaw(1, f"the stage “{printable(stage)}” is not in stages.toml ({', '.join(stages)})")
    return stage
