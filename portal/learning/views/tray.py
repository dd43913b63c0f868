"""The tray: one's own list of what to learn, and those that colleagues share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from portal.accounts.models import Person
from portal.kernel.access import me, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render, safe_next
from portal.learning.commands import tray as commands
from portal.learning.models import Item
from portal.learning.queries import item as items
from portal.learning.queries import menu as menus
from portal.learning.queries import tray as trays
from portal.learning.queries.steps import open_steps
from portal.learning.views.blueprint import bp


@bp.get("/tray")
@signed_in
def tray() -> ResponseReturnValue:
    """One's own tray, or with `?of=` the one a colleague shares."""
    person, of = me(), request.args.get("of", "")
    if of and of != person.public_id:
        return _of_colleague(person, of)
    found = menus.menu_of(person)
    return render(
        "learning/tray.html",
        tray=trays.tray_of(found),
        offered=trays.offered(found),
        shared=trays.is_shared(person),
        colleagues=trays.shared_with(person),
        steps=open_steps(person),
    )


def _of_colleague(person: Person, public_id: str) -> ResponseReturnValue:
    colleague = trays.colleague_sharing(person, public_id)
    if colleague is None:
        raise NotFound(_("This page was not found."))
    lines = trays.open_on_tray_of(colleague, menus.menu_of(person))
    return render("learning/tray_of.html", colleague=colleague, lines=lines)


Act = Callable[[Person, Item], bool]
ACTS: Mapping[str, Act] = {
    "add": commands.add,
    "off": commands.take_off,
    "up": lambda person, item: commands.move(person, item, commands.UP),
    "down": lambda person, item: commands.move(person, item, commands.DOWN),
}


@bp.post("/tray")
@writer
def put() -> ResponseReturnValue:
    """Add an item, take it off, move it up or down: the name of the pressed button, its value the item's slug."""
    act = next((name for name in ACTS if name in request.form), None)
    if act is None:
        raise BadRequest
    item = _to_act_on(me(), request.form[act], act)
    changed = ACTS[act](me(), item)
    db.session.commit()
    if changed:
        flash(_said(act))
    return redirect(safe_next(request.form.get("next")) or url_for("learning.tray"), 303)


def _to_act_on(person: Person, slug: str, act: str) -> Item:
    found = items.item_to_finish(person, slug) or (trays.item_on_tray(person, slug) if act == "off" else None)
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def _said(act: str) -> str:
    if act == "add":
        return _("It is on your tray.")
    return _("It is off your tray.") if act == "off" else _("Moved.")


@bp.post("/tray/share")
@writer
def share() -> ResponseReturnValue:
    """`want=1` lets colleagues look at the tray, anything else no longer."""
    on = request.form.get("want") == "1"
    commands.share(me(), on)
    db.session.commit()
    flash(_("Your colleagues can look at your tray now.") if on else _("Your tray is yours alone again."))
    return redirect(url_for("learning.tray", _anchor="share"), 303)
