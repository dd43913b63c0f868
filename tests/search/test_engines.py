"""What both engines must find, and must not."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.kernel.db import db
from portal.kernel.searchable import Document
from portal.search import index
from portal.search.engine import engine
from portal.search.engines import MAX_CANDIDATES
from tests.search.conftest import MEMBERS, PUBLIC, Finder, Shelf
from tests.search.pairs import pairs


def fill(notes: Shelf, *texts: str, language: str = "en") -> None:
    """Notes 1, 2, 3 … with these bodies, indexed at once."""
    for ref, text in enumerate(texts, 1):
        notes.put(ref, f"Note {ref}", text, language)
    notes.index(*range(1, len(texts) + 1))


def test_every_noun_is_found_inside_its_sentence(notes: Shelf, ask: Finder) -> None:
    known = pairs()
    assert len(known) == 100
    fill(notes, *(sentence for _noun, sentence in known), language="ja")
    missed = [noun for ref, (noun, _sentence) in enumerate(known, 1) if ref not in ask.refs(noun)]
    assert missed == []


def test_every_character_of_a_sentence_finds_it(notes: Shelf, ask: Finder) -> None:
    fill(notes, "解約率とチャーン防止", "nothing", language="ja")
    assert [char for char in "解約率とチャン防止" if ask.refs(char) != [1]] == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("photo", "Sign-off photos are sent at night"),
        ("exporting", "How to export a list"),
        ("companies", "Each company has its own page"),
        ("取消", "請求書の取り消しについて"),
        ("取り消す", "予約を取消しました"),
        ("送る", "写真を送った人"),
        ("サーバ", "予備のサーバーに切り替える"),
        ("ＡＰＩ", "the API and its keys"),
        ("api", "ＡＰＩキーの発行"),
        ("ｶﾞｲﾄﾞ", "はじめてのガイド"),
        ("ガイド", "ﾊｼﾞﾒﾃﾉｶﾞｲﾄﾞ"),
        ("csv 取り込み", "CSVファイルの取込み手順"),
        ("API設定", "設定するのはAPIだけです"),
    ],
)
def test_other_forms_of_a_word_find_it(notes: Shelf, ask: Finder, typed: str, written: str) -> None:
    fill(notes, "unrelated words only", written)
    assert ask.refs(typed) == [2]


def test_all_words_come_before_any_word(notes: Shelf, ask: Finder) -> None:
    fill(notes, "photo album", "queue of people", "the photo queue", "neither")
    assert ask.refs("photo queue") == [3]
    found = ask.candidates("photo zebra")
    assert {candidate.ref for candidate in found.candidates} == {1, 3}
    assert found.some


def test_a_word_in_the_title_comes_first(notes: Shelf, ask: Finder) -> None:
    notes.put(1, "Something else", "We speak of lamps here, and of other things, and of more")
    notes.put(2, "Lamps", "We speak of things here, and of other things, and of more")
    notes.index(1, 2)
    assert ask.refs("lamps") == [2, 1]


def test_quotes_want_the_words_as_they_stand(notes: Shelf, ask: Finder) -> None:
    fill(notes, "photo of a queue", "the photo queue", "photos queue up", "APIキーの発行と率", "キーのAPI")
    assert ask.refs('"photo queue"') == [2]
    assert ask.refs('"APIキー"') == [4]
    assert ask.refs('"キーの発行"') == [4]
    assert ask.refs('"queue photo"') == []
    assert ask.refs('"photo queue" キー') == [2]


def test_one_query_may_hold_both_languages(notes: Shelf, ask: Finder) -> None:
    fill(notes, "Dashboardのエクスポート手順", "エクスポート", "Dashboard")
    assert ask.refs("エクスポート dashboards") == [1]


@pytest.mark.parametrize(
    "typed",
    [
        "*", "?*?*", "photo*", "AND OR NOT (((", "title:x", "access:staff", '"unbalanced', "photo AND", "NOT photo", "a~2",
        "[a TO z]", "^" * 100, "(a+)+$" * 30, "<script>alert(1)</script>", "photo\x00queue", "\x00", "'); DROP TABLE x; --",
        "%' OR '1'='1", "\\", "'", "a & b | !c", "x" * 10_000, "写" * 10_000, "a b c d e f g " * 500, "\u202e\ufeff", "\ud800",
    ],
)  # fmt: skip
def test_no_query_is_an_operator_or_an_error(notes: Shelf, ask: Finder, typed: str) -> None:
    fill(notes, "the photo queue", "staff only words")
    notes.put(9, "Hidden", "the photo secret", access=frozenset({"staff"}))
    notes.index(9)
    assert 9 not in ask.refs(typed)
    assert 9 not in [row.hit.ref for row in ask.find(typed).rows]


def test_only_what_the_tokens_open_is_a_candidate(notes: Shelf, ask: Finder) -> None:
    notes.put(1, "Lamp", access=frozenset({"public"}))
    notes.put(2, "Lamp", access=frozenset({"members", "tier:high"}))
    notes.put(3, "Lamp", access=frozenset({"tier:high"}))
    notes.put(4, "Lamp", access=frozenset({"staff"}))
    notes.put(5, "Lamp", access=frozenset())
    notes.index(1, 2, 3, 4, 5)
    opened = {
        tokens: sorted(ask.refs("lamp", frozenset(tokens.split())))
        for tokens in ("public", "public members", "tier:high", "staff")
    }
    assert opened == {"public": [1], "public members": [1, 2], "tier:high": [2, 3], "staff": [4]}
    assert ask.refs("lamp", frozenset()) == []
    assert ask.refs("lamp", frozenset({"tier:low"})) == []


def test_what_is_taken_out_stays_out(notes: Shelf, ask: Finder) -> None:
    fill(notes, "the photo queue", "a photo album")
    assert sorted(ask.refs("photo")) == [1, 2]
    notes.hidden.add(1)
    notes.index(1)
    assert ask.refs("photo") == [2]
    notes.put(2, "Note 2", "an album")
    notes.index(2)
    assert ask.refs("photo") == []
    assert ask.refs("album") == [2]


def test_all_languages_of_a_thing_are_candidates_and_go_together(notes: Shelf, ask: Finder) -> None:
    notes.put(1, "API", "first", "en")
    notes.put(1, "API", "最初", "ja")
    notes.index(1)
    assert ask.refs("api") == [1, 1]
    del notes.documents[1, "ja"]
    notes.index(1)
    assert ask.refs("api") == [1]


def test_at_most_500_are_ranked_and_more_is_said(notes: Shelf, ask: Finder) -> None:
    for ref in range(1, MAX_CANDIDATES + 30):
        notes.put(ref, "Lamp", access=MEMBERS)
    notes.index(*range(1, MAX_CANDIDATES + 30))
    found = ask.candidates("lamp", PUBLIC)
    assert len(found.candidates) == MAX_CANDIDATES
    assert found.more


def drop_and_put(ref: int, document: Document) -> None:
    with engine().writing() as batch:
        batch.drop({("note", ref)})
        batch.put([document])


def test_an_error_while_writing_changes_nothing_and_frees_the_lock(notes: Shelf, ask: Finder) -> None:
    fill(notes, "the photo queue")
    broken = Document("note", 2, "en", "x", None, PUBLIC)  # type: ignore[arg-type]
    with notes.app.app_context():
        with pytest.raises(AttributeError):
            drop_and_put(1, broken)
        db.session.rollback()
    assert ask.refs("photo") == [1]
    notes.add(3, "Photo")
    assert sorted(ask.refs("photo")) == [1, 3]


def test_a_rebuild_equals_live_updates(app: Flask, shelves: dict[str, Shelf], ask: Finder) -> None:
    notes, memos = shelves["note"], shelves["memo"]
    for ref in range(1, 90):
        notes.put(
            ref, f"Note {ref}", "解約率の写真 photo queue" if ref % 2 else "設定 lamps", "ja" if ref % 3 else "en"
        )
    notes.index(*range(1, 60))
    notes.index(*range(40, 90))
    memos.add(1, "Lamp memo")
    notes.hidden |= {3, 50}
    notes.put(7, "Note 7", "lamps instead")
    notes.index(3, 7, 50)
    questions = ("photo", "解約", "lamps", "queue 設定", "率", '"lamps instead"')
    with app.app_context():
        live = engine().contents(), [sorted(ask.refs(q)) for q in questions]
        index.rebuild(lambda _kind, _documents: None)
        assert (engine().contents(), [sorted(ask.refs(q)) for q in questions]) == live
