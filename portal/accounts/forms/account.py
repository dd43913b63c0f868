"""Forms of the account page and of the company page of key persons."""

from __future__ import annotations

from functools import cache

from babel.dates import get_timezone_location
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from portal.accounts.commands.people import TEXT_LENGTH
from portal.accounts.forms.base import Filled, Form, Versioned, email_field, name_field, new_password_field
from portal.accounts.models import Person
from portal.accounts.policy import JOBS
from portal.config import settings
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy, locale
from portal.kernel.zones import zone_names

AREAS = {
    "Africa": lazy("Africa"),
    "America": lazy("America"),
    "Antarctica": lazy("Antarctica"),
    "Arctic": lazy("Arctic"),
    "Asia": lazy("Asia"),
    "Atlantic": lazy("Atlantic"),
    "Australia": lazy("Australia"),
    "Europe": lazy("Europe"),
    "Indian": lazy("Indian Ocean"),
    "Pacific": lazy("Pacific"),
}


class ProfileForm(Versioned):
    """What others see of a person."""

    display_name = name_field()
    job = SelectField(lazy("Your job"))
    department = StringField(lazy("Department"), render_kw={"maxlength": TEXT_LENGTH})
    title = StringField(lazy("Title"), render_kw={"maxlength": TEXT_LENGTH})

    def fill_choices(self) -> None:
        """Offer the known jobs."""
        known = (SelectChoice(key, str(name)) for key, name in JOBS.items())
        self.job.choices = [SelectChoice("", _("Not said")), *known]


class LanguageForm(Form):
    """How the portal speaks and looks to a person."""

    language = SelectField(lazy("Language"))
    time_zone = SelectField(lazy("Time zone"))
    theme = RadioField(lazy("Theme"))

    def fill_choices(self, person: Person) -> None:
        """Offer the portal's languages and the world's time zones, the person's own always among them."""
        self.language.choices = [SelectChoice(code, LANGUAGE_NAMES[code]) for code in settings().locales]
        self.time_zone.choices = list(zone_choices(locale()))
        if person.time_zone not in {choice.value for choice in self.time_zone.choices}:
            self.time_zone.choices.insert(0, SelectChoice(person.time_zone, person.time_zone))
        self.theme.choices = [
            SelectChoice("", _("As my device")), SelectChoice("light", _("Light")), SelectChoice("dark", _("Dark"))
        ]  # fmt: skip


class ChangePasswordForm(Form):
    """A new password; the present one proves who asks."""

    current_password = PasswordField(lazy("Present password"), id="password-current")
    new_password = new_password_field(lazy("New password"))


class ChangeEmailForm(Form):
    """A new address; the present password proves who asks."""

    email = email_field(lazy("New e-mail address"), id="new-email")
    current_password = PasswordField(lazy("Present password"), id="email-current")


class EraseForm(Form):
    """Erasing one's account; the present password proves who asks."""

    current_password = PasswordField(lazy("Present password"))


class InviteForm(Form):
    """A key person invites a colleague."""

    email = email_field(lazy("Work e-mail"))
    display_name = StringField(lazy("Name"), [Filled(lazy("Enter a name. Your colleague can change it."))])
    key_person = BooleanField(lazy("Make this colleague a key person: they can invite others and take leavers out"))
    language = SelectField(lazy("Language of the invitation"))

    def fill_choices(self) -> None:
        """Offer the portal's languages."""
        self.language.choices = [SelectChoice(code, LANGUAGE_NAMES[code]) for code in settings().locales]


@cache
def zone_choices(language: str) -> tuple[SelectChoice, ...]:
    """Every zone as its city in the reader's words, under its part of the world, both sorted.

    A city with an older second name (Calcutta, Kolkata) is offered once, by the name in use.
    """
    choices: dict[tuple[str, str], SelectChoice] = {}
    for name in zone_names():
        area, _slash, city = name.partition("/")
        if area not in AREAS:
            continue
        shown = get_timezone_location(name, locale=language, return_city=True)
        in_use = get_timezone_location(name, locale="en", return_city=True).replace(" ", "_") == city
        if in_use or (area, shown) not in choices:
            choices[area, shown] = SelectChoice(name, shown, optgroup=str(AREAS[area]))
    ordered = sorted(choices.values(), key=lambda choice: (choice.optgroup or "", choice.label))
    return (SelectChoice("UTC", "UTC", optgroup="UTC"), *ordered)
