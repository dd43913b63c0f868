"""Ideas told twice in other words, among others. Each line of a pair: title | text || title | text, somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Told(NamedTuple):
    title: str
    text: str


def pairs(language: str) -> list[tuple[Told, Told]]:
    """What stands on the board, and how somebody else tells it."""
    halves = (line.split(" || ") for line in _lines(f"pairs.{language}.txt"))
    return [(_told(first), _told(second)) for first, second in halves]


def others(language: str) -> list[Told]:
    """Ideas that are none of these."""
    return [_told(line) for line in _lines(f"others.{language}.txt")]


def _lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def _told(line: str) -> Told:
    title, text = line.split(" | ")
    return Told(title.strip(), text.strip())
