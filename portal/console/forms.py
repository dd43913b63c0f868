"""The settings as they are typed."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FileField, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from portal.accounts.forms.base import Filled, Form
from portal.accounts.forms.console import MoneyField, choices
from portal.accounts.money import money_text
from portal.console.commands import DAYS, KEPT, NAME_LENGTH, SiteChange
from portal.kernel.i18n import _, lazy
from portal.kernel.site import Site

PICTURES = {"accept": "image/png,image/jpeg,image/webp"}
DIGITS = {"inputmode": "numeric", "maxlength": 4, "size": 5}
LOGOS = ("logo_light", "logo_dark")
VALUES = ("name", "accent", "sign_up", "currency", "tier_high_from", "tier_middle_from", *KEPT)


class DaysField(IntegerField):
    """A number of days; how many may be said is the command's to check."""

    def __init__(self, label: lazy, **options: Any) -> None:
        super().__init__(label, [_a_number], widget=TextInput(), **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """The digits typed; anything else is no number, and the validator says so."""
        typed = (valuelist or [""])[0].strip()
        self.data = int(typed) if typed.isdecimal() and len(typed) < 6 else None


def _a_number(_form: Form, field: DaysField) -> None:
    if field.data is None:
        raise ValidationError(_("Write a number of days from %(low)s to %(high)s.", low=DAYS[0], high=DAYS[-1]))


class SiteForm(Form):
    """Brand, sign-up, currency and tiers."""

    version = HiddenField()
    name = StringField(
        lazy("Name of the portal"),
        [Filled(lazy("Write the name of the portal."))],
        render_kw={"maxlength": NAME_LENGTH},
    )
    accent = StringField(lazy("Accent colour"), [Filled(lazy("Write a colour, such as #2d4bc9."))])
    logo_light = FileField(lazy("Logo on light ground"), render_kw=PICTURES)
    drop_logo_light = BooleanField(lazy("Remove the logo on light ground"))
    logo_dark = FileField(lazy("Logo on dark ground"), render_kw=PICTURES)
    drop_logo_dark = BooleanField(lazy("Remove the logo on dark ground"))
    sign_up = RadioField(lazy("Who may sign up"))
    currency = StringField(
        lazy("Currency of contract values"), [Filled(lazy("Write a currency."))], render_kw={"maxlength": 3, "size": 4}
    )
    tier_high_from = MoneyField(lazy("High tier from, a year"))
    tier_middle_from = MoneyField(lazy("Middle tier from, a year"))
    events_days = DaysField(lazy("Timelines and the audit log"), render_kw=DIGITS)
    notifications_days = DaysField(lazy("Notifications"), render_kw=DIGITS)
    misses_days = DaysField(lazy("Searches that found nothing"), render_kw=DIGITS)
    deliveries_days = DaysField(lazy("Messages to other systems"), render_kw=DIGITS)

    def offer(self, currency: str) -> None:
        """Say what may be chosen, in the reader's language, and in which currency amounts are."""
        typed = (self.currency.data or "").strip().upper()
        self.currency.data = typed
        self.tier_high_from.read_as(currency)
        self.tier_middle_from.read_as(currency)
        self.sign_up.choices = choices(
            [
                ("closed", _("Nobody: by invitation only")),
                ("domain", _("Who has an address in a mail domain of a customer company")),
            ]
        )

    def change(self) -> SiteChange:
        """What was typed, for the command."""
        return SiteChange(
            name=self.name.data,
            accent=self.accent.data,
            sign_up=self.sign_up.data,
            currency=self.currency.data,
            tier_high_from=self.tier_high_from.data or 0,
            tier_middle_from=self.tier_middle_from.data or 0,
            events_days=self.events_days.data or 0,
            notifications_days=self.notifications_days.data or 0,
            misses_days=self.misses_days.data or 0,
            deliveries_days=self.deliveries_days.data or 0,
            logo_light=_picture(self.logo_light, self.drop_logo_light),
            logo_dark=_picture(self.logo_dark, self.drop_logo_dark),
        )


def site_values(standing: Site) -> dict[str, Any]:
    """The settings as the form shows them."""
    return {name: getattr(standing, name) for name in ("version", *VALUES)}


def shown(form: SiteForm, name: str) -> str:
    """One value of the form as its reader knows it."""
    field = form[name]
    if field.type == "RadioField":
        return str({choice.value: choice.label for choice in field.choices}.get(field.data, field.data))
    if isinstance(field, MoneyField):
        return money_text(field.data, field.currency)  # 100,000 and 100000 are the same amount
    return str(field._value()).strip()


def differing(form: SiteForm, theirs: SiteForm, standing: Site) -> list[dict[str, str]]:
    """What was typed beside what stands, where they differ: `name` of the field, `stands` and `typed`."""
    rows = [
        {"name": form[name].label.text, "stands": shown(theirs, name), "typed": shown(form, name)} for name in VALUES
    ]
    rows += [_logo_row(form, standing, name) for name in LOGOS]
    return [row for row in rows if row["stands"] != row["typed"]]


def _logo_row(form: SiteForm, standing: Site, name: str) -> dict[str, str]:
    """A picture is no text: whether there is one, and the name of the file chosen."""
    stands = _("A picture") if getattr(standing, f"{name}_mime") else ""
    chosen = getattr(form[name].data, "filename", "") or ("" if form[f"drop_{name}"].data else stands)
    return {"name": form[name].label.text, "stands": stands, "typed": chosen}


def _picture(field: FileField, drop: BooleanField) -> bytes | None:
    uploaded = field.data
    data: bytes = uploaded.read() if uploaded and getattr(uploaded, "filename", "") else b""
    return data or (b"" if drop.data else None)
