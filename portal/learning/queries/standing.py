"""What one person has done, put on the tray, watched and been offered, and the menu's edition: one statement."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.i18n import _
from portal.learning.models import Completion, Edition, Suggestion, TrayEntry, Watching

if TYPE_CHECKING:
    from collections.abc import Sequence


class Done(NamedTuple):
    """How, when and in which version the reader finished an item."""

    kind: str  # earned | self
    at: datetime
    version: int


class Offer(NamedTuple):
    """Who suggested an item to the reader, and when."""

    name: str
    at: datetime


class Standing(NamedTuple):
    """One reader's part of the menu, by item. Items that left the menu are in it too."""

    edition: str = ""  # "" before content was taken over for the first time
    done: dict[int, Done] = {}
    tray: tuple[int, ...] = ()  # in the reader's order
    offers: dict[int, Offer] = {}
    watched: dict[int, int] = {}  # seconds seen


READER = sa.bindparam("reader_id", type_=sa.Integer())
COMPANY = sa.bindparam("organization_id", type_=sa.Integer())
NOTHING = {
    "item_id": sa.cast(sa.null(), sa.Integer),
    "number": sa.cast(sa.null(), sa.Integer),
    "at": sa.cast(sa.null(), Completion.at.type),
    "word": sa.cast(sa.null(), sa.Text),
    "spans": sa.cast(sa.null(), sa.JSON),
}


def _part(what: str, **columns: Any) -> sa.Select[Any]:
    shown = [columns.get(name, nothing).label(name) for name, nothing in NOTHING.items()]
    return sa.select(sa.literal(what, sa.Text).label("what"), *shown)


GUEST = _part("edition", word=Edition.token)
MEMBER = sa.union_all(
    GUEST,
    _part("done", item_id=Completion.item_id, number=Completion.version, at=Completion.at, word=Completion.kind).where(
        Completion.person_id == READER
    ),
    _part("tray", item_id=TrayEntry.item_id, number=TrayEntry.position, at=TrayEntry.at).where(
        TrayEntry.person_id == READER
    ),
    _part("offer", item_id=Suggestion.item_id, at=Suggestion.at, word=Person.display_name)
    .join(Person, Person.id == Suggestion.by_id)
    .where(Suggestion.person_id == READER, Suggestion.organization_id == COMPANY),
    _part("watched", item_id=Watching.item_id, spans=Watching.spans).where(Watching.person_id == READER),
)


def standing_of(reader: Person | None) -> Standing:
    """As it is in the database now; of a guest, the edition alone."""
    values = {"reader_id": reader.id, "organization_id": reader.organization_id} if reader else {}
    rows = db.session.connection().execute(MEMBER if reader else GUEST, values).all()
    kinds: dict[str, list[Any]] = {what: [] for what in ("edition", "done", "tray", "offer", "watched")}
    for row in rows:
        kinds[row[0]].append(row)
    return Standing(
        kinds["edition"][0].word if kinds["edition"] else "",
        {row.item_id: Done(row.word, row.at, row.number) for row in kinds["done"]},
        tuple(row.item_id for row in sorted(kinds["tray"], key=lambda row: (row.number, row.at, row.item_id))),
        {row.item_id: Offer(row.word or _("Former member"), row.at) for row in kinds["offer"]},
        {row.item_id: _seconds(row.spans) for row in kinds["watched"]},
    )


def _seconds(spans: Sequence[Sequence[int]]) -> int:
    return sum(end - start for start, end in spans)
