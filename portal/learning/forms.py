"""What people type on an item's page, parsed."""

from __future__ import annotations

from wtforms import DateField, TextAreaField

from portal.accounts.forms.base import Form
from portal.kernel.i18n import lazy
from portal.learning.commands import ratings, steps


class StepForm(Form):
    """One sentence and a day."""

    text = TextAreaField(lazy("What you will do"), render_kw={"rows": 2, "maxlength": steps.LONGEST, "required": True})
    due = DateField(lazy("By when"), render_kw={"required": True})


class ReasonForm(Form):
    """Why it helped or did not."""

    reason = TextAreaField(lazy("Why?"), render_kw={"rows": 3, "maxlength": ratings.LONGEST})
