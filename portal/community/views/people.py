"""`/people/<id>`: what others see of a person, and changing that for oneself."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.community.commands import profiles as commands
from portal.community.forms import ProfileForm
from portal.community.queries import profiles as queries
from portal.community.queries.profiles import Seen
from portal.community.views.blueprint import bp
from portal.kernel.access import me, public, reader, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render

ANSWERS, QUESTIONS = "answers", "questions"


@bp.get("/people/<public_id>")
@public
def person(public_id: str) -> ResponseReturnValue:
    """Name, what they show, and what they answered or asked (`tab`)."""
    found = queries.seen_person(reader(), public_id)
    tab = QUESTIONS if request.args.get("tab") == QUESTIONS else ANSWERS
    read = queries.questions_of if tab == QUESTIONS else queries.answers_of
    page = None
    if found.shows_posts or found.mine:
        page = read(reader(), found.person, request.args.get("after"), request.args.get("before"))
    names = {ANSWERS: _("Answers"), QUESTIONS: _("Questions")}
    return render(
        "community/person.html",
        found=found,
        tab=tab,
        heading=names[tab],
        tabs=[
            {"label": label, "url": here_with(tab=name, after=None, before=None), "current": name == tab}
            for name, label in names.items()
        ],
        posts=page.items if page else [],
        newer=page and page.newer and here_with(before=page.newer, after=None),
        older=page and page.older and here_with(after=page.older, before=None),
    )


@bp.get("/people/<public_id>/edit")
@writer
def edit_person(public_id: str) -> ResponseReturnValue:
    """The form, for oneself."""
    found = _me(public_id)
    shown = {"about": found.about, "work": found.shows_work, "posts": found.shows_posts}
    return _page(found, ProfileForm(formdata=None, **shown))


@bp.post("/people/<public_id>/edit")
@writer
def save_person(public_id: str) -> ResponseReturnValue:
    """Keep what others see."""
    found, form = _me(public_id), ProfileForm()
    try:
        commands.show(me(), form.about.data or "", work=form.work.data, posts=form.posts.data)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(_me(public_id), form, 422)
    db.session.commit()
    flash(_("Saved. This is what others see of you."))
    return redirect(url_for("community.person", public_id=found.person.public_id), 303)


def _me(public_id: str) -> Seen:
    found = queries.seen_person(me(), public_id)
    if not found.mine:
        raise NotFound(_("This page was not found."))
    return found


def _page(found: Seen, form: ProfileForm, status: int = 200) -> ResponseReturnValue:
    return render("community/edit_person.html", status, found=found, form=form)
