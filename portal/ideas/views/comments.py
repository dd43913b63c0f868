"""The comments as a part of the idea's page and as the answer to htmx."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request

from portal.accounts.models import Person
from portal.ideas.models import Idea
from portal.ideas.policy import DECIDE, may_take_part
from portal.ideas.queries import talk as queries
from portal.ideas.queries.page import Around
from portal.ideas.views.comment_form import CommentForm
from portal.kernel.i18n import _

NEWEST = "new"


class Asked(NamedTuple):
    """Which page of the comments."""

    newest: bool = False
    after: str = ""
    before: str = ""

    @classmethod
    def of_request(cls) -> Asked:
        """As the address says."""
        return cls(request.args.get("sort") == NEWEST, request.args.get("after", ""), request.args.get("before", ""))


def talk(person: Person | None, idea: Idea, beside: Around, asked: Asked) -> dict[str, Any]:
    """What `ideas/_comments.html` shows below a canonical idea."""
    page = queries.comments_of(person, beside.family(idea), newest=asked.newest, after=asked.after, before=asked.before)
    sorts = (("", _("Oldest"), not asked.newest), (NEWEST, _("Newest"), asked.newest))
    writes = person is not None and may_take_part(person, idea)
    return {
        "idea": idea,
        "talk": page,
        "writes": writes,
        "splits": person is not None and person.may_write and person.has(DECIDE),
        "origins": {merged.id: merged for merged in beside.shown},
        "sorts": [{"label": label, "url": address(idea, sort), "current": current} for sort, label, current in sorts],
        "newer": _paged(idea, asked, before=page.newer) if asked.newest else _paged(idea, asked, after=page.newer),
        "older": _paged(idea, asked, after=page.older) if asked.newest else _paged(idea, asked, before=page.older),
        "comment_form": CommentForm(formdata=None) if writes else None,
        "said": "",
    }


def address(idea: Idea, sort: str = "", **cursor: str) -> str:
    """Of a page of the idea's comments."""
    query = urlencode(({"sort": sort} if sort else {}) | cursor)
    return f"{idea.url}?{query}#comments" if query else f"{idea.url}#comments"


def _paged(idea: Idea, asked: Asked, **cursor: str | None) -> str | None:
    [(name, place)] = cursor.items()
    return address(idea, NEWEST if asked.newest else "", **{name: place}) if place else None
