"""An index that is missing, foreign or damaged: no error page, a clear word to the reader, a new index soon."""

from __future__ import annotations

import gc
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from whoosh import index as whoosh_index
from whoosh.fields import TEXT, Schema

from portal.kernel import events
from portal.kernel.db import db
from portal.kernel.jobs import JOBS
from portal.kernel.searchable import Document
from portal.search import index
from portal.search.engine import engine
from portal.search.engines import NotBuilt
from portal.search.engines.whoosh_engine import WhooshEngine
from portal.search.engines.whoosh_folder import FORMAT, REST
from portal.search.engines.whoosh_schema import fields
from portal.search.models import SearchMiss
from portal.search.query import parse
from tests.search.conftest import PUBLIC, Shelf, empty_index

# Whoosh leaves the file open that it cannot read, and the garbage collector says so: here, not in a later test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("garbage_collected"),
]

BEING_BUILT = {"en": "Search is being prepared", "ja": "検索を準備しています"}
AS_WRITTEN = {1: "41e6f61b31209843"}  # FORMAT → digest of what it keeps of one document


def test_whoever_changes_what_is_kept_of_a_document_raises_the_format() -> None:
    document = Document(
        "item",
        7,
        "ja",
        "ＡＰＩキーとServers",
        "解約率の取り消し、ｻｰﾊﾞｰ exported 12 times.\nThe end",
        frozenset({"public", "staff"}),
    )
    kept = {
        name: sorted(value.items()) if isinstance(value, dict) else value for name, value in fields(document).items()
    }
    assert hashlib.sha256(repr(kept).encode()).hexdigest()[:16] == AS_WRITTEN[FORMAT]


@pytest.fixture(scope="module")
def garbage_collected() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def folder(app: Flask, database: str, shelves: dict[str, Shelf]) -> Path:
    """The folder of an index that holds the note "Lamp" and has been in use for a while."""
    if database != "sqlite":
        pytest.skip("PostgreSQL keeps its index in tables")
    shelves["note"].put(1, "Lamp")
    with app.app_context():
        index.rebuild(lambda _kind, _documents: None)
        found: Any = engine()
    made_long_ago(found.folder)
    return Path(found.folder)


def made_long_ago(folder: Path) -> None:
    long_ago = time.time() - REST - 60
    os.utime(folder / "format", (long_ago, long_ago))


def missing(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def of_before_there_were_formats(folder: Path) -> None:
    (folder / "format").unlink()


def of_a_later_version(folder: Path) -> None:
    (folder / "format").write_text(f"{FORMAT + 1} whoosh-9.9 abc")


def of_another_schema(folder: Path) -> None:
    missing(folder)
    folder.mkdir()
    writer = whoosh_index.create_in(folder, Schema(title=TEXT(stored=True))).writer()
    writer.add_document(title="Lamp")
    writer.commit()


def cut_short(folder: Path) -> None:
    for file in folder.glob("*.seg"):
        os.truncate(file, file.stat().st_size // 2)


def without_segments(folder: Path) -> None:
    for file in folder.glob("*.seg"):
        file.unlink()


def without_contents(folder: Path) -> None:
    for file in folder.glob("*.toc"):
        file.unlink()


def with_garbage_in_front(folder: Path) -> None:
    for file in folder.glob("*.toc"):
        file.write_bytes(b"\xff" * file.stat().st_size)


def with_garbage_inside(folder: Path) -> None:
    """The lists of documents are unreadable, everything that is read on opening is not."""
    for file in folder.glob("*.seg"):
        content = bytearray(file.read_bytes())
        content[: len(content) // 2] = b"\xff" * (len(content) // 2)
        file.write_bytes(content)


TROUBLES: list[Callable[[Path], None]] = [
    missing, of_before_there_were_formats, of_a_later_version, of_another_schema, cut_short, without_segments,
    without_contents, with_garbage_in_front, with_garbage_inside,
]  # fmt: skip


@pytest.mark.parametrize("spoil", TROUBLES, ids=lambda spoil: spoil.__name__)
def test_readers_are_told_and_the_worker_builds_it_anew(
    app: Flask, client: Any, folder: Path, rows: Any, spoil: Callable[[Path], None]
) -> None:
    spoil(folder)
    app.extensions["search"]["sqlite"] = WhooshEngine(folder)  # as after a new start
    for language, text in BEING_BUILT.items():
        answer = client.get("/search?q=lamp", headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert text in answer.text
    assert rows(SearchMiss) == []
    with app.app_context():
        JOBS["search.mend"].run()
    assert "/note/1" in client.get("/search?q=lamp").text
    with app.app_context():
        assert not engine().wants_rebuild()


@pytest.mark.parametrize("spoil", TROUBLES[:-1], ids=lambda spoil: spoil.__name__)
def test_a_change_that_meets_no_readable_index_builds_all_of_it(
    app: Flask, client: Any, folder: Path, shelves: dict[str, Shelf], spoil: Callable[[Path], None]
) -> None:
    spoil(folder)
    shelves["memo"].put(2, "Lamp memo")
    with app.app_context():
        index.on_events([events.Event(name="any.thing", subject="memo:2")])
        db.session.commit()
    shown = client.get("/search?q=lamp").text
    assert "/note/1" in shown
    assert "/memo/2" in shown


def test_an_index_of_another_build_is_not_taken_for_the_one_that_is_open(tmp_path: Path) -> None:
    """Both are the first generation of their folder."""
    old = empty_index(tmp_path / "search")
    lamp = Document("note", 1, "en", "Lamp", "", PUBLIC)
    assert old.search(parse("lamp"), PUBLIC).candidates == []
    with_garbage_in_front(old.folder)
    with WhooshEngine(old.folder).rebuilding() as batch:
        batch.put([lamp])
    assert [found.ref for found in old.search(parse("lamp"), PUBLIC).candidates] == [1]


def test_a_build_that_was_broken_off_is_not_taken_for_an_index(tmp_path: Path) -> None:
    started = WhooshEngine(tmp_path / "search")
    with suppress(KeyboardInterrupt), started.rebuilding() as batch:
        batch.put([Document("note", 1, "en", "Lamp", "", PUBLIC)])
        raise KeyboardInterrupt
    assert started.search(parse("lamp"), PUBLIC).building
    assert started.wants_rebuild()
    with pytest.raises(NotBuilt), started.writing():
        pass


def test_what_fails_on_a_new_index_does_not_have_it_built_again_and_again(folder: Path) -> None:
    (folder / "suspect").touch()
    found = WhooshEngine(folder)
    assert found.wants_rebuild()
    os.utime(folder / "format")
    assert not found.wants_rebuild()
