"""A kind of thing to find that lives in memory, and the engine of the database under test, empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.kernel.db import db
from portal.kernel.i18n import lazy, locale
from portal.kernel.searchable import SEARCHABLE, Chip, Document, Hit, Searchable
from portal.search import index, queries
from portal.search.engine import engine
from portal.search.engines import Found
from portal.search.engines.whoosh_engine import WhooshEngine
from portal.search.queries import Results
from portal.search.query import parse

PUBLIC = frozenset({"public"})
MEMBERS = frozenset({"public", "members"})


@dataclass
class Shelf:
    """Things of one kind. `add` writes one and indexes it; `hidden` ones are gone from the database's point of view."""

    app: Flask
    kind: str
    documents: dict[tuple[int, str], Document] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    asked: list[list[int]] = field(default_factory=list)

    def put(self, ref: int, title: str, body: str = "", language: str = "en", access: frozenset[str] = PUBLIC) -> None:
        """Write without telling the index."""
        self.documents[ref, language] = Document(self.kind, ref, language, title, body, access)

    def add(self, ref: int, title: str, body: str = "", language: str = "en", access: frozenset[str] = PUBLIC) -> None:
        """Write and index."""
        self.put(ref, title, body, language, access)
        self.index(ref)

    def index(self, *refs: int) -> None:
        """What the worker does after an event."""
        with self.app.app_context():
            index.refresh(self.kind, refs)
            db.session.commit()

    def found(self, refs: Sequence[int]) -> list[Document]:
        return [doc for (ref, _), doc in self.documents.items() if ref in refs and ref not in self.hidden]

    def every(self) -> Iterator[list[int]]:
        refs = sorted({ref for ref, _language in self.documents})
        yield from (refs[at : at + 40] for at in range(0, len(refs), 40))

    def visible(self, reader: Any, refs: Sequence[int]) -> dict[int, Hit]:
        """Guests see what is public, people everything; in the reader's language where there is one."""
        self.asked.append(list(refs))
        seen = [doc for doc in self.found(refs) if reader is not None or "public" in doc.access]
        seen.sort(key=lambda doc: doc.locale == locale())
        return {doc.ref: self.hit(doc) for doc in seen}

    def hit(self, doc: Document) -> Hit:
        return Hit(
            doc.kind, doc.ref, doc.locale, doc.title, f"/{self.kind}/{doc.ref}", doc.body, chip=Chip("Solved", "good")
        )


@pytest.fixture
def shelves(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Shelf]:
    """Two kinds, notes and memos, as the only things to find, and an empty index."""
    made = {kind: Shelf(app, kind) for kind in ("note", "memo")}
    for kind in list(SEARCHABLE):
        monkeypatch.delitem(SEARCHABLE, kind)
    for place, (kind, shelf) in enumerate(made.items()):
        known = Searchable(
            kind, lazy(kind.title()), "file-text", (), shelf.found, shelf.every, shelf.visible, position=place
        )
        monkeypatch.setitem(SEARCHABLE, kind, known)
    monkeypatch.setitem(app.extensions, "search", {"sqlite": empty_index(tmp_path / "search")})
    return made


def empty_index(folder: Path) -> WhooshEngine:
    """A complete embedded index without documents."""
    made = WhooshEngine(folder)
    with made.rebuilding():
        pass
    return made


@pytest.fixture
def notes(shelves: dict[str, Shelf]) -> Shelf:
    """The first kind."""
    return shelves["note"]


class Finder:
    """Ways to ask."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def candidates(self, typed: str, access: frozenset[str] = PUBLIC) -> Found:
        """What the engine alone says."""
        with self.app.app_context():
            return engine().search(parse(typed), access)

    def refs(self, typed: str, access: frozenset[str] = PUBLIC) -> list[int]:
        """Refs in rank order, as the engine says."""
        return [candidate.ref for candidate in self.candidates(typed, access).candidates]

    def find(self, typed: str, reader: Any = None, access: frozenset[str] = PUBLIC, **more: Any) -> Results:
        """What a reader gets."""
        with self.app.app_context():
            return queries.find(typed, reader, access, **more)


@pytest.fixture
def ask(app: Flask) -> Finder:
    """Ask the engine or the whole search."""
    return Finder(app)
