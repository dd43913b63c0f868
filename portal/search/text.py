"""The one analyser: every engine gets its words, its pairs of Japanese characters and its phrases from here."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, cast

import Stemmer

from portal.search.fold import KANJI, RUN, fold
from portal.search.segmenter import tokenize

MAX_TITLE = 500  # characters of a title that are indexed
MAX_BODY = 100_000  # bytes (UTF-8) of a body that are indexed: cutting Japanese into words takes a second for 100 kB
MAX_TOKEN = 64  # characters of one word; the rest of a longer one (a key, a data URL) is not indexed
_CHUNK = 400  # characters the segmenter gets at once

_KANA_ENDING = re.compile(r"[ぁ-ゖ]+")
_HAS_KANJI = re.compile(f"[{KANJI}]")
_KANJI_WORD = re.compile(f"[{KANJI}]{{3,}}")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_KATAKANA_RUN = re.compile(r"[ァ-ヺー]{3,}")


class Token(NamedTuple):
    """A word as it is indexed, and its offsets in the original text."""

    text: str
    start: int
    end: int


_local = threading.local()  # a Porter2 stemmer is not safe to share between threads


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A Latin word without its English ending (Porter2)."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    return cast(str, _local.stemmer.stemWord(word))


@lru_cache(maxsize=50_000)
def japanese_stem(word: str) -> str:
    """A Japanese word without what its inflection and spelling change.

    Kana beside kanji fall away, so 取り消す, 取消し and 取消 are one word and 送った meets 送る. A katakana word
    loses its last ー, since サーバー and サーバ are both written (from four characters on, after Lucene's
    JapaneseKatakanaStemFilter).
    """
    if _HAS_KANJI.search(word):
        return _KANA_ENDING.sub("", word)
    if len(word) >= 4 and word.endswith("ー") and _KATAKANA.fullmatch(word):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def segments(run: str) -> tuple[str, ...]:
    """The words of a run of Japanese letters, as they stand; kept, for each use of a text asks again."""
    return tuple(word for at in range(0, len(run), _CHUNK) for word in tokenize(run[at : at + _CHUNK]))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text as they are indexed, with original offsets."""
    folded = fold(text)
    for run in RUN.finditer(folded.text):
        if not run["ja"]:
            yield Token(stem(run[0][:MAX_TOKEN]), *folded.span(*run.span()))
            continue
        at = run.start()
        for word in segments(run[0]):
            yield Token(japanese_stem(word)[:MAX_TOKEN], *folded.span(at, at + len(word)))
            at += len(word)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Maximal runs of letters of one writing, folded; True for Japanese."""
    for run in RUN.finditer(fold(text).text):
        yield (run[0], True) if run["ja"] else (run[0][:MAX_TOKEN], False)


def bigrams(text: str) -> Iterator[tuple[str, int]]:
    """Characters and pairs of characters of Japanese runs, whole words of the others, each with its position.

    A character and the pair it begins share a position, a Latin word takes one: so a phrase is a row of consecutive
    positions in any mixture of writings, and one character alone is found too.
    """
    at = 0
    for run, japanese in runs(text):
        if not japanese:
            yield run, at
            at += 1
            continue
        for index, char in enumerate(run):
            yield char, at
            if index + 1 < len(run):
                yield run[index : index + 2], at
            at += 1


def phrase(text: str) -> list[str]:
    """The terms that stand at consecutive positions of `bigrams` wherever a text contains this one."""
    parts = list(runs(text))
    found: list[str] = []
    for index, (run, japanese) in enumerate(parts):
        if not japanese or len(run) == 1:
            found.append(run)
            continue
        found.extend(run[at : at + 2] for at in range(len(run) - 1))
        if index + 1 < len(parts):
            found.append(run[-1])
    return found


def flat(text: str) -> str:
    """Folded runs with one space between and around them: what `flat_phrase` is looked for in."""
    return f" {' '.join(run for run, _japanese in runs(text))} "


def flat_phrase(text: str) -> str:
    """A piece of `flat(…)` of every text that contains this one; Latin words at its ends count whole only."""
    parts = list(runs(text))
    joined = " ".join(run for run, _japanese in parts)
    return f"{'' if parts[0][1] else ' '}{joined}{'' if parts[-1][1] else ' '}" if parts else ""


def words(text: str) -> Iterator[str]:
    """Words as people write them, for spelling help: Latin and katakana words and words in kanji, from 3 letters on."""
    for run, japanese in runs(text):
        if not japanese:
            if len(run) >= 3 and not run.isdigit():
                yield run
            continue
        yield from (word[:MAX_TOKEN] for word in _KATAKANA_RUN.findall(run))
        yield from (word[:MAX_TOKEN] for word in segments(run) if _KANJI_WORD.fullmatch(word))


def capped(title: str, body: str) -> tuple[str, str]:
    """Title and body as far as they are indexed."""
    return title[:MAX_TITLE], body.encode("utf-8", "ignore")[:MAX_BODY].decode("utf-8", "ignore")
