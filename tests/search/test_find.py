"""What a reader gets: asked of the database again, by kind, in pages, with spelling help that tells no secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from portal.kernel import events
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import using
from portal.kernel.searchable import SEARCHABLE
from portal.search import index
from portal.search.commands import rebuild_index
from portal.search.models import SearchMiss
from tests.search.conftest import MEMBERS, Finder, Shelf

SOMEBODY = object()


def test_what_was_hidden_is_gone_though_the_index_lags(notes: Shelf, ask: Finder) -> None:
    notes.add(1, "Lamp one", "unmistakable")
    notes.add(2, "Lamp two")
    notes.hidden.add(1)
    results = ask.find("lamp")
    assert [row.hit.ref for row in results.rows] == [2]
    assert results.counts == {"note": 1}
    assert ask.find("unmistakable").total == 0
    assert ask.find("unmistakeable").did_you_mean is None


def test_what_the_database_closed_is_gone_though_the_index_says_public(notes: Shelf, ask: Finder) -> None:
    notes.add(1, "Lamp")
    notes.put(1, "Lamp", access=frozenset({"members"}))
    assert ask.find("lamp").total == 0
    assert ask.find("lamp", SOMEBODY, MEMBERS).total == 1


def test_each_kind_is_asked_once_however_many_candidates(shelves: dict[str, Shelf], ask: Finder) -> None:
    for shelf in shelves.values():
        for ref in range(1, 50):
            shelf.put(ref, f"Lamp {ref}")
        shelf.index(*range(1, 50))
    results = ask.find("lamp")
    assert results.counts == {"note": 49, "memo": 49}
    assert [len(shelf.asked) for shelf in shelves.values()] == [1, 1]


def test_a_kind_restricts_rows_and_not_counts(shelves: dict[str, Shelf], ask: Finder) -> None:
    shelves["note"].add(1, "Lamp")
    shelves["memo"].add(1, "Lamp")
    results = ask.find("lamp", kind="memo")
    assert [(row.hit.kind, row.hit.ref) for row in results.rows] == [("memo", 1)]
    assert results.counts == {"note": 1, "memo": 1}


def test_pages_of_twenty_hold_every_hit_once(notes: Shelf, ask: Finder) -> None:
    for ref in range(1, 46):
        notes.put(ref, "Lamp")
    notes.index(*range(1, 46))
    pages = [ask.find("lamp", page=page) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [20, 20, 5]
    assert [page.last for page in pages] == [False, False, True]
    assert sorted(row.hit.ref for page in pages for row in page.rows) == list(range(1, 46))
    assert ask.find("lamp", page=-5).page == 1
    assert ask.find("lamp", page=10**9).rows == []


def test_a_thing_in_two_languages_is_one_row_in_the_readers(app: Flask, notes: Shelf, ask: Finder) -> None:
    notes.put(1, "API keys", "en text", "en")
    notes.put(1, "APIキー", "日本語", "ja")
    notes.index(1)
    with app.app_context(), using("ja"):
        assert [row.hit.title for row in ask.find("api").rows] == ["APIキー"]
    with app.app_context(), using("en"):
        assert [row.hit.title for row in ask.find("api").rows] == ["API keys"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fhoto", "photo"),
        ("fhoto qeue", "photo queue"),
        ("notifcation settings", "notification settings"),
        ("エクスポト", "エクスポート"),
        ("ダッシュボドの共有", "ダッシュボードの共有"),
        ("photo エクスポト", "photo エクスポート"),
    ],
)
def test_a_slip_is_met_with_the_word_that_was_meant(notes: Shelf, ask: Finder, typed: str, meant: str) -> None:
    notes.put(1, "Photo queue", "notification settings")
    notes.put(2, "エクスポート", "ダッシュボードの共有 photo")
    notes.index(1, 2)
    assert ask.find(typed).did_you_mean == meant


def test_words_that_are_found_are_left_alone(notes: Shelf, ask: Finder) -> None:
    notes.put(1, "Exports of photos")
    notes.put(2, "Export of photon")
    notes.index(1, 2)
    assert ask.find("exporting photo").did_you_mean is None
    assert ask.find("xqzwv").did_you_mean is None


def test_spelling_help_offers_no_word_of_closed_documents(notes: Shelf, ask: Finder) -> None:
    notes.put(1, "Lamps and projects")
    notes.put(2, "Zanzibar", "taken over in spring", access=frozenset({"staff"}))
    notes.index(1, 2)
    assert ask.find("zanzibra").did_you_mean is None
    assert ask.find("zanzibra", SOMEBODY, frozenset({"staff"})).did_you_mean == "zanzibar"


def test_an_event_brings_a_change_into_the_index(app: Flask, notes: Shelf, ask: Finder, monkeypatch: Any) -> None:
    monkeypatch.setitem(SEARCHABLE, "note", replace(SEARCHABLE["note"], events=("note.written",)))
    notes.put(1, "Lamp")
    notes.put(2, "Lamp")
    told = [events.Event(name="note.written", subject="note:1"), events.Event(name="other.thing", subject="note:2")]
    with app.app_context():
        index.on_events(told)
        index.on_events(told)
        db.session.commit()
    assert ask.refs("lamp") == [1]


def test_a_rebuild_tells_what_it_did(app: Flask, notes: Shelf, ask: Finder) -> None:
    for ref in range(1, 4):
        notes.put(ref, "Lamp")
    said: list[str] = []
    with app.app_context():
        rebuild_index(said.append)
    assert said == ["portal: search index is up to date, 3 documents"]
    assert sorted(ask.refs("lamp")) == [1, 2, 3]


def test_searches_in_vain_are_counted_by_day_without_the_person(
    client: Any, client_of: Any, make: Any, notes: Shelf, rows: Any
) -> None:
    notes.add(1, "Lamp")
    ann = client_of(make.person())
    for browser, typed in (
        (client, "Zebra"),
        (ann, "ｚｅｂｒａ"),
        (ann, "lamp"),
        (ann, "*"),
        (ann, ""),
        (ann, "ann@company.example"),
    ):
        assert browser.get("/search", query_string={"q": typed}).status_code == 200
    client.head("/search?q=zebra")
    client.get("/search?q=zebra&page=2")
    with time_machine.travel(now() + timedelta(days=1)):
        client.get("/search?q=zebra")
    assert [(miss.q, miss.count) for miss in rows(SearchMiss)] == [("zebra", 2), ("zebra", 1)]
    assert set(SearchMiss.__table__.c.keys()) == {"id", "day", "locale", "q", "count", "at"}
