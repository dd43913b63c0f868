"""Reading a folder of Markdown into items: no database, no web; every finding as `file:line: message`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from portal.learning.content.agreement import agree
from portal.learning.content.files import Source, find
from portal.learning.content.shapes import (
    ERROR,
    FORMATS,
    LEVELS,
    WARNING,
    Attachment,
    Folder,
    Image,
    ItemText,
    Price,
    Problem,
    Stage,
)
from portal.learning.content.stages import FILE, read_stages
from portal.learning.content.texts import read_text

__all__ = [
    "ERROR", "FORMATS", "LEVELS", "WARNING", "Attachment", "Folder", "Image", "ItemText", "Price", "Problem", "Stage",
    "read_folder",
]  # fmt: skip


def read_folder(path: Path, locales: Sequence[str]) -> Folder:
    """Read `path`/stages.toml and `path`/<locale>/<stage>/<slug>.md for the locales, the first being the item's main.

    Never raises for what is in the folder: whatever is wrong becomes a problem, and a text with an error is left
    out. Texts are ordered by stage, slug and locale; problems by file and line.
    """
    try:
        root = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop of links, up to Python 3.12
        return Folder((), (), (Problem(".", 1, "there is no such folder", ERROR),))
    if not root.is_dir():
        return Folder((), (), (Problem(".", 1, "is not a folder", ERROR),))
    stages, problems = read_stages(root, locales)
    sources = list(find(root, locales, problems.append))
    if not sources:
        problems.append(Problem(".", 1, f"no Markdown files in {' or '.join(f'{it}/' for it in locales)}", WARNING))
    if not stages and not problems_in_stages(problems):
        stages = _stages_from(sources, locales)
        problems.append(Problem(FILE, 1, "not there: the folders' names are taken as stages", WARNING))
    by_key = {stage.key: stage for stage in stages}
    read = [read_text(root, source, by_key, problems.append) for source in sources]
    texts = agree([text for text in read if text], locales, problems.append)
    order = {stage.key: index for index, stage in enumerate(stages)}
    texts.sort(key=lambda text: (order[text.stage], text.slug, locales.index(text.locale)))
    return Folder(tuple(stages), tuple(texts), tuple(sorted(problems)))


def problems_in_stages(problems: Sequence[Problem]) -> bool:
    """Whether stages.toml is there but broken, so that guessing stages would only hide it."""
    return any(problem.file == FILE and problem.severity == ERROR for problem in problems)


def _stages_from(sources: Sequence[Source], locales: Sequence[str]) -> list[Stage]:
    keys = sorted({source.folders[0] for source in sources if source.folders}) or ["items"]
    names = [{locale: key.replace("-", " ").capitalize() for locale in locales} for key in keys]
    return [Stage(key, number, name, name) for number, (key, name) in enumerate(zip(keys, names, strict=True), 1)]
