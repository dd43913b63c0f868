"""What a slice says so that its things can be found: what to index, who may see it, how a result row looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.kernel.events import Event
from portal.kernel.i18n import lazy


@dataclass(frozen=True)
class Document:
    """What the index keeps of one thing in one language; one per (kind, ref, locale).

    `title` and `body` are plain text. `access` holds the tokens that open it, any one of them: `public`, `members`,
    `tier:<tier>`, `staff` (see `portal.accounts.policy.access_tokens`), or one that a slice gives its own readers
    (see `key_giver`).
    """

    kind: str
    ref: int
    locale: str
    title: str
    body: str
    access: frozenset[str]


class Chip(NamedTuple):
    """The state of a hit in a word: `tone` as in the chip macro ("" good warn bad plan gold accent)."""

    text: str
    tone: str = ""
    icon: str = ""


class Face(NamedTuple):
    """A hit that is a person: their initials stand where other hits have an icon, in gold for champions."""

    name: str
    champion: bool = False


@dataclass(frozen=True)
class Hit:
    """What a result row shows of one thing, in the reader's language where there is one.

    `excerpt_source` is plain text (the first 20,000 characters are enough), `meta` one translated line, `label` the
    word before the title when it says more than the kind's ("Video"), `icon` the name of a Tabler icon.
    """

    kind: str
    ref: int
    locale: str
    title: str
    url: str
    excerpt_source: str
    meta: str = ""
    icon: str = ""
    label: str = ""
    chip: Chip | None = None
    face: Face | None = None


def subjects(events: Sequence[Event]) -> set[int]:
    """What the events happened to."""
    return {event.subject_id for event in events}


@dataclass(frozen=True)
class Searchable:
    """One kind of thing that can be found.

    - `label` names the tab ("Content"), `position` its place among the tabs.
    - `events` are the names of events whose *subject* has to be indexed anew; the subject's id is the `ref`.
    - `touched(events)`, where there is more than the subjects to index anew, gives all refs these events concern.
    - `documents(refs)` gives what is to be indexed of these, in one query; a ref left out is taken from the index.
    - `every()` gives all refs in chunks, for the rebuild.
    - `visible(reader, refs)` says in one query which of these `reader` (None: a guest) may see now, and how they look.
    """

    kind: str
    label: lazy
    icon: str
    events: tuple[str, ...]
    documents: Callable[[Sequence[int]], list[Document]]
    every: Callable[[], Iterator[list[int]]]
    visible: Callable[[Any, Sequence[int]], dict[int, Hit]]
    position: int = 100
    touched: Callable[[Sequence[Event]], Collection[int]] = subjects


PERSON = "person"  # the one kind whose documents name people; they go with the person
SEARCHABLE: dict[str, Searchable] = {}
KeyGiver = Callable[[Any], Collection[str]]
KEY_GIVERS: list[KeyGiver] = []


def searchable(found: Searchable) -> Searchable:
    """Make a kind findable; called once while the slice is imported."""
    SEARCHABLE[found.kind] = found
    return found


def key_giver(giver: KeyGiver) -> KeyGiver:
    """Let a slice say which access tokens of its own a reader (None: a guest) has; asked at each search, not before."""
    if giver not in KEY_GIVERS:
        KEY_GIVERS.append(giver)
    return giver
