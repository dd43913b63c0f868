"""`?quote=<number of an answer>`: its words stand in the form for another answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import request

from portal.community.models import Question
from portal.community.queries.answers import Said, page_from
from portal.posting.quoting import quoted

LARGEST = 2**31 - 1  # number a row may have


class Quote(NamedTuple):
    """What to do about the wish: `words` for the form, or an address to go on to; neither where it cannot be met."""

    words: str = ""
    onward: str = ""


def quote_of(question: Question, answers: Sequence[Said]) -> Quote | None:
    """None when nothing is asked for. What stands on another page of the answers is quoted there.

    What is hidden or waits is not quoted, also not by its author.
    """
    if "quote" not in request.args:
        return None
    number = request.args.get("quote", 0, type=int)
    if (one := next((said for said in answers if said.post.id == number), None)) is not None:
        url = f"/community/answers/{number}"
        return Quote(words=quoted(one.post.source, one.by.name, url)) if one.shown else Quote()
    if not 0 < number <= LARGEST:
        return Quote()
    place = page_from(question, number)
    there = place.endswith(f"after={request.args.get('after')}")
    return Quote() if there else Quote(onward=f"{place}&quote={number}#your-answer")
