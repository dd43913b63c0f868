"""The idea board: what customers wish for, in the order and cut the address asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.ideas.labels import Status, Words, words
from portal.ideas.queries import board as queries
from portal.ideas.queries.beside import around
from portal.ideas.queries.board import COMPANY, FOLLOWED, MINE, POSTED, SORTS, VOTED, Asked
from portal.ideas.views.blueprint import bp
from portal.kernel.access import public, reader, to_sign_in
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import here_with, render
from portal.kernel.scanning import MOST
from portal.posting.areas import AreaName
from portal.posting.models import Tag

SORT_NAMES = {"trending": lazy("Trending"), "top": lazy("Top"), "new": lazy("Newest")}
SORT_LOOKS = {"trending": {"icon": "flame"}}
HEADINGS = {
    "trending": lazy("Trending ideas"),
    "top": lazy("Ideas with most votes"),
    "new": lazy("Newest ideas"),
    POSTED: lazy("Ideas you posted"),
    VOTED: lazy("Ideas you voted for"),
    FOLLOWED: lazy("Ideas you follow"),
    COMPANY: lazy("Ideas from your company"),
}
MINE_NAMES = {
    POSTED: lazy("Posted by you"),
    VOTED: lazy("Voted for"),
    FOLLOWED: lazy("Followed"),
    COMPANY: lazy("From your company"),
}


@bp.get("/ideas")
@public
def board() -> ResponseReturnValue:
    """The list of `sort`, or the reader's own of `mine`, narrowed by `status`, `area` (several each) and `tag`."""
    person, names = reader(), words()
    mine = request.args.get("mine", "")
    if mine in MINE and person is None:
        return to_sign_in()
    tag = queries.tag_of(slug) if (slug := request.args.get("tag")) else None
    asked = _asked(person, names, tag)
    found = queries.board(person, asked, names, request.args.get("after"), request.args.get("before"))
    beside = around(person, [line.id for line in found.lines])
    return render(
        "ideas/board.html",
        asked=asked,
        tag=tag,
        heading=HEADINGS[asked.mine or asked.sort],
        tabs=tabs(person, "mine" if asked.mine else "all"),
        strip=_own_lists(person, asked) if asked.mine else _sorts(asked),
        statuses=_choices(names.statuses.values(), asked.statuses),
        areas=_choices(names.areas.values(), asked.areas),
        anything=any(status.ideas for status in names.statuses.values()),
        lines=found.lines,
        around=beside,
        cut=found.cut,
        most=MOST,
        paged=bool(request.args.get("after") or request.args.get("before")),
        newer=found.newer and here_with(before=found.newer, after=None),
        older=found.older and here_with(after=found.older, before=None),
        clear=url_for("ideas.board", sort=_unusual(asked.sort), mine=asked.mine or None),
        votes=takes_part(person),
    )


def takes_part(person: Person | None) -> bool | None:
    """Whether the reader's pages have buttons that vote; None for guests, who get a way in instead."""
    return None if person is None else person.may_post


def tabs(person: Person | None, current: str) -> list[Mapping[str, Any]]:
    """The views of the board: `all`, `roadmap`, `mine`."""
    found = [
        ("all", _("All ideas"), url_for("ideas.board")),
        ("roadmap", _("What we are building"), url_for("ideas.roadmap")),
    ]
    if person is not None:
        found.append(("mine", _("Mine"), url_for("ideas.board", mine=POSTED)))
    return [{"label": label, "url": url, "current": name == current} for name, label, url in found]


def _asked(person: Person | None, names: Words, tag: Tag | None) -> Asked:
    """The question of the address; what is unknown asks for nothing."""
    sort, mine = request.args.get("sort", ""), request.args.get("mine", "")
    ours = mine in MINE and (mine != COMPANY or (person is not None and person.organization_id is not None))
    return Asked(
        sort if sort in SORTS else next(iter(SORTS)),
        _ids(names.statuses.values(), "status"),
        _ids(names.areas.values(), "area"),
        tag.id if tag else None,
        mine if ours else "",
    )


def _ids(known: Iterable[Status | AreaName], key: str) -> tuple[int, ...]:
    wanted = set(request.args.getlist(key))
    return tuple(one.id for one in known if one.slug in wanted)


def _choices(known: Iterable[Status | AreaName], chosen: tuple[int, ...]) -> list[dict[str, Any]]:
    """What a filter offers, with how many ideas the board lists of each."""
    return [{"value": one.slug, "label": one.name, "count": one.ideas, "on": one.id in chosen} for one in known]


def _sorts(asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": here_with(sort=_unusual(sort), after=None, before=None, mine=None),
            "current": sort == asked.sort,
            **SORT_LOOKS.get(sort, {}),
        }
        for sort, label in SORT_NAMES.items()
    ]


def _own_lists(person: Person | None, asked: Asked) -> list[dict[str, Any]]:
    offered = MINE if person is not None and person.organization_id is not None else MINE[:3]
    return [
        {
            "label": MINE_NAMES[mine],
            "url": here_with(mine=mine, after=None, before=None, sort=None),
            "current": mine == asked.mine,
        }
        for mine in offered
    ]


def _unusual(sort: str) -> str | None:
    """The sort as an address needs it: the usual one goes without saying."""
    return sort if sort != next(iter(SORTS)) else None
