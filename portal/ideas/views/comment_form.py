"""What people type below an idea, parsed."""

from __future__ import annotations

from wtforms import TextAreaField

from portal.accounts.forms.base import Form, Versioned
from portal.kernel.i18n import lazy
from portal.kernel.unhurried import Unhurried

AREA = {"rows": 4, "required": True}


class CommentForm(Form, Unhurried):
    """A new comment."""

    text = TextAreaField(lazy("Add a comment"), id="comment-text", render_kw=AREA)


class EditCommentForm(Versioned):
    """One's own comment, changed."""

    text = TextAreaField(lazy("Your comment"), id="comment-text", render_kw=AREA | {"rows": 8})
