"""Which stages an organization may be in: rows of data kept by a slice above, which says here how to read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

FIRST = "onboarding"


@dataclass(frozen=True)
class StageChoice:
    """One stage as staff choose it: its slug and its name in the reader's language."""

    slug: str
    name: str


_readers: list[Callable[[], Sequence[StageChoice]]] = []


def read_stages_with(read: Callable[[], Sequence[StageChoice]]) -> None:
    """Let `read` tell the stages, in their order."""
    _readers[:] = [read]


def stages() -> Sequence[StageChoice]:
    """The stages of this portal, in their order; only the first one until its content was read."""
    return (_readers[0]() if _readers else ()) or (StageChoice(FIRST, FIRST),)


def stage_name(slug: str, known: Sequence[StageChoice]) -> str:
    """Its name; the slug itself when the stage was taken away since."""
    return next((stage.name for stage in known if stage.slug == slug), slug)
