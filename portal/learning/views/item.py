"""One item's page, and finishing it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.kernel.access import me, public, reader, writer
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale
from portal.kernel.pages import fragment_or_back, render, wants_fragment
from portal.learning import commands, labels, policy
from portal.learning.asked import questions_about
from portal.learning.models import Completion, Item
from portal.learning.queries import item as items
from portal.learning.queries import menu as menus
from portal.learning.views.around import around
from portal.learning.views.blueprint import bp
from portal.learning.views.sections import sections


@bp.get("/learn/<slug>")
@public
def item(slug: str) -> ResponseReturnValue:
    """One item: its text, the reader's progress, and what comes next."""
    person = reader()
    found = items.item_page(person, slug)
    if found is None:
        return _elsewhere(person, slug)
    return _page(person, found)


def item_page(person: Person, slug: str, status: int, **other: Any) -> ResponseReturnValue:
    """The page again, with `other` values for a section whose form was refused."""
    found = items.item_page(person, slug)
    if found is None:
        raise NotFound(_("This page was not found."))
    return _page(person, found, status, **other)


def _page(person: Person | None, found: items.ItemPage, status: int = 200, **other: Any) -> ResponseReturnValue:
    menu = menus.menu_of(person)
    values = {
        "item": found.item,
        "text": found.text,
        "stage_name": found.stage.name(locale()),
        "jobs": labels.jobs_text(found.item.jobs),
        "next": items.next_on_menu(menu, found.item),
        "asked": questions_about(person, found.item.id),
        **around(person, menu, found.item, found.completion),
        **sections(person, menu, found),
        **_progress(person, found.item, found.completion),
    }
    return render("learning/item.html", status, **(values | other))


def _elsewhere(person: Person | None, slug: str) -> ResponseReturnValue:
    if moved := items.moved_to(person, slug):
        there = url_for("learning.item", slug=moved)
        if moved.lower() != slug.lower():  # told in the address: a guest's page is the same for all, and has no cookie
            there += "?" + urlencode({"from": slug})
        return redirect(there, 301)
    if not items.was_on_menu(person, slug):
        raise NotFound(_("This page was not found."))
    return render(
        "errors/error.html",
        404,
        error_status=404,
        title=_("This is no longer on the menu"),
        message=_("It was taken off because it is out of date. What you finished stays in your progress."),
        actions=[(_("Search for something newer"), "/search"), (_("Open the cafeteria"), url_for("learning.menu"))],
    )


def _progress(person: Person | None, found: Item, completion: Completion | None) -> dict[str, Any]:
    """What the section at the end of the text needs. Guests get neither form nor stamp."""
    seconds = policy.seconds_to_read(found)
    may_earn = person is not None and seconds and (completion is None or completion.kind == policy.SELF)
    return {
        "rule": policy.rule_of(found),
        "completion": completion,
        "seconds": seconds,
        "stamp": policy.reading_stamp(person, found) if person and may_earn else "",
    }


@bp.post("/learn/<slug>/done")
@writer
def done(slug: str) -> ResponseReturnValue:
    """Finish the item: earned when read to the end (`how=read` with the page's stamp), else marked by oneself."""
    found = mine(slug)
    if request.form.get("how") != "read":
        commands.mark_done(me(), found, policy.SELF)
        return _answer(found, _("Marked as done."), _("All that this course asks for counts: earned."))
    version = policy.version_read(me(), found, request.form.get("stamp", ""))
    if version is None:
        return _answer(found, _("That was too quick to count as read. Take your time, or mark it as done yourself."))
    commands.mark_done(me(), found, policy.EARNED, version)
    return _answer(found, _("Read to the end: earned."))


@bp.post("/learn/<slug>/undo")
@writer
def undo(slug: str) -> ResponseReturnValue:
    """Make the item open again."""
    found = mine(slug)
    commands.undo(me(), found)
    return _answer(found, _("It is open again."))


def mine(slug: str) -> Item:
    """The item of this address, to act on. Raises NotFound where the reader finds none."""
    found = items.item_to_finish(me(), slug)
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def _answer(found: Item, said: str, said_if_earned: str = "") -> ResponseReturnValue:
    """Commit, and show the progress as it now stands: in the part of the page, or on the page a form is led back to."""
    part, address = wants_fragment(), url_for("learning.item", slug=found.slug, _anchor="done")
    completion = items.completion_of(me(), found) if part or (said_if_earned and found.lessons) else None
    if said_if_earned and found.lessons and completion and completion.kind == policy.EARNED:
        said = said_if_earned
    db.session.commit()
    shown = _progress(me(), found, completion) if part else {}
    return fragment_or_back("learning/_done.html", address, said, item=found, **shown)
