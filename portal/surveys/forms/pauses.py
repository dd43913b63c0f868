"""A pause as it is typed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from wtforms import RadioField, StringField

from portal.accounts import console_queries
from portal.accounts.forms.base import Form
from portal.accounts.forms.console import DayField, choices
from portal.kernel.calendar import moment_of
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy
from portal.surveys.commands.pausing import REASON_LENGTH
from portal.surveys.forms.surveys import refuse_unread, vendor_zone

ALL, ONE = "all", "one"


class PauseForm(Form):
    """For whom, until when, and why."""

    whom = RadioField(lazy("For whom"), validate_choice=False, default=ONE)
    organization = StringField(lazy("Company"), render_kw={"autocomplete": "off"})
    until = DayField(lazy("Last day of the pause"))
    reason = StringField(lazy("Reason"), render_kw={"maxlength": REASON_LENGTH})

    def offer(self) -> None:
        """Say what may be chosen, in the reader's language."""
        self.whom.choices = choices([(ONE, _("One company")), (ALL, _("All customers"))])

    def organization_id(self) -> int | None:
        """The company's number; None for all customers. Raises Invalid (`whom`, `organization`)."""
        if self.whom.data not in (ALL, ONE):
            raise Invalid(_("Choose for whom."), "whom")
        if self.whom.data == ALL:
            return None
        if not (self.organization.data or "").strip():
            raise Invalid(_("Write the name of the company."), "organization")
        return int(console_queries.organization_named(self.organization.data).id)

    def end(self) -> datetime:
        """The end of that day on the vendor's clock. Raises Invalid (`until`)."""
        refuse_unread(self, "until")
        if self.until.data is None:
            raise Invalid(_("Choose the last day of the pause."), "until")
        return moment_of(self.until.data + timedelta(days=1), time.min, vendor_zone())
