"""Similar ideas while somebody types: the part of the page below the title."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.ideas.labels import words
from portal.ideas.queries import similar as queries
from portal.ideas.views.blueprint import bp
from portal.kernel.access import public, reader
from portal.kernel.pages import render

LONGEST = 500  # characters of either that are looked at


@bp.get("/ideas/similar")
@public
def similar() -> ResponseReturnValue:
    """Ideas like the one with this `title` and `text`, each with its voting button."""
    title, text = request.args.get("title", "")[:LONGEST], request.args.get("text", "")[:LONGEST]
    return render("ideas/_similar_typing.html", **found(title, text))


def found(title: str, text: str) -> dict[str, Any]:
    """What the part needs; `looked`: there was enough to go by."""
    person, names = reader(), words()
    ideas = queries.similar(person, title, text)
    return {
        "similar": queries.rows(ideas, person, names),
        "looked": queries.long_enough(title),
        "words": names,
    }
