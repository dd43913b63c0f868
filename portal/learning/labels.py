"""How formats, jobs, minutes and prices read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from babel.numbers import get_currency_precision

from portal.accounts.policy import JOBS
from portal.kernel.i18n import _, format_money, format_number, lazy, locale

if TYPE_CHECKING:
    from portal.learning.content.shapes import Price
    from portal.learning.queries.ranking import Reason

FORMATS = {
    "article": lazy("Article"),
    "video": lazy("Video"),
    "course": lazy("Course"),
    "workshop": lazy("Workshop"),
    "webinar": lazy("Webinar"),
    "template": lazy("Template"),
    "service": lazy("Paid service"),
}
LEVELS = {
    "beginner": lazy("Beginner"),
    "intermediate": lazy("Intermediate"),
    "advanced": lazy("Advanced"),
}
SORTS = {
    "useful": lazy("Most useful for you"),
    "short": lazy("Shortest first"),
    "new": lazy("Newest first"),
}
ICONS = {  # the same as on the tiles of templates/_macros/ui.html
    "article": "file-text",
    "video": "player-play",
    "course": "school",
    "workshop": "presentation",
    "webinar": "presentation",
    "template": "template",
    "service": "heart-handshake",
}


def format_name(format_: str) -> str:
    """The format in the reader's language; as written when it is none of ours."""
    return str(FORMATS.get(format_, format_))


def format_icon(format_: str) -> str:
    """Name of the icon of its tile."""
    return ICONS.get(format_, ICONS["article"])


def duration(minutes: int) -> str:
    """6 min · 1 h 10 min · 6分 · 1時間10分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min", n=rest)
    return _("%(h)s h %(n)s min", h=hours, n=rest) if rest else _("%(h)s h", h=hours)


def size_text(size: int) -> str:
    """2 KB · 1.4 MB, of bytes."""
    if size < 1_000_000:
        return _("%(n)s KB", n=format_number(max(1, round(size / 1000))))
    return _("%(n)s MB", n=format_number(round(size / 1e6, 1)))


def jobs_text(jobs: Sequence[str]) -> str:
    """The jobs it is meant for in one phrase; those the accounts do not know read as they were written."""
    return _(", ").join(str(JOBS.get(job, job)) for job in jobs)


def facet_value(facet: str, value: str) -> str:
    """A value of one of the menu's filters in words."""
    if facet == "minutes":
        return _("Up to %(duration)s", duration=duration(int(value)))
    if facet == "price":
        return _("Included") if value == "free" else _("Paid")
    return str({"format": FORMATS, "job": JOBS, "level": LEVELS}[facet].get(value, value))


def reason_text(reason: Reason) -> str:
    """Why an item is offered, in a few words; "" when there is nothing to say."""
    if reason.kind == "suggested":
        return _("Suggested by %(name)s", name=reason.name)
    if reason.kind == "helpful":
        return _("%(share)s%% found it useful", share=reason.share)
    return str(REASONS.get(reason.kind, ""))


REASONS = {
    "job": lazy("Made for your job"),
    "known": lazy("Builds on what you finished"),
    "new": lazy("New"),
    "stage": lazy("For your company's stage"),
    "next": lazy("For the stage that comes next"),
    "earlier": lazy("Still open from an earlier stage"),
}
PER = {
    "session": lazy("%(amount)s per session"),
    "person": lazy("%(amount)s per person"),
    "day": lazy("%(amount)s per day"),
    "month": lazy("%(amount)s per month"),
}


def is_paid(price: Price | Mapping[str, Any] | None) -> bool:
    """Whether an item with this price costs something."""
    return bool(price and _facts(price)["amount"])


def _facts(price: Price | Mapping[str, Any]) -> Mapping[str, Any]:
    return price if isinstance(price, Mapping) else vars(price)


def money(minor: int, currency: str) -> str:
    """€980 · 98,000円 for Japanese readers, who write yen so."""
    if locale() == "ja" and currency == "JPY":
        return _("%(amount)s yen", amount=format_number(minor / 10 ** get_currency_precision(currency)))
    return format_money(minor, currency)


def price_text(price: Price | Mapping[str, Any] | None) -> str:
    """€980 per session · 1回98,000円; another unit reads as it was written, and no price as included."""
    if price is None or not is_paid(price):
        return _("Included")
    facts = _facts(price)
    amount, per = money(facts["amount"], facts["currency"]), facts["per"].strip()
    if not per:
        return amount
    known = PER.get(per.casefold())
    return str(known) % {"amount": amount} if known else _("%(amount)s per %(unit)s", amount=amount, unit=per)


def price_told(price: Price | Mapping[str, Any] | None) -> str:
    """The same in full, with what is said about tax: €980 per session, excluding tax · 1回98,000円（税別）."""
    text = price_text(price)
    return _("%(price)s, excluding tax", price=text) if is_paid(price) else text


def totals_text(totals: Sequence[tuple[int, str]]) -> str:
    """What paid items cost together, each currency for itself; amounts in minor units."""
    if not totals:
        return _("None")
    return _("%(price)s, excluding tax", price=" + ".join(money(amount, currency) for amount, currency in totals))
