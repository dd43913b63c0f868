"""How a slice has its things moderated: it registers each kind once, when it is imported.

    thing(
        Thing(
            kind="idea",              # also in addresses: /report/idea/7
            label=lazy("Idea"),
            load=posts,               # numbers, whole -> {number: Post}, a constant number of statements
            seen=reportable,          # reader, number -> Post; raises NotFound for what this reader does not see
            stood=shown_since,        # person id, moment -> SELECT of their things that everybody saw by then
            place="/ideas",           # where such things are
            hide=hide, restore=restore, release=release,
        )
    )

`hide(staff, number, reason)`, `restore(staff, number)` and `release(staff, number)` are commands: they check the
permission themselves, lock what they need, record their own events and do not commit. A case is locked before its
thing, always.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, lazy


@dataclass(frozen=True)
class Post:
    """A thing as staff see it. `html` is empty unless the whole text was asked for; it is safe to show."""

    ref: int
    title: str  # of an idea, or of what a comment is about
    excerpt: str
    html: str
    url: str
    language: str
    at: datetime
    author: Person
    company: str
    held: bool
    hidden: bool
    reason: str  # why it was hidden, as its author reads it

    @property
    def shown(self) -> bool:
        """To everybody."""
        return not (self.held or self.hidden)


@dataclass(frozen=True)
class Thing:
    """A kind of thing that can be reported, held and hidden."""

    kind: str
    label: lazy
    load: Callable[[Sequence[int], bool], Mapping[int, Post]]
    seen: Callable[[Person | None, int], Post]
    stood: Callable[[int, datetime], sa.Select[Any]]
    place: str
    hide: Callable[[Person, int, str], None]
    restore: Callable[[Person, int], None]
    release: Callable[[Person, int], None]


THINGS: dict[str, Thing] = {}


def thing(made: Thing) -> None:
    """Have things of this kind moderated."""
    THINGS[made.kind] = made


def thing_of(kind: str) -> Thing:
    """Raises NotFound for a kind nobody registered."""
    if kind not in THINGS:
        raise NotFound(_("This page was not found."))
    return THINGS[kind]
