"""`/console/content/<slug>/history`: what each version changed, and taking an old one up again."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.config import settings
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale
from portal.kernel.pages import render
from portal.kernel.paging import page_of
from portal.learning.commands import drafts
from portal.learning.console.blueprint import READ, WRITE, content_bp
from portal.learning.content.writing import Words, Writing, writing_of
from portal.learning.models import Item, ItemVersion
from portal.learning.queries import editing as editings
from portal.learning.queries import history as queries
from portal.learning.queries.contents import titles_of


@content_bp.get("/<slug>/history")
@allowed(READ)
def history(slug: str) -> ResponseReturnValue:
    """The versions, newest first."""
    item = queries.item_of(slug)
    page = page_of(
        db.session,
        queries.versions_of(item),
        [(ItemVersion.number, "desc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render("learning/console/history.html", item=item, title=_title(item), page=page)


@content_bp.get("/<slug>/history/<int:number>")
@allowed(READ)
def version(slug: str, number: int) -> ResponseReturnValue:
    """One version, and its differences to the one before, in each language."""
    item = queries.item_of(slug)
    told, before = queries.version_of(item, number)
    return render(
        "learning/console/version.html",
        item=item,
        title=_title(item),
        told=told,
        before=before,
        changes=queries.changes(told.version, before),
        may_write=me().has(WRITE),
        mark=editings.editing(slug).mark if me().has(WRITE) else "",
    )


@content_bp.post("/<slug>/history/<int:number>")
@allowed(WRITE)
def take_up(slug: str, number: int) -> ResponseReturnValue:
    """Make the version a draft. A draft that the page did not know of is not lost: it has to be dealt with first."""
    told, _before = queries.version_of(queries.item_of(slug), number)
    found = editings.editing(slug)
    if found.draft is not None:
        flash(_("There is a draft already. Publish it or discard it first."), "error")
        return redirect(url_for("content.edit", slug=slug), 303)
    writing = _writing(told.version, found.standing)
    drafts.save_draft(me(), slug, found.stage, writing, request.form.get("mark", ""))
    db.session.commit()
    flash(_("Version %(n)s is a draft now. Look at it, then publish it.", n=number))
    return redirect(url_for("content.edit", slug=slug), 303)


def _writing(old: ItemVersion, standing: Writing) -> Writing:
    """Its files; where only its text was kept, that text with the facts that stand."""
    if old.files is not None:
        found = writing_of(old.files, settings().locales)
        return replace(found, facts={**found.facts, "material_change": standing.facts.get("material_change", "")})
    if not old.texts:
        raise NotFound(_("This page was not found."))
    words = {language: standing.words.get(language, Words()) for language in old.texts}
    return Writing(
        standing.facts,
        {language: Words(**{**vars(own), "body": old.texts[language]}) for language, own in words.items()},
    )


def _title(item: Item) -> str:
    titles = titles_of([item.id])[item.id]
    return titles.get(locale()) or next(iter(titles.values()), item.slug)
