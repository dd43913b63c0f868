"""Questions and learning content like a question that is being written, or read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portal.accounts.policy import access_tokens
from portal.community.queries.groups import key_of
from portal.kernel.searchable import SEARCHABLE, Hit
from portal.posting.writing import JAPANESE
from portal.search import queries as search
from portal.search.access import opens

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.community.models import Question

QUESTIONS, ITEMS = 5, 3
SHORTEST, SHORTEST_JAPANESE = 3, 2  # characters of a title from which on there is something to go by
SPARE = 5  # candidates more than are shown: the index may lag behind what was merged or hidden a moment ago
CLOSE = {"question": 0.1, "item": 0.2}  # of all that a text's own words are worth; what has less in common is chance


class Similar(NamedTuple):
    """What was found; `looked`: there was enough to go by."""

    questions: list[Hit]
    items: list[Hit]
    looked: bool


def similar(reader: Person | None, title: str, text: str = "", *, but: int = 0) -> Similar:
    """The most similar questions and items the reader may see, best first; without the question `but`."""
    letters = "".join(title.split())
    if len(letters) < (SHORTEST_JAPANESE if JAPANESE.search(letters) else SHORTEST):
        return Similar([], [], False)
    return _similar(reader, title, text, opens(reader), but)


def related(reader: Person | None, question: Question) -> Similar:
    """What stands beside a question that is read: what everybody like its reader finds, and its own closed group."""
    inside = {key_of(question.group_id)} if question.secret and question.group_id is not None else set()
    return _similar(reader, question.title, question.excerpt, access_tokens(reader) | inside, question.id)


def items_like(reader: Person | None, title: str, text: str, limit: int) -> list[Hit]:
    """Learning content like words of somebody, best first, as far as the reader sees it."""
    return _alike(reader, "item", title, text, opens(reader), limit)


def about_item(reader: Person | None, item_id: int) -> Hit | None:
    """The item a question is about, if the reader may see it."""
    return SEARCHABLE["item"].visible(reader, [item_id]).get(item_id)


def became_idea(reader: Person | None, idea_id: int) -> Hit | None:
    """The idea a question became, with its state, if the reader may see it."""
    return SEARCHABLE["idea"].visible(reader, [idea_id]).get(idea_id)


def _similar(reader: Person | None, title: str, text: str, keys: frozenset[str], but: int) -> Similar:
    questions = _alike(reader, "question", title, text, keys, QUESTIONS, but)
    return Similar(questions, _alike(reader, "item", title, text, keys, ITEMS), True)


def _alike(
    reader: Person | None, kind: str, title: str, text: str, keys: frozenset[str], limit: int, but: int = 0
) -> list[Hit]:
    candidates = search.alike(kind, title, text, keys, limit + SPARE)
    refs = list(dict.fromkeys(one.ref for one in candidates if one.score >= CLOSE[kind] and one.ref != but))
    seen = SEARCHABLE[kind].visible(reader, refs) if refs else {}
    return [seen[ref] for ref in refs if ref in seen][:limit]
