"""Figures of surveys in words: numbers with their sign, and changes that claim no more than they know."""

from __future__ import annotations

from portal.kernel.i18n import _, format_month, format_month_short, ngettext, zone
from portal.surveys.maths import Interval, Tally, change
from portal.surveys.models import Wave


def points(value: float) -> str:
    """A score without decimals: +38, 0, -5."""
    return f"{round(value):+d}" if round(value) else "0"


def exact(value: float) -> str:
    """A score with one decimal: 38.1, -0.4."""
    return f"{value:.1f}"


def percent(value: float | None) -> str:
    """A share without decimals; "–" where there is none."""
    return "–" if value is None else f"{round(value)}%"


def between(found: Interval) -> str:
    """Both ends of an interval, with signs."""
    return _("%(low)s to %(high)s", low=points(found.low), high=points(found.high))


def counts(found: Tally) -> str:
    """The answers by group, where they are too few for a score."""
    parts = (
        ngettext("%(num)s promoter", "%(num)s promoters", found.promoters),
        ngettext("%(num)s passive", "%(num)s passives", found.passives),
        ngettext("%(num)s detractor", "%(num)s detractors", found.detractors),
    )
    return _(", ").join(parts)


def month(wave: Wave) -> str:
    """The month in which it began, where the reader is."""
    return format_month(wave.starts_at.astimezone(zone()).date())


def month_short(wave: Wave) -> str:
    """The same for an axis or a choice."""
    return format_month_short(wave.starts_at.astimezone(zone()).date())


def since(wave: Wave, before: Tally, after: Tally) -> str:
    """How the score moved since that wave, for a card; "" where one of both has none."""
    moved = change(before, after)
    if moved is None:
        return ""
    if moved.holds_zero:
        return _("No clear change since wave %(number)s", number=wave.number)
    ends = {"number": wave.number, "least": round(min(abs(moved.low), abs(moved.high))), "most": _most(moved)}
    if moved.low > 0:
        return _("Up since wave %(number)s, by %(least)s to %(most)s", **ends)
    return _("Down since wave %(number)s, by %(least)s to %(most)s", **ends)


def direction(before: Tally, after: Tally) -> str:
    """`up`, `down`, or "" where nothing clear can be said."""
    moved = change(before, after)
    return "" if moved is None or moved.holds_zero else "up" if moved.low > 0 else "down"


def _most(moved: Interval) -> int:
    return round(max(abs(moved.low), abs(moved.high)))


def told(waves: list[Wave], tallies: list[Tally]) -> tuple[str, str]:
    """The finding of the trend: against the wave before the last, and against the earliest that differs clearly."""
    if len(waves) < 2:
        return _("This is the first wave."), ""
    last, lead = tallies[-1], _against_previous(waves[-2], tallies[-2], tallies[-1])
    for wave, tally in zip(waves[:-2], tallies[:-2], strict=True):
        moved = change(tally, last)
        if moved is not None and not moved.holds_zero:
            return lead, _since_long(wave, moved)
    return lead, ""


def _against_previous(wave: Wave, before: Tally, after: Tally) -> str:
    moved = change(before, after)
    name = {"number": wave.number, "month": month(wave)}
    if moved is None:
        return _("Too few answers to compare with wave %(number)s (%(month)s).", **name)
    if moved.holds_zero:
        ends = {"low": points(moved.low), "high": points(moved.high)}
        return _(
            "No clear change since wave %(number)s (%(month)s): the difference is between %(low)s and %(high)s.",
            **name,
            **ends,
        )
    return _since_long(wave, moved)


def _since_long(wave: Wave, moved: Interval) -> str:
    values = {"number": wave.number, "month": month(wave), "most": _most(moved)}
    values["least"] = round(min(abs(moved.low), abs(moved.high)))
    if moved.low > 0:
        return _("Clearly up since wave %(number)s (%(month)s), by %(least)s to %(most)s.", **values)
    return _("Clearly down since wave %(number)s (%(month)s), by %(least)s to %(most)s.", **values)
