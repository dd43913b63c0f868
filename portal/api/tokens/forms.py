"""What admins say about a new token."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField, widgets

from portal.accounts.forms.base import Filled, Form
from portal.accounts.forms.console import choices
from portal.api.tokens.commands import NAME, Wanted
from portal.api.tokens.policy import DAYS, USUAL_DAYS
from portal.api.tokens.scopes import SCOPES
from portal.kernel.i18n import _, lazy, ngettext


class TokenForm(Form):
    """One token."""

    name = StringField(
        lazy("Program"),
        [Filled(lazy("Write which program it is for."))],
        render_kw={"maxlength": NAME, "autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        lazy("What it may do"),
        validate_choice=False,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    days = SelectField(lazy("Works for"), validate_choice=False)

    @property
    def wanted(self) -> Wanted:
        """What was typed, for the command."""
        days = str(self.days.data or "")
        number = int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0
        return Wanted(self.name.data or "", self.scopes.data or (), number)


def made_for(formdata: Any) -> TokenForm:
    """The form with what was typed, else as it usually is."""
    form = TokenForm(formdata, data={"days": str(USUAL_DAYS)})
    form.scopes.choices = choices(
        [(name, _("%(what)s (%(name)s)", what=str(label), name=name)) for name, label in SCOPES.items()]
    )
    form.days.choices = choices([(str(days), ngettext("%(num)s day", "%(num)s days", days)) for days in DAYS])
    return form
