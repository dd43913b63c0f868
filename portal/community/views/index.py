"""`/community`: the questions, by tab, and what stands beside them."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.community.policy import MOVE
from portal.community.queries import lists
from portal.community.queries.champions import directory
from portal.community.queries.for_you import for_you
from portal.community.queries.groups import seen_groups, visible_group
from portal.community.queries.lists import FOLLOWING, MINE, NEWEST, OWN, SOLVED, UNANSWERED, Asked
from portal.community.queries.similar import about_item
from portal.community.views.blueprint import bp
from portal.kernel.access import public, reader, to_sign_in
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import here_with, render
from portal.kernel.scanning import MOST
from portal.posting.areas import area_names

YOU = "you"
TAB_NAMES = {
    YOU: lazy("For you"),
    UNANSWERED: lazy("Unanswered"),
    NEWEST: lazy("Newest"),
    SOLVED: lazy("Solved"),
    FOLLOWING: lazy("Following"),
    MINE: lazy("Asked by you"),
}
HEADINGS = {
    YOU: lazy("Questions for you"),
    UNANSWERED: lazy("Questions nobody has answered yet"),
    NEWEST: lazy("Newest questions"),
    SOLVED: lazy("Solved questions"),
    FOLLOWING: lazy("Questions you follow"),
    MINE: lazy("Questions you asked"),
}
GROUPS = 5  # beside the list


@bp.get("/community")
@public
def index() -> ResponseReturnValue:
    """The questions of a `tab`, narrowed by `tag`, `group`, `area`, and the `item` of learning they are about."""
    person, tab = reader(), request.args.get("tab", "")
    if tab in (*OWN, YOU) and person is None:
        return to_sign_in()
    narrowed = _narrowed(person)
    tab = tab if tab in TAB_NAMES else NEWEST if person is None or narrowed["on"] else YOU
    waiting = lists.waiting_count(person)
    return render(
        "community/index.html",
        tab=tab,
        heading=HEADINGS[tab],
        tabs=_tabs(person, tab, waiting),
        groups=seen_groups(person, most=GROUPS),
        strip=None if narrowed["on"] else directory.strip(person),
        writes=person is None or person.may_post,
        may_import=person is not None and person.has(MOVE),
        **narrowed,
        **(_fitting(person) if tab == YOU and person is not None else _listed(person, tab, narrowed)),
    )


def _narrowed(person: Person | None) -> dict[str, Any]:
    """The tag, group, area and item the address asks for. Raises NotFound for one the reader does not see."""
    tag = lists.tag_of(slug) if (slug := request.args.get("tag")) else None
    group = visible_group(person, slug) if (slug := request.args.get("group")) else None
    area = next((one for one in area_names() if one.slug == slug), None) if (slug := request.args.get("area")) else None
    item = about_item(person, request.args.get("item", 0, type=int)) if request.args.get("item") else None
    narrowed = {"tag": tag, "area": area, "item": item}
    if any(request.args.get(name) and found is None for name, found in narrowed.items()):
        raise NotFound(_("This page was not found."))
    return {**narrowed, "group": group, "on": bool(tag or group or area or item)}


def _listed(person: Person | None, tab: str, narrowed: dict[str, Any]) -> dict[str, Any]:
    ids = {
        "tag": narrowed["tag"].id if narrowed["tag"] else None,
        "group": narrowed["group"].group.id if narrowed["group"] else None,
        "area": narrowed["area"].id if narrowed["area"] else None,
        "item": narrowed["item"].ref if narrowed["item"] else None,
    }
    found = lists.questions(person, Asked(tab, **ids), request.args.get("after"), request.args.get("before"))
    return {
        "lines": found.lines,
        "beside": lists.beside(person, [line.id for line in found.lines]),
        "why": {},
        "cut": found.cut,
        "most": MOST,
        "paged": bool(request.args.get("after") or request.args.get("before")),
        "newer": found.newer and here_with(before=found.newer, after=None),
        "older": found.older and here_with(after=found.older, before=None),
    }


def _fitting(person: Person) -> dict[str, Any]:
    found = for_you(person)
    lines = [one.line for one in found]
    return {
        "lines": lines,
        "beside": lists.beside(person, [line.id for line in lines]),
        "why": {one.line.id: one.why for one in found},
        "cut": False,
        "paged": False,
        "newer": None,
        "older": None,
    }


def _tabs(person: Person | None, tab: str, waiting: int) -> list[dict[str, Any]]:
    shown = [YOU, UNANSWERED, NEWEST, SOLVED, FOLLOWING, MINE] if person else [NEWEST, UNANSWERED, SOLVED]
    counts = {UNANSWERED: _("99+") if waiting > 99 else waiting or None}
    usual = YOU if person else NEWEST
    return [
        {
            "label": TAB_NAMES[name],
            "url": url_for("community.index", tab=None if name == usual else name),
            "current": name == tab,
            "count": counts.get(name),
        }
        for name in shown
    ]
