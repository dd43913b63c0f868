"""What admins type about another system."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField, StringField, widgets

from portal.accounts.forms.base import Filled, Versioned
from portal.accounts.forms.console import choices
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.kernel.i18n import _, lazy
from portal.webhooks.calling.targets import LONGEST
from portal.webhooks.commands.endpoints import DESCRIPTION, Facts
from portal.webhooks.models import WebhookEndpoint

TEXTS = ("url", "description")
FIELDS = (*TEXTS, "types")


class EndpointForm(Versioned):
    """One endpoint."""

    url = StringField(
        lazy("Address"),
        [Filled(lazy("Write the whole address, such as https://crm.company.example/hooks."))],
        render_kw={"maxlength": LONGEST, "autocomplete": "off", "spellcheck": "false", "inputmode": "url"},
    )
    description = StringField(lazy("Description"), render_kw={"maxlength": DESCRIPTION})
    types = SelectMultipleField(
        lazy("What it hears"),
        validate_choice=False,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def offer(self) -> None:
        """Every type there is, in the reader's language."""
        pairs = []
        for name, kind in WEBHOOK_TYPES.items():
            label = _("%(what)s (%(name)s)", what=str(kind.label), name=name)
            pairs.append((name, _("%(what)s · for staff systems only", what=label) if kind.staff else label))
        self.types.choices = choices(pairs)

    @property
    def heard(self) -> str:
        """The types that are ticked, on one line."""
        return ", ".join(self.types.data or ()) or _("Everything")

    @property
    def facts(self) -> Facts:
        """What was typed, for the commands."""
        return Facts(self.url.data or "", self.description.data or "", self.types.data or ())


def made_for(formdata: Any, endpoint: WebhookEndpoint | None = None) -> EndpointForm:
    """The form with what was typed, else with what stands."""
    data = {name: getattr(endpoint, name) for name in (*FIELDS, "version")} if endpoint else None
    form = EndpointForm(formdata, data=data)
    form.offer()
    return form
