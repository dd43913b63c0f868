"""Amounts as people type them, to and from minor units of a currency."""

from __future__ import annotations

import re
import unicodedata

from babel.core import get_global
from babel.numbers import get_currency_precision

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

MOST = 10**15  # minor units; far above any contract, far below what a BIGINT holds


def parse_money(text: str, currency: str, field: str | None = None) -> int:
    """Minor units of "88000", "88,000" or "88 000.50" in major units; full-width digits are read too.

    Raises Invalid for anything else, for a negative amount and for more decimals than the currency has.
    """
    typed = re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text))
    digits = int(get_currency_precision(currency))
    decimals = rf"(?:\.(\d{{1,{digits}}}))?" if digits else "()"
    found = re.fullmatch(rf"(\d{{1,3}}(?:,\d{{3}})+|\d+){decimals}", typed)
    if found is None:
        raise Invalid(
            _("Write the amount in %(currency)s in figures, such as 88000 or 88,000.", currency=currency), field
        )
    major, rest = int(found[1].replace(",", "")), int((found[2] or "").ljust(digits, "0") or 0)
    minor: int = major * 10**digits + rest
    if minor > MOST:
        raise Invalid(_("This amount is too large."), field)
    return minor


def money_text(minor: int | None, currency: str) -> str:
    """The amount in major units as a form or a CSV cell holds it: "88000", "88000.50", "" for None."""
    if minor is None:
        return ""
    digits = get_currency_precision(currency)
    major, rest = divmod(minor, 10**digits)
    return f"{major}.{rest:0{digits}}" if rest else str(major)


def known_currency(code: str) -> bool:
    """Whether `code` is a currency of ISO 4217, in capitals."""
    return code in get_global("all_currencies")
