"""How a slice has its things moderated: it registers each kind once, when it is imported.

    thing(
        Thing(
            kind="idea",              # also in addresses: /report/idea/7
            label=lazy("Idea"),
            rows=idea_rows,           # numbers, whole -> SELECT of the columns that `columns` names
            url=idea_place,           # row -> address
            sees=one.visible,         # reader, number; raises NotFound for what this reader does not see
            model=Idea,               # has author_id, at, held_at, hidden_at, hidden_reason
            place="/ideas",           # where such things are
            hide=hide, restore=restore, release=release,
        )
    )

`hide(staff, number, reason)`, `restore(staff, number)` and `release(staff, number)` are commands: they check the
permission themselves, lock what they need, record their own events and do not commit. A case is locked before its
thing, always.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, lazy

EXCERPT = 200  # characters
NAMES = (
    "ref", "title", "text", "html", "head", "language", "at", "author_id", "company_id", "held_at",
    "hidden_at", "hidden_reason",
)  # fmt: skip


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
    rows: Callable[[Collection[int], bool], sa.Select[Any]]
    url: Callable[[Any], str]
    sees: Callable[[Person | None, int], object]
    model: Any
    place: str
    hide: Callable[[Person, int, str], None]
    restore: Callable[[Person, int], None]
    release: Callable[[Person, int], None]

    def stood(self, person_id: Any, since: Any) -> sa.Select[Any]:
        """The person's things of this kind that everybody saw by then and still sees; both may be parameters."""
        shown = (self.model.held_at.is_(None), self.model.hidden_at.is_(None))
        return sa.select(self.model.id).where(self.model.author_id == person_id, self.model.at <= since, *shown)


THINGS: dict[str, Thing] = {}


def thing(made: Thing) -> None:
    """Have things of this kind moderated."""
    THINGS[made.kind] = made


def thing_of(kind: str) -> Thing:
    """Raises NotFound for a kind nobody registered."""
    if kind not in THINGS:
        raise NotFound(_("This page was not found."))
    return THINGS[kind]


def columns(model: Any, *, title: Any, text: Any, html: Any, head: Any = None) -> list[Any]:
    """What `rows` selects: `head` numbers what the thing stands on, by default itself."""
    found: tuple[Any, ...] = (
        model.id, title, text, html, model.id if head is None else head, model.language, model.at,
        model.author_id, model.organization_id, model.held_at, model.hidden_at, model.hidden_reason,
    )  # fmt: skip
    return [column.label(name) for column, name in zip(found, NAMES, strict=True)]


def posts(refs: Mapping[str, Collection[int]], *, whole: bool = False) -> dict[tuple[str, int], Post]:
    """Things of all these kinds, by kind and number, in one statement; those that are gone are left out."""
    known = {kind: ids for kind, ids in refs.items() if ids and kind in THINGS}
    if not known:
        return {}
    parts = [THINGS[kind].rows(ids, whole).add_columns(sa.literal(kind).label("kind")) for kind, ids in known.items()]
    every = (sa.union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    wanted = (
        sa.select(every, Person, Organization.name.label("company"))
        .join(Person, Person.id == every.c.author_id)
        .outerjoin(Organization, Organization.id == every.c.company_id)
        .execution_options(populate_existing=True)
    )
    return {(row.kind, row.ref): _post(row) for row in db.session.execute(wanted)}


def post_of(kind: str, ref: int, *, whole: bool = False) -> Post | None:
    """One thing; None when its author has deleted it."""
    return posts({kind: [ref]}, whole=whole).get((kind, ref))


def seen(reader: Person | None, kind: str, ref: int) -> Post:
    """The thing, for who sees it. Raises NotFound."""
    thing_of(kind).sees(reader, ref)
    found = post_of(kind, ref)
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def _post(row: Any) -> Post:
    line = " ".join(row.text.split())
    excerpt = line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"
    where = (THINGS[row.kind].url(row), row.language, row.at)
    off = (row.held_at is not None, row.hidden_at is not None, row.hidden_reason)
    return Post(row.ref, row.title, excerpt, row.html, *where, row.Person, row.company or "", *off)
