"""How far two spellings are apart, and how far a slip may go."""

from __future__ import annotations

from collections.abc import Callable, Iterable

COUNTED = 12  # near words whose uses are counted


def slips_allowed(word: str) -> int:
    """How many slips still make the same word likely: none below 3 letters, one below 6, then two."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap with the next one; `most` + 1 when it is more than `most`.

    Restricted Damerau-Levenshtein distance ("optimal string alignment"), row by row, left early.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        current = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j] + 1, current[-1] + 1, row[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, row = row, current
    return min(row[-1], most + 1)


def nearest(word: str, vocabulary: Iterable[str], most: int, limit: int = 12) -> list[tuple[int, str]]:
    """(distance, word) of the nearest other words within `most` slips; nearest first."""
    found = ((distance(word, other, most), other) for other in vocabulary if other != word)
    return sorted(pair for pair in found if pair[0] <= most)[:limit]


def likely(word: str, vocabulary: Iterable[str]) -> list[tuple[int, str]]:
    """(slips, word) of the words `word` may have been meant for, at most 12 of each number of slips; nearest first."""
    allowed = slips_allowed(word)
    found = nearest(word, vocabulary, allowed, limit=4 * COUNTED)
    return [pair for slips in range(1, allowed + 1) for pair in [near for near in found if near[0] == slips][:COUNTED]]


def in_use(word: str, vocabulary: Iterable[str], uses: Callable[[list[str]], dict[str, int]]) -> list[str]:
    """Words with one slip that have any uses, else those with two; most used first."""
    found = likely(word, vocabulary)
    for slips in range(1, slips_allowed(word) + 1):
        used = uses([other for far, other in found if far == slips])
        if near := sorted((other for other in used if used[other]), key=lambda other: (-used[other], other)):
            return near
    return []


def letters(word: str) -> int:
    """The set of letters as 63 bits: one slip changes at most two of them, so most words are ruled out by counting."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 63)
    return bits
