"""The search page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.kernel.db import db
from portal.search.models import SearchMiss
from tests.search.conftest import Shelf


def page(client: Any, **query: Any) -> str:
    answer = client.get("/search", query_string=query)
    assert answer.status_code == 200
    return str(answer.text)


def test_without_a_query_there_is_the_box_and_how_to_use_it(client: Any, notes: Shelf) -> None:
    assert "Type what you are looking for" in page(client)


def test_hits_are_shown_with_marks_state_and_address(client: Any, notes: Shelf) -> None:
    notes.add(1, "Photo <queue>", "The photos are sent & kept.")
    shown = page(client, q="photo")
    assert '<a class="title-link" href="/note/1"><mark>Photo</mark> &lt;queue&gt;</a>' in shown
    assert "The <mark>photos</mark> are sent &amp; kept." in shown
    assert "Solved" in shown


def test_tabs_show_kinds_with_counts_and_keep_the_query(client: Any, shelves: dict[str, Shelf]) -> None:
    shelves["note"].add(1, "Lamp & co")
    shelves["memo"].add(2, "Lamp & co")
    shown = page(client, q="lamp & co", kind="memo")
    assert "/memo/2" in shown
    assert "/note/1" not in shown
    assert 'href="/search?q=lamp+%26+co&amp;kind=note"' in shown
    assert page(client, q="lamp", kind="nonsense").count("title-link") == 2


def test_pages_are_linked_both_ways(client: Any, notes: Shelf) -> None:
    for ref in range(1, 26):
        notes.put(ref, "Lamp")
    notes.index(*range(1, 26))
    assert 'rel="next" href="/search?q=lamp&amp;page=2"' in page(client, q="lamp")
    second = page(client, q="lamp", page=2)
    assert 'rel="prev" href="/search?q=lamp"' in second
    assert 'rel="next"' not in second


def test_nothing_found_offers_what_may_have_been_meant(client: Any, notes: Shelf) -> None:
    notes.add(1, "Photo queue")
    shown = page(client, q="fhoto qeue")
    assert "Nothing found for" in shown or "Nothing has all" in shown
    assert 'href="/search?q=photo+queue"' in shown


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><img src=x>', "写" * 10_000, "*", "?*?*", "''"])
def test_whatever_is_typed_is_answered_and_escaped(client: Any, notes: Shelf, typed: str) -> None:
    shown = page(client, q=typed)
    assert "<script>alert" not in shown
    assert "<img src=x>" not in shown


def test_a_long_query_says_that_it_was_cut(client: Any, notes: Shelf) -> None:
    assert "first 200 characters" in page(client, q="lamp " * 2000)
    assert "first 200 characters" not in page(client, q="lamp")


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999", "²"])
def test_a_strange_page_number_is_no_error(client: Any, notes: Shelf, number: str) -> None:
    notes.add(1, "Lamp")
    page(client, q="lamp", page=number)


def test_a_page_takes_as_many_statements_for_one_hit_as_for_many(client: Any, notes: Shelf, count_queries: Any) -> None:
    notes.add(1, "Lamp")
    page(client, q="lamp")
    with count_queries() as one:
        page(client, q="lamp")
    few = one()
    for ref in range(2, 60):
        notes.put(ref, "Lamp")
    notes.index(*range(2, 60))
    page(client, q="lamp")
    with count_queries() as many:
        page(client, q="lamp")
    assert many() == few


@pytest.fixture
def write_lock(app: Flask, database: str) -> Iterator[Callable[[], None]]:
    """Somebody else is writing, for as long as the test runs or until this is called."""
    with app.app_context():
        other = db.engine.connect()
        other.exec_driver_sql("BEGIN IMMEDIATE" if database == "sqlite" else "LOCK TABLE search_miss IN EXCLUSIVE MODE")
        yield other.rollback
        other.close()


def test_a_search_in_vain_does_not_wait_for_others_who_write(
    client: Any, client_of: Any, make: Any, notes: Shelf, rows: Any, write_lock: Callable[[], None]
) -> None:
    began = time.monotonic()
    page(client, q="zebra")
    assert time.monotonic() - began < 3
    assert rows(SearchMiss) == []
    write_lock()
    page(client_of(make.person()), q="zebra")
    assert [(miss.q, miss.count) for miss in rows(SearchMiss)] == [("zebra", 1)]


def test_other_writers_wait_as_long_as_before_once_a_search_was_counted(
    app: Flask, client: Any, notes: Shelf, database: str
) -> None:
    page(client, q="zebra")
    with app.app_context(), db.engine.connect() as connection:
        asked = "PRAGMA busy_timeout" if database == "sqlite" else "SHOW lock_timeout"
        assert connection.exec_driver_sql(asked).scalar() == (10000 if database == "sqlite" else "0")


def test_guests_are_asked_to_sign_in_when_the_portal_is_for_members(
    app: Flask, client: Any, client_of: Any, make: Any, notes: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.add(1, "Lamp")
    ann = client_of(make.person())
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    answer = client.get("/search?q=lamp")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
    assert "/note/1" in page(ann, q="lamp")
