"""Reading what the editor wrote by the rules of files, as if it lay in the content folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from portal.learning.content.agreement import agree
from portal.learning.content.files import Source
from portal.learning.content.shapes import ItemText, Problem, Stage
from portal.learning.content.texts import read_text


def read_pages(
    files: Mapping[str, str],
    slug: str,
    stage: str,
    stages: Mapping[str, Stage],
    locales: Sequence[str],
    folder: Path,
    others: Collection[str],
) -> tuple[list[ItemText], list[Problem]]:
    """The texts of one item, those with errors left out, and all findings; `others` are the slugs of other items.

    Pictures and files they name are looked for beside the item's own file in `folder`, wherever that is.
    """
    problems: list[Problem] = []
    root, read = folder.resolve(), []
    for locale in locales:
        if locale in files:
            path = place_of(root, locale, stage, slug)
            source = Source(path, f"{locale}/{stage}/{slug}.md", locale, (stage,))
            read.append(read_text(root, source, stages, problems.append, files[locale].encode(errors="replace")))
    return agree([text for text in read if text], locales, problems.append, others), sorted(problems)


def place_of(root: Path, locale: str, stage: str, slug: str) -> Path:
    """Where the file of the item is, also after it was moved to another stage on the web; else where it would be."""
    expected = root / locale / stage / f"{slug}.md"
    return expected if expected.exists() else next(iter(sorted((root / locale).glob(f"*/{slug}.md"))), expected)
