"""The time line of an idea as everybody reads it: states with their reasons, windows, merges, areas and edits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from portal.accounts.models import Person
from portal.ideas.labels import Status, Words, window_moved
from portal.ideas.models import Idea
from portal.ideas.queries.history import told
from portal.ideas.queries.page import Merged
from portal.kernel.i18n import _, format_date, ngettext


class Stop(NamedTuple):
    """One line; `state` is empty where something else happened than a change of state."""

    at: datetime
    text: str
    reason: str = ""
    state: Status | None = None
    url: str = ""  # where more about it stands


def stops(reader: Person | None, idea: Idea, merged: Iterable[Merged], words: Words) -> list[Stop]:
    """What happened, the newest first; merges and edits of a day are one line each."""
    rows = told(idea.id)
    found = [_state(row, words) for row in rows if row.kind == "status"]
    found += [Stop(row.at, _area(row.after, words)) for row in rows if row.kind == "area"]
    found += [Stop(row.at, _went(row, reader)) for row in rows if row.kind in _WENT and not row.of_other]
    came = [row.at for row in rows if row.kind == "merged" and row.of_other]
    came = came or [one.at for one in merged if one.at is not None]
    for days in _by_day(came):
        into = ngettext("%(num)s idea was merged into this one", "%(num)s ideas were merged into this one", len(days))
        found.append(Stop(days[0], into))
    left = [row.at for row in rows if row.kind == "unmerged" and row.of_other]
    for days in _by_day(left):
        out = ngettext("%(num)s idea was taken out again", "%(num)s ideas were taken out again", len(days))
        found.append(Stop(days[0], out))
    edits = _by_day(row.at for row in rows if row.kind == "edited")
    found += [Stop(days[0], _("Edited"), url=f"/ideas/{idea.id}/versions") for days in edits]
    return sorted(found, key=lambda stop: stop.at, reverse=True)


def _by_day(moments: Iterable[datetime]) -> list[list[datetime]]:
    days: dict[str, list[datetime]] = {}
    for at in sorted(moments, reverse=True):
        days.setdefault(format_date(at), []).append(at)
    return list(days.values())


def _state(row: Any, words: Words) -> Stop:
    """A state it came into; or that its window on the roadmap moved while it was in it."""
    if row.before != row.after:
        state = words.statuses[row.after]
        return Stop(row.at, state.name, row.text, state)
    return Stop(row.at, window_moved(row.was, row.window), row.text)


def _area(area_id: int | None, words: Words) -> str:
    area = words.areas.get(area_id or 0)
    return _("Moved to the area “%(area)s”", area=area.name) if area else _("Taken out of its area")


def _went(row: Any, reader: Person | None) -> str:
    """That this idea was part of another one for a while; one that is off the board is not named."""
    into = row.kind == "merged"
    if not (row.shown or (reader is not None and reader.is_staff)):
        return _("Merged into another idea") if into else _("Stands alone again")
    words = _("Merged into “%(title)s”", title=row.other), _("Taken out of “%(title)s” again", title=row.other)
    return words[0] if into else words[1]


_WENT = ("merged", "unmerged")
