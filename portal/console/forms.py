"""The settings as they are typed."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FileField, HiddenField, RadioField, StringField

from portal.accounts.forms.base import Filled, Form
from portal.accounts.forms.console import MoneyField, choices
from portal.console.commands import NAME_LENGTH, SiteChange
from portal.kernel.i18n import _, lazy
from portal.kernel.site import Site

PICTURES = {"accept": "image/png,image/jpeg,image/webp"}


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
            logo_light=_picture(self.logo_light, self.drop_logo_light),
            logo_dark=_picture(self.logo_dark, self.drop_logo_dark),
        )


def site_values(standing: Site) -> dict[str, Any]:
    """The settings as the form shows them."""
    names = ("version", "name", "accent", "sign_up", "currency", "tier_high_from", "tier_middle_from")
    return {name: getattr(standing, name) for name in names}


def _picture(field: FileField, drop: BooleanField) -> bytes | None:
    uploaded = field.data
    data: bytes = uploaded.read() if uploaded and getattr(uploaded, "filename", "") else b""
    return data or (b"" if drop.data else None)
