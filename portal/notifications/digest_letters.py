"""What a digest says: sections by kind, several notifications of one thing as one line, the rest as a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel import mail
from portal.kernel.calendar import today, zone_named
from portal.kernel.i18n import lazy, ngettext
from portal.notifications.grouping import Line, in_lines
from portal.notifications.models import Every, Notification
from portal.notifications.rulebook import KINDS, Kind, Shown

SHOWN = 5  # lines of one kind
LONGEST = 90  # characters of what happened in the subject, so that "and 4 more" is still seen

WEEKLY = lazy("You get this e-mail on Mondays, when something is new that you have not seen yet.")
DAILY = lazy("You get this e-mail in the morning, when something is new that you have not seen yet.")
DIGEST = Kind("digest", lazy("Digest of what is new"), WEEKLY)  # not among KINDS: nothing happens of this kind


@dataclass
class Waiting:
    """What waits for somebody: the newest ones, newest first, and how many there are with those not listed."""

    notifications: list[Notification]
    number: int


@dataclass
class Section:
    """The lines about one kind, newest first."""

    kind: Kind
    lines: list[Line]


def letter(person: Person, every: str, waiting: Waiting, shown: Mapping[int, Shown]) -> mail.Letter | None:
    """The digest in the language in force; None when nothing of it is still there."""
    there = [one for one in waiting.notifications if one.id in shown]
    if not there:
        return None
    sections = _sections(in_lines(there, shown))
    left_out = waiting.number - len(waiting.notifications)
    seen = sum(line.number for section in sections for line in section.lines[:SHOWN])
    for section in sections:
        del section.lines[SHOWN:]
    company = person.organization.name if person.organization else ""
    return mail.Letter(
        "digest",
        mail.To(person.email, person.language, person.time_zone, person.id, person.display_name, company),
        kind=DIGEST.key,
        key=f"digest:{person.id}:{today(zone_named(person.time_zone)).isoformat()}",
        context={
            "subject": _subject(sections[0].lines[0], len(there) + left_out),
            "sections": sections,
            "more": len(there) + left_out - seen,
            "base": settings().base_url,
            "link": mail.address("notifications.index"),
            "why": str(DAILY if every == Every.DAY else WEEKLY),
        },
    )


def _sections(lines: Iterable[Line]) -> list[Section]:
    """What is worth a mail of its own first, then what happened last."""
    found: dict[str, Section] = {}
    for line in lines:
        key = line.newest.kind
        found.setdefault(key, Section(KINDS[key], [])).lines.append(line)
    return sorted(found.values(), key=lambda section: (not section.kind.mail, -section.lines[0].newest.id))


def _subject(first: Line, number: int) -> str:
    said = first.subject
    if len(said) > LONGEST:
        said = said[: LONGEST - 1].rstrip() + "…"
    if number == first.number:
        return said
    return ngettext("%(first)s, and %(num)s more", "%(first)s, and %(num)s more", number - first.number, first=said)
