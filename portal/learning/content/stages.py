"""stages.toml: the stages of the customer's way, as rows of data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from portal.learning.content.files import decode, read_bytes
from portal.learning.content.shapes import ERROR, WARNING, Flaw, Problem, Stage

FILE = "stages.toml"
MAX_NAME = 80  # characters
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KNOWN = {"key", "position", "name", "label", "staff_only"}


def read_stages(root: Path, locales: Sequence[str]) -> tuple[list[Stage], list[Problem]]:
    """The stages in order of position; none when there is no such file."""
    problems: list[Problem] = []
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return [], problems
    try:
        text = decode(read_bytes(root, path))
        return _stages(text, locales, problems), sorted(problems)
    except Flaw as flaw:
        return [], [*problems, Problem(FILE, flaw.line, flaw.message, ERROR)]


def _stages(text: str, locales: Sequence[str], problems: list[Problem]) -> list[Stage]:
    try:
        rows = tomllib.loads(text).get("stage", [])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        raise Flaw(int(at[1]) if at else text.count("\n") + 1, f"broken TOML: {error}") from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Flaw(1, "no stages: write one [[stage]] part for each")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*stage\s*\]\]", line)]
    stages: dict[str, Stage] = {}
    for index, row in enumerate(rows):
        line = lines[index] if index < len(lines) else 1
        stage = _stage(row, index + 1, line, locales)
        if stage.key in stages:
            raise Flaw(line, f"the stage “{stage.key}” is given twice")
        for key in sorted(row.keys() - _KNOWN):
            problems.append(Problem(FILE, line, f"unknown key “{key}” is ignored", WARNING))
        stages[stage.key] = stage
    return sorted(stages.values(), key=lambda stage: (stage.position, stage.key))


def _stage(row: dict[str, Any], index: int, line: int, locales: Sequence[str]) -> Stage:
    key, position, staff_only = row.get("key"), row.get("position", index), row.get("staff_only", False)
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Flaw(line, "“key” must be lower-case letters, digits and hyphens, at most 40")
    if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < 10_000:
        raise Flaw(line, "“position” must be a whole number from 0 to 9999")
    if not isinstance(staff_only, bool):
        raise Flaw(line, "“staff_only” must be true or false")
    names = _by_locale(row, "name", dict.fromkeys(locales, key), line)
    return Stage(key, position, names, _by_locale(row, "label", names, line), staff_only)


def _by_locale(row: dict[str, Any], key: str, default: Mapping[str, str], line: int) -> dict[str, str]:
    """One text for all languages, or a text for each; a language without one takes the default's."""
    given = row.get(key, {})
    if isinstance(given, str):
        given = dict.fromkeys(default, given)
    if not isinstance(given, dict) or not all(isinstance(text, str) and text.strip() for text in given.values()):
        raise Flaw(line, f"“{key}” must be a text, or one for each language")
    if any(len(text) > MAX_NAME for text in given.values()):
        raise Flaw(line, f"“{key}” must have at most {MAX_NAME} characters")
    return {**default, **given}
