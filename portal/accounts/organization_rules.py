"""What decides about a customer company without asking the database: its key, its tier, its mail domains."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import idna

from portal.accounts.models import TOUCH_OF_TIER
from portal.accounts.public_mail import PUBLIC_MAIL_DOMAINS
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

DOMAIN_LENGTH = 253


def organization_key(name: str) -> str:
    """The name folded (width, case, spaces), so that one company is not entered twice."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def tier_by_rule(contract_value: int, high_from: int, middle_from: int) -> str:
    """The tier of a contract value; all three in minor units a year."""
    if contract_value >= high_from:
        return "high"
    return "middle" if contract_value >= middle_from else "low"


def decided_tier(chosen: str, reason: str, by_rule: str) -> tuple[str, str]:
    """(tier, reason kept): the chosen one with its reason, else the rule's with none.

    Raises Invalid when the choice differs from the rule and nothing says why.
    """
    if not chosen or (chosen == by_rule and not reason):
        return by_rule, ""
    if not reason:
        raise Invalid(_("Say why the tier differs from the rule."), field="tier_reason")
    return chosen, reason


def decided_touch(chosen: str, reason: str, tier: str) -> tuple[str, str]:
    """(touch, reason kept): the chosen one with its reason, else the one that follows from the tier.

    Raises Invalid when the choice differs from the tier's and nothing says why.
    """
    derived = TOUCH_OF_TIER[tier]
    if not chosen or (chosen == derived and not reason):
        return derived, ""
    if not reason:
        raise Invalid(_("Say why the touch differs from the tier."), field="touch_reason")
    return chosen, reason


def domain_of(email: str) -> str:
    """The domain of an address as the table of domains has it: lower case and ASCII (IDNA); "" when it is none."""
    return _ascii(email.rpartition("@")[2])


def parse_domain(text: str) -> str:
    """A mail domain in lower case and ASCII (IDNA). Raises Invalid for no domain and for public mail services."""
    name = _ascii(text)
    if (
        not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", name)
        or len(name) > DOMAIN_LENGTH
    ):
        raise Invalid(
            _("“%(domain)s” is not a mail domain. Write it like company.example.", domain=text.strip()), "domains"
        )
    if name in PUBLIC_MAIL_DOMAINS:
        raise Invalid(
            _("%(domain)s is a public mail service: anybody can have an address there.",
              domain=name),
            "domains",
        )  # fmt: skip
    return name


def _ascii(text: str) -> str:
    typed = unicodedata.normalize("NFKC", text).strip().strip(".").lower().removeprefix("@")
    try:
        return idna.encode(typed, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""


def parse_domains(text: str) -> tuple[str, ...]:
    """The domains of a text with one on each line (commas and spaces part them too), each once, sorted."""
    return tuple(sorted({parse_domain(part) for part in re.split(r"[\s,;、，；]+", text) if part}))


def domains_text(names: Sequence[str]) -> str:
    """One domain a line, as the form shows them."""
    return "\n".join(names)
