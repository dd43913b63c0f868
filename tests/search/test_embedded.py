"""What the files of the embedded index ask of us."""

from __future__ import annotations

import multiprocessing
import stat
import threading
from pathlib import Path

import pytest

from portal.kernel.searchable import Document
from portal.search.engines.whoosh_engine import WhooshEngine
from portal.search.query import parse
from tests.search.conftest import PUBLIC, empty_index


def doc(ref: int, title: str = "Lamp", body: str = "") -> Document:
    return Document("note", ref, "en", title, body, PUBLIC)


def put(engine: WhooshEngine, *documents: Document) -> None:
    with engine.writing() as batch:
        batch.drop({(document.kind, document.ref) for document in documents})
        batch.put(documents)


def refs(engine: WhooshEngine, typed: str = "lamp") -> list[int]:
    return sorted(candidate.ref for candidate in engine.search(parse(typed), PUBLIC).candidates)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return empty_index(tmp_path / "search")


def test_only_the_owner_may_open_the_folder(engine: WhooshEngine) -> None:
    put(engine, doc(1))
    assert stat.S_IMODE(engine.folder.stat().st_mode) == 0o700


def test_a_reader_that_was_open_sees_each_commit_of_another_and_no_deleted_document(engine: WhooshEngine) -> None:
    """`searcher.refresh()` of whoosh-reloaded 2.7.5 would still find 1 and both versions of 2."""
    reader = WhooshEngine(engine.folder)
    put(engine, doc(1), doc(2), doc(3))
    assert refs(reader) == [1, 2, 3]
    with engine.writing() as batch:
        batch.drop({("note", 1)})
    assert refs(reader) == [2, 3]
    put(engine, doc(2, "Lamp again"))
    assert refs(reader) == [2, 3]
    assert reader.contents() == {("note", 2, "en"), ("note", 3, "en")}


def test_a_rebuild_is_one_step_for_readers(engine: WhooshEngine) -> None:
    reader = WhooshEngine(engine.folder)
    put(engine, doc(1))
    with engine.rebuilding() as batch:
        batch.put([doc(2)])
        assert refs(reader) == [1]
    assert refs(reader) == [2]


def test_merged_segments_keep_what_ranking_and_phrases_need(engine: WhooshEngine) -> None:
    """Forty commits make several merges; each takes something out, so that numbers of documents change."""
    for ref in range(40):
        put(engine, doc(ref, f"Lamp {ref}", "the photo queue 解約率 " + "filler " * ref))
        with engine.writing() as batch:
            batch.drop({("note", ref - 1)} if ref % 4 == 1 else set())
    kept = [ref for ref in range(40) if ref % 4]
    assert refs(engine) == kept
    assert len(list(engine.folder.glob("*.seg"))) < 40
    assert refs(engine, '"photo queue"') == kept
    assert refs(engine, '"queue photo"') == []
    assert refs(engine, "約率") == kept
    assert [found.ref for found in engine.search(parse("photo"), PUBLIC).candidates] == kept  # the shorter first
    assert engine.amend(["phito"], PUBLIC).right == {"phito": "photo"}


def test_a_rare_word_counts_more_than_a_common_one(engine: WhooshEngine) -> None:
    put(engine, *(doc(ref, "Note", "the common photo") for ref in range(1, 30)), doc(30, "Note", "an uncommon zebra"))
    found = engine.search(parse("photo zebra"), PUBLIC)
    assert found.some
    assert found.candidates[0].ref == 30


def test_access_that_opens_nothing_is_not_taken_for_no_filter(engine: WhooshEngine) -> None:
    put(engine, doc(1))
    assert engine.search(parse("lamp"), frozenset({"tier:low"})).candidates == []
    assert engine.search(parse("lamp"), frozenset()).candidates == []


def _write(folder: Path, first: int) -> None:
    engine = WhooshEngine(folder)
    for ref in range(first, first + 15):
        put(engine, doc(ref))


def test_writers_wait_for_each_other_and_readers_never_fail(engine: WhooshEngine) -> None:
    put(engine, doc(0))
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(engine.folder, first)) for first in (100, 200)]
    failed: list[Exception] = []

    def read() -> None:
        while any(writer.is_alive() for writer in writers):
            try:
                assert 0 in refs(engine)
            except Exception as error:  # whatever it is, the test tells
                failed.append(error)
                return

    for writer in writers:
        writer.start()
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for writer in writers:
        writer.join(timeout=120)
    for reader in readers:
        reader.join(timeout=120)
    assert failed == []
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert refs(engine) == [0, *range(100, 115), *range(200, 215)]
