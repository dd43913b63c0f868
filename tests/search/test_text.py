"""Cutting text into words, and marking words in it, without any index."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from tinysegmenter import TinySegmenter

from portal.search import highlight
from portal.search.fold import fold
from portal.search.query import MAX_LENGTH, MAX_TERMS, parse
from portal.search.segmenter import tokenize
from portal.search.spelling import distance, in_use, nearest
from portal.search.text import MAX_TOKEN, bigrams, flat, flat_phrase, phrase, tokens
from tests.search.pairs import PAIRS

PLAIN = TinySegmenter()


def terms(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def test_full_and_half_width_are_the_same_words() -> None:
    assert terms("ＡＰＩのｶﾞｲﾄﾞ") == terms("APIのガイド") == ["api", "の", "ガイド"]


def test_offsets_point_at_the_letters_as_they_were_written() -> None:
    text = "㍿のｶﾞｲﾄﾞとNotifications、か\u3099"
    marked = {token.text: text[token.start : token.end] for token in tokens(text)}
    assert marked["ガイド"] == "ｶﾞｲﾄﾞ"
    assert marked["notif"] == "Notifications"
    assert marked["が"] == "か\u3099"
    assert marked["株式"] == "㍿"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_offsets_never_leave_the_text_and_never_run_backwards(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or fold(text).text != text.lower()
        last = token.start


@settings(deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=20), st.text(max_size=40))
def test_a_text_contains_the_phrase_of_each_of_its_pieces_between_spaces(before: str, piece: str, after: str) -> None:
    if phrase(piece):
        assert flat_phrase(piece) in flat(f"{before} {piece} {after}")


@settings(deadline=None)
@given(st.text(alphabet="あいのにをはですまたるれ取消解約率管理一二三東京都アイーサバ写真ＡabB1 、。ﾞ々", max_size=40))
def test_words_are_cut_where_tinysegmenter_cuts_them(text: str) -> None:
    assert tokenize(text) == PLAIN.tokenize(text)


def test_known_sentences_are_cut_where_tinysegmenter_cuts_them() -> None:
    assert [line for line in PAIRS.split() if tokenize(line) != PLAIN.tokenize(line)] == []


def test_okurigana_and_inflection_do_not_matter() -> None:
    assert terms("取り消し") == terms("取消し")[:1] == terms("取消") == ["取消"]
    assert terms("送る")[0] == terms("送った")[0] == "送"
    assert terms("サーバー") == terms("サーバ")


def test_english_endings_do_not_matter() -> None:
    assert terms("exports exported exporting") == ["export"] * 3


def test_a_character_shares_the_place_of_the_pair_it_begins() -> None:
    assert list(bigrams("解約率 API")) == [("解", 0), ("解約", 0), ("約", 1), ("約率", 1), ("率", 2), ("api", 3)]


def test_long_words_queries_and_runs_are_bounded() -> None:
    assert max(len(term) for term in terms("x" * 10_000)) <= MAX_TOKEN
    query = parse("とても長い検索文です。" * 1000)
    assert len(query.text) <= MAX_LENGTH
    assert len(query.terms) <= MAX_TERMS
    assert query.cut


def test_a_giant_run_without_any_space_is_cut_in_linear_time() -> None:
    started = time.perf_counter()
    assert len(terms("解約率とチャーン防止" * 2000)) > 5000
    assert time.perf_counter() - started < 5


def test_weak_words_are_asked_for_only_when_there_is_nothing_else() -> None:
    assert parse("how do I export the list").terms == ("export", "list")
    assert parse("の").terms == ("の",)
    assert parse("AND OR NOT (((").terms == ("and", "or", "not")


@pytest.mark.parametrize("typed", ["", "   ", "*", "?*?*", '"', '""', "(((", "。、", "\x00", "\ud800", "🙂"])
def test_a_query_without_a_word_asks_for_nothing(typed: str) -> None:
    assert not parse(typed)


def test_quotes_make_a_phrase_and_an_unbalanced_quote_none() -> None:
    assert parse('"sign off" photos').phrases == ("sign off",)
    assert parse("“APIキー” 発行").phrases == ("APIキー",)
    assert parse('"unbalanced words').phrases == ()


def test_marks_cover_the_original_letters() -> None:
    assert highlight.title("ｶﾞｲﾄﾞとガイド", parse("ガイド")) == "<mark>ｶﾞｲﾄﾞ</mark>と<mark>ガイド</mark>"
    assert highlight.title("Sign-off Photos", parse("photo")) == "Sign-off <mark>Photos</mark>"
    assert highlight.title("請求書の取り消し方法", parse("取消")) == "請求書の<mark>取り消</mark>し方法"
    assert highlight.title("解約率とチャーン", parse("解約")) == "<mark>解約</mark>率とチャーン"
    assert highlight.title("Telegraph", parse("graph")) == "Telegraph"


def test_everything_around_and_inside_marks_is_escaped() -> None:
    assert highlight.title("<b>photo</b> & <i>", parse("photo <b>")) == (
        "&lt;<mark>b</mark>&gt;<mark>photo</mark>&lt;/<mark>b</mark>&gt; &amp; &lt;i&gt;"
    )


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=30))
def test_without_its_marks_a_title_is_itself(text: str, typed: str) -> None:
    marked = highlight.title(text, parse(typed))
    assert marked.replace("<mark>", "").replace("</mark>", "").unescape() == Markup.escape(text).unescape()


def test_the_excerpt_is_where_most_words_stand_together() -> None:
    text = "photo " + "lorem ipsum dolor " * 100 + "the photo queue was sent " + "sit amet " * 100
    shown = highlight.excerpt(text, parse("photo queue"))
    assert "<mark>photo</mark> <mark>queue</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown.striptags()) < 200


def test_the_excerpt_of_a_text_without_the_words_is_its_beginning() -> None:
    assert highlight.excerpt("  short\n\ntext ", parse("nothing")) == "short text"
    assert highlight.excerpt("", parse("x")) == ""


def test_distance_counts_a_swap_as_one_slip() -> None:
    assert [distance(*pair, 2) for pair in (("fhoto", "photo"), ("qeue", "queue"), ("ab", "ba"), ("abc", "xyz"))] == [
        1,
        1,
        1,
        3,
    ]
    assert nearest("エクスポト", ["エクスポート", "インポート", "エクスポト"], 1) == [(1, "エクスポート")]


def test_a_word_with_two_slips_is_offered_only_when_none_with_one_is_in_use() -> None:
    vocabulary = ["photos", "photo", "phono", "other"]
    used = {"photos": 2, "photo": 0, "phono": 9, "other": 5}

    def uses(words: list[str]) -> dict[str, int]:
        return {word: used[word] for word in words}

    assert in_use("phhoto", vocabulary, uses) == ["phono", "photos"]
    used["photo"] = 1
    assert in_use("phhoto", vocabulary, uses) == ["photo"]
    assert in_use("zebra", vocabulary, uses) == []
