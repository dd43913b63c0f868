"""`/console/moderation/<what>/<number>/warn`: warning the author of a thing."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.moderation.commands import warning as commands
from portal.moderation.console import moderation_console
from portal.moderation.forms import WarnForm
from portal.moderation.policy import MODERATE, may_be_warned
from portal.moderation.queries import conduct
from portal.moderation.things import THINGS, Post, post_of


@moderation_console.get("/<what>/<int:ref>/warn")
@allowed(MODERATE)
def ask_warn(what: str, ref: int) -> ResponseReturnValue:
    """Why, and what was before."""
    return _page(what, _post(what, ref), WarnForm(formdata=None))


@moderation_console.post("/<what>/<int:ref>/warn")
@allowed(MODERATE)
def warn(what: str, ref: int) -> ResponseReturnValue:
    """Warn them (`why`, `words`); pressed twice it is one warning."""
    post, form = _post(what, ref), WarnForm()
    if again := forms.sent_before():
        return again
    try:
        commands.warn(me(), what, ref, form.reason(post.author.language), form.seen())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _page(what, _post(what, ref), form, error.status)
    where = forms.answer(url_for("moderation_console.thing", what=what, ref=ref))
    db.session.commit()
    flash(_("%(name)s is warned and reads why.", name=post.author.display_name))
    return redirect(where, 303)


def _post(what: str, ref: int) -> Post:
    """Raises NotFound, Refused for whose author is not warned."""
    found = post_of(what, ref)
    if found is None:
        raise NotFound(_("This page was not found."))
    if not may_be_warned(found.author):
        raise Refused(_("Only people of customers who are still here are warned."))
    return found


def _page(kind: str, post: Post, form: WarnForm, status: int = 200) -> ResponseReturnValue:
    author = conduct.of(post.author)
    form.offer(post.author.language, author.warned)
    action = url_for("moderation_console.warn", what=kind, ref=post.ref)
    return render(
        "moderation/warn.html", status, kind=kind, post=post, form=form, conduct=author, action=action, things=THINGS
    )
