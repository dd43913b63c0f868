"""A survey and a wave as they are typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, IntegerField, RadioField, SelectField, StringField

from portal.accounts.forms.base import Form, Versioned
from portal.accounts.forms.console import DayField, choices
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy
from portal.surveys.commands.managing import DELAY, DRIP, EVERY, NAME_LENGTH, SurveyWish
from portal.surveys.forms.segment import SegmentForm, filled
from portal.surveys.labels import WAYS
from portal.surveys.models import Survey, Wave
from portal.surveys.queries.turns import Drip
from portal.surveys.triggers import TRIGGERS

SURVEY_FIELDS = ("name", "by", "every_days", "next_on", "trigger", "delay_days", "drip_days")
WAVE_FIELDS = ("starts_at", "drip_days")


class WholeNumber(IntegerField):
    """A whole number; anything else is told beside the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with the sentence to show."""
        text = valuelist[0].strip() if valuelist else ""
        if not (text.isdecimal() and len(text) < 6):
            self.data = None
            raise ValueError(_("Write a whole number."))
        self.data = int(text)


class Moment(DateTimeLocalField):
    """A moment on the vendor's clock, aware; an empty or unreadable one is told beside the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with the sentence to show."""
        self.data = None
        try:
            typed = datetime.fromisoformat((valuelist[0] if valuelist else "").strip())
        except ValueError:
            raise ValueError(_("Choose a day and a time.")) from None
        self.data = typed.replace(tzinfo=vendor_zone()) if typed.tzinfo is None else typed

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(vendor_zone()).strftime("%Y-%m-%dT%H:%M") if self.data else ""


def vendor_zone() -> Any:
    """The zone in which mails go out at ten."""
    return WorkingCalendar(settings().calendar).zone


class SurveyForm(Versioned, SegmentForm):
    """What it is called, when it asks, and whom it asks where it asks by itself."""

    name = StringField(lazy("Name"), render_kw={"maxlength": NAME_LENGTH})
    by = RadioField(lazy("When it asks"), validate_choice=False)
    every_days = WholeNumber(lazy("Days between two waves"))
    next_on = DayField(lazy("Day of the next wave"))
    trigger = SelectField(lazy("What makes it ask"), validate_choice=False)
    delay_days = WholeNumber(lazy("Days from then to the question"))
    drip_days = WholeNumber(lazy("Working days over which a wave goes out"))

    def offer(self) -> None:
        """Say what may be chosen, in the reader's language."""
        super().offer()
        self.by.choices = choices(list(WAYS.items()))
        known = [(code, str(one.label)) for code, one in TRIGGERS.items()]
        self.trigger.choices = choices([("", _("Choose what makes it ask")), *known])
        for field, ends in ((self.every_days, EVERY), (self.delay_days, DELAY), (self.drip_days, DRIP)):
            field.description = _("From %(least)s to %(most)s", least=ends[0], most=ends[1])

    def wish(self) -> SurveyWish:
        """What was typed, for the command. Raises Invalid naming the field."""
        refuse_unread(self, *self._asked())
        typed = {name: self[name].data for name in SURVEY_FIELDS}
        kept = {name: typed[name] if typed[name] is not None else SurveyWish._field_defaults[name] for name in NUMBERS}
        words = {"name": typed["name"] or "", "by": typed["by"] or "", "trigger": typed["trigger"] or ""}
        return SurveyWish(**typed | kept | words, segment=self.segment())

    def _asked(self) -> tuple[str, ...]:
        """The fields that matter for the way it asks: what else stands in the form stops nothing."""
        own = {"days": ("every_days", "next_on", "drip_days"), "event": ("delay_days",)}
        return own.get(self.by.data or "", ())


NUMBERS = ("every_days", "delay_days", "drip_days")


class WaveForm(Versioned, SegmentForm):
    """When a wave goes out, and whom it asks."""

    starts_at = Moment(lazy("First e-mails go out"))
    drip_days = WholeNumber(lazy("Working days over which it goes out"))

    def offer(self) -> None:
        """Say what may be chosen, in the reader's language."""
        super().offer()
        zone = str(vendor_zone())
        self.starts_at.description = _("On the clock of %(zone)s", zone=zone)
        self.drip_days.description = _("From %(least)s to %(most)s", least=DRIP[0], most=DRIP[1])

    def drip(self) -> Drip:
        """From when, over how many working days. Raises Invalid naming the field."""
        refuse_unread(self, *WAVE_FIELDS)
        starts_at, days = self.starts_at.data, self.drip_days.data
        if starts_at is None or days is None:
            raise Invalid(_("This form is incomplete. Open the page again."))
        return Drip(starts_at, days)


def refuse_unread(form: Form, *names: str) -> None:
    """Raises Invalid for the first of these fields that could not be read."""
    for name in names:
        if form[name].process_errors:
            raise Invalid(form[name].process_errors[0], name)


def survey_values(survey: Survey, companies: list[str]) -> dict[str, Any]:
    """The survey as its form shows it."""
    values = {name: getattr(survey, name) for name in SURVEY_FIELDS}
    return values | {"version": str(survey.version)} | filled(survey.segment, companies)


def wave_values(wave: Wave, companies: list[str]) -> dict[str, Any]:
    """The wave as its form shows it."""
    own = {"starts_at": wave.starts_at, "drip_days": wave.drip_days, "version": str(wave.version)}
    return own | filled(wave.segment, companies)
