"""What staff type to suspend somebody: until when, and why."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from wtforms import HiddenField, RadioField

from portal.accounts.forms.console import DayField, choices
from portal.accounts.forms.reasons import Reasoned
from portal.accounts.models import Person
from portal.kernel.calendar import moment_of, now, zone_named
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy

LENGTHS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
ENDS = {
    "day": lazy("1 day"),
    "week": lazy("1 week"),
    "month": lazy("1 month (30 days)"),
    "date": lazy("Until the day below"),
    "never": lazy("Without end, until somebody lifts it"),
}


class SuspendForm(Reasoned):
    """Nothing is chosen beforehand: how long is a decision."""

    SENTENCES: ClassVar = {
        "ads": lazy("Several of your posts advertise something that has nothing to do with the topic."),
        "rude": lazy("The tone of several of your posts may hurt others."),
        "warned": lazy("It went on after a warning."),
        "account": lazy("Somebody else seems to use your account."),
    }

    end = RadioField(lazy("How long"), validate_choice=False)
    day = DayField(lazy("Day"))
    known = HiddenField()

    def offer(self, person: Person, known: int) -> None:
        """What may be chosen; `known` is the number of the newest suspension that the page shows."""
        self.end.choices = choices([(code, str(name)) for code, name in ENDS.items()])
        self.offer_sentences(person.language, _("The person reads %(language)s."))
        self.day.description = _("They can write again when this day begins in their time zone.")
        self.known.process_data(str(known))

    def until(self, person: Person) -> datetime | None:
        """The moment it ends; None: without end. Raises Invalid (`end`, `day`)."""
        if self.end.data == "never":
            return None
        if self.end.data in LENGTHS:
            return now() + LENGTHS[self.end.data]
        if self.end.data != "date":
            raise Invalid(_("Choose how long."), "end")
        if self.day.process_errors:
            raise Invalid(str(self.day.process_errors[0]), "day")
        if self.day.data is None:
            raise Invalid(_("Write the day from which they can write again."), "day")
        try:
            return moment_of(self.day.data, time.min, zone_named(person.time_zone))
        except OverflowError:
            raise Invalid(_("Five years at most. For longer, suspend without end."), "day") from None

    def seen(self) -> int:
        """The number of the newest suspension the sender saw. Raises Invalid for a form without it."""
        try:
            return int(self.known.data or "")
        except ValueError:
            raise Invalid(_("This form is incomplete. Open the page again.")) from None
