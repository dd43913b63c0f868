"""Commenting, and what one may do with a comment."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.ideas.commands import talk as commands
from portal.ideas.models import Idea, IdeaComment, IdeaRevision
from portal.ideas.queries import one
from portal.ideas.queries import page as pages
from portal.ideas.queries.family import canonical_id
from portal.ideas.queries.talk import comment_of, comment_url
from portal.ideas.views.blueprint import bp
from portal.ideas.views.comment_form import CommentForm, EditCommentForm
from portal.ideas.views.comments import NEWEST, Asked, talk
from portal.ideas.views.page import idea_page
from portal.kernel import forms
from portal.kernel.access import me, public, reader, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, render, wants_fragment
from portal.kernel.paging import SIZE
from portal.moderation import gate


@bp.post("/ideas/<int:idea_id>/comments")
@writer
def comment(idea_id: int) -> ResponseReturnValue:
    """Say something below the idea, or the one it was merged into."""
    person, form = me(), CommentForm()
    one.visible(person, idea_id)
    if (form.text.data or "").strip() and (stop := gate.stopped(person, form)):
        return stop.answer(_refused(canonical_id(idea_id), form, stop.status))
    if again := forms.sent_before():
        return again
    try:
        made = commands.comment(person, idea_id, form.text.data or "")
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _refused(canonical_id(idea_id), form)
    idea = db.session.get_one(Idea, made.idea_id)
    asked = Asked(newest=idea.comments > SIZE)  # its page is the first one then
    back = forms.answer(f"{idea.url}{'?sort=' + NEWEST if asked.newest else ''}#comment-{made.id}")
    db.session.commit()
    said = _("Your comment is posted.")
    if made.held_at is not None:
        said = _("Your comment waits for a look by our staff, as first posts with a link do.")
    return _answer(idea, asked, said, back)


def _answer(idea: Idea, asked: Asked, said: str, back: str) -> ResponseReturnValue:
    if not wants_fragment():
        return fragment_or_back("", back, said)
    values: dict[str, Any] = talk(me(), idea, pages.around(me(), idea), asked) | {"said": said}
    return render("ideas/_comments.html", **values)


def _refused(idea_id: int, form: CommentForm, status: int = 422) -> ResponseReturnValue:
    person = me()
    if not wants_fragment():
        return idea_page(person, idea_id, status, comment_form=form)
    idea = one.visible(person, idea_id)
    values = talk(person, idea, pages.around(person, idea), Asked()) | {"comment_form": form}
    return render("ideas/_comments.html", status, **values)


@bp.get("/ideas/<int:idea_id>/comments/<int:comment_id>/edit")
@signed_in
def edit_comment(idea_id: int, comment_id: int) -> ResponseReturnValue:
    """The form to change one's own comment."""
    found = _mine(idea_id, comment_id)
    form = EditCommentForm(formdata=None, text=found.source, version=found.version)
    return _edit_page(found, form)


@bp.post("/ideas/<int:idea_id>/comments/<int:comment_id>/edit")
@writer
def save_comment(idea_id: int, comment_id: int) -> ResponseReturnValue:
    """Change one's own comment; what it said is kept."""
    found, form = _mine(idea_id, comment_id), EditCommentForm()
    try:
        commands.edit(me(), found.id, form.text.data or "", form.made_from())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _edit_page(_mine(idea_id, comment_id), form, error.status, stands=isinstance(error, Refused))
    db.session.commit()
    flash(_("Your comment is changed."))
    return redirect(_place(found), 303)


@bp.post("/ideas/<int:idea_id>/comments/<int:comment_id>/delete")
@writer
def delete_comment(idea_id: int, comment_id: int) -> ResponseReturnValue:
    """Take one's own comment back, while nobody agreed with it."""
    idea = commands.delete(me(), _mine(idea_id, comment_id).id)
    db.session.commit()
    flash(_("Your comment is deleted."))
    return redirect(f"{idea.url}#comments", 303)


@bp.post("/ideas/<int:idea_id>/comments/<int:comment_id>/agree")
@writer
def agree(idea_id: int, comment_id: int) -> ResponseReturnValue:
    """Agree with somebody's comment (`want=1`) or no longer (`want=0`)."""
    want = request.form.get("want")
    if want not in ("0", "1"):
        raise Invalid(_("Say whether you agree."))
    one.visible(me(), idea_id)
    found = commands.agree(me(), comment_of(me(), idea_id, comment_id).id, want=want == "1")
    db.session.commit()
    said = _("You agree.") if want == "1" else _("You no longer agree.")
    return fragment_or_back("ideas/_agree.html", _place(found), said, comment=found, agreed=want == "1")


@bp.get("/ideas/<int:idea_id>/comments/<int:comment_id>/versions")
@public
def comment_versions(idea_id: int, comment_id: int) -> ResponseReturnValue:
    """What a comment said before it was edited."""
    idea = one.visible(reader(), idea_id)
    found = comment_of(reader(), idea_id, comment_id)
    return render(
        "posting/versions.html",
        place=(_("Ideas"), "/ideas"),
        title=idea.title,
        heading=_("The words of this comment"),
        back=_place(found),
        back_text=_("Back to the comment"),
        now={"title": "", "source": found.source, "at": found.edited_at or found.at},
        revisions=pages.revisions(IdeaRevision.comment_id == found.id),
    )


def _mine(idea_id: int, comment_id: int) -> IdeaComment:
    """A comment of the reader. Raises NotFound, and Forbidden for somebody else's."""
    one.visible(me(), idea_id)
    found = comment_of(me(), idea_id, comment_id)
    if found.author_id != me().id:
        raise Forbidden(_("Only who wrote a comment changes it."))
    return found


def _edit_page(
    found: IdeaComment, form: EditCommentForm, status: int = 200, *, stands: bool = False
) -> ResponseReturnValue:
    """The form; `stands`: with the words somebody saved meanwhile."""
    form.version.data = found.version
    idea = one.visible(me(), found.idea_id)
    values = {"idea": idea, "comment": found, "form": form, "back": _place(found), "stands": stands}
    return render("ideas/edit_comment.html", status, **values)


def _place(found: IdeaComment) -> str:
    """Address of the page of comments that begins with this one."""
    idea = db.session.get_one(Idea, canonical_id(found.idea_id))
    return comment_url(idea.id, idea.title, found.id)
