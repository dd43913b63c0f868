"""`/console/content/<slug>`: writing an item in both languages, keeping it as a draft, and publishing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.console_queries import owner_addresses
from portal.config import settings
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, locale
from portal.kernel.pages import render
from portal.learning.commands import drafts, publishing
from portal.learning.commands.drafts import Stale
from portal.learning.commands.publishing import Flawed
from portal.learning.console import findings
from portal.learning.console.blueprint import READ, WRITE, content_bp
from portal.learning.console.forms import WritingForm
from portal.learning.console.preview import Previewed, preview_of
from portal.learning.content.slugs import slug_of
from portal.learning.content.writing import Words, Writing
from portal.learning.queries import editing as queries
from portal.learning.queries.contents import review_due
from portal.learning.queries.editing import Editing

BLANK: dict[str, Any] = {"audience": ["public"], "review_days": "180", "format": "article", "mark": "", "over": "0"}
TITLE = 120  # characters of a title to begin with


@content_bp.get("/new")
@allowed(WRITE)
def new() -> ResponseReturnValue:
    """An empty editor, or one with the title somebody would look for (`?title=`, `?language=`)."""
    title, language = request.args.get("title", "")[:TITLE], request.args.get("language", "")
    language = language if language in settings().locales else locale()
    return _page(WritingForm(None, Writing({}, {language: Words(title=title)}), **BLANK), None)


@content_bp.post("/new")
@allowed(WRITE)
def create() -> ResponseReturnValue:
    """Keep a new item as a draft, or only show what it looks like (`act=preview`)."""
    form = WritingForm(request.form)
    if request.form.get("act") == "preview":
        return _page(form, None, previewed=_preview(form, "new"))
    if again := forms.sent_before():
        return again
    try:
        draft = drafts.begin_draft(me(), _wanted_slug(form), form.facts.stage.data or "", form.writing)
    except Invalid as error:
        db.session.rollback()
        return _refused(form, None, error)
    address = forms.answer(url_for("content.edit", slug=draft.slug))
    db.session.commit()
    flash(_("The draft is saved. Nobody but staff can see it."))
    return redirect(address, 303)


@content_bp.get("/<slug>")
@allowed(READ)
def edit(slug: str) -> ResponseReturnValue:
    """What stands or is being written; a form for who may write."""
    found = queries.editing(slug)
    form = _form_of(found)
    previewed = None if me().has(WRITE) else _preview(form, slug)
    return _page(form, found, previewed=previewed)


@content_bp.post("/<slug>")
@allowed(WRITE)
def save(slug: str) -> ResponseReturnValue:
    """Keep it as the draft, publish it (`act=publish`), or only show what it looks like (`act=preview`)."""
    form, act = WritingForm(request.form), request.form.get("act")
    if act == "preview":
        return _page(form, queries.editing(slug), previewed=_preview(form, slug))
    try:
        said = _publish(slug, form) if act == "publish" else _keep(slug, form)
    except Stale as error:
        db.session.rollback()
        return _conflict(form, queries.editing(slug), error)
    except Invalid as error:
        db.session.rollback()
        return _refused(form, queries.editing(slug), error)
    db.session.commit()
    flash(said)
    return redirect(url_for("content.edit", slug=slug), 303)


@content_bp.post("/<slug>/preview")
@allowed(WRITE)
def preview(slug: str) -> ResponseReturnValue:
    """What was typed as readers would see it: the part of the page that htmx swaps."""
    form = WritingForm(request.form)
    return render("learning/console/_preview.html", previewed=_preview(form, slug))


def _keep(slug: str, form: WritingForm) -> str:
    drafts.save_draft(me(), slug, form.facts.stage.data or "", form.writing, form.facts.mark.data or "")
    return _("The draft is saved. Nobody but staff can see it.")


def _publish(slug: str, form: WritingForm) -> str:
    over = form.facts.over.data or ""
    item = publishing.publish(
        me(),
        slug,
        form.facts.stage.data or "",
        form.writing,
        form.facts.mark.data or "",
        int(over) if over.isdecimal() and len(over) < 9 else 0,
        matters=form.facts.matters.data,
    )
    return _("Version %(n)s is on the menu.", n=item.version)


def _preview(form: WritingForm, slug: str) -> Previewed:
    return preview_of(slug, form.facts.stage.data or "", form.writing)


def _wanted_slug(form: WritingForm) -> str:
    """As typed, else from the first title it can be made of."""
    typed = (form.facts.slug.data or "").strip()
    made = (slug_of(words.title.data or "") for words in form.words.values())
    return typed or next((slug for slug in made if slug), "")


def _form_of(found: Editing) -> WritingForm:
    return WritingForm(None, found.writing, stage=found.stage, mark=found.mark, over=str(found.over))


def _refused(form: WritingForm, found: Editing | None, error: Invalid) -> ResponseReturnValue:
    """422: what was typed stays; errors stand at their fields."""
    told = []
    if isinstance(error, Flawed):
        form.facts.offer(queries.written_stages(), locale())
        told = findings.findings(form, form.writing, error.problems)
        findings.mark_fields(told)
        form.facts.form_errors.append(error.message)
    else:
        form.facts.refuse(error)
    return _page(form, found, 422, told=told)


def _conflict(form: WritingForm, found: Editing, error: Stale) -> ResponseReturnValue:
    """409: the fields that differ, both ways; sending the form again from here is a decision."""
    theirs = _form_of(found)
    for one in (form, theirs):
        one.facts.offer(queries.written_stages(), locale())
    rows = findings.differing(form, theirs)
    form.facts.mark.data, form.facts.over.data = found.mark, str(found.over)
    return _page(form, found, 409, message=error.message, differing=rows)


def _page(form: WritingForm, found: Editing | None, status: int = 200, **context: Any) -> ResponseReturnValue:
    stages = queries.written_stages()
    form.facts.offer(stages, locale())
    item = found.item if found else None
    if "told" not in context:
        context["told"] = _findings(form, found) if found and found.draft and status == 200 else []
    return render(
        "learning/console/editor.html",
        status,
        form=form,
        found=found,
        item=item,
        title=_title(found) or _("New item"),
        staff_stages=[key for key, stage in stages.items() if stage.staff_only],
        owners=[email for _id, email in owner_addresses()] if me().has(WRITE) else [],
        due=review_due(item.reviewed_at, item.review_days) if item else None,
        now=now(),
        line_told=findings.told,
        shown=findings.shown,
        may_write=me().has(WRITE),
        **context,
    )


def _findings(form: WritingForm, found: Editing) -> list[Any]:
    """What still keeps a draft from being published."""
    try:
        problems = publishing.read_writing(found.slug, form.facts.stage.data or "", form.writing)[1]
    except Invalid:
        return []
    return findings.findings(form, form.writing, problems)


def _title(found: Editing | None) -> str:
    if found is None:
        return ""
    words = found.writing.words
    own = words[locale()].title if locale() in words else ""
    return own or next((one.title for one in words.values() if one.title), "") or found.slug
