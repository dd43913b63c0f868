"""What a notification rule is. Slices register theirs with `portal.notifications.rules`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.i18n import lazy
from portal.notifications.models import Notification, Preference, Way


@dataclass(frozen=True)
class Subject:
    """What kinds that belong together are about; `position` is its place on the page of choices."""

    name: lazy
    position: int


GENERAL = Subject(lazy("General"), 90)


@dataclass(frozen=True)
class Kind:
    """What people choose mails by. `why` is the sentence at the mail's foot: "You get this because …"."""

    key: str
    label: lazy
    why: lazy
    optional: bool = True  # False: always mailed, as security messages are
    mail: bool = True  # how people who chose nothing hear of it: at once, else in the digest
    suspended_too: bool = False  # suspended people hear of it as well
    meant_for: Callable[[Person], bool] = lambda _person: True  # who is offered the choice
    subject: Subject = GENERAL
    digest: bool = True  # False: mails that are no notifications come at once or not at all
    when_off: Callable[[int], None] | None = None  # gets the person's number when they switch its mails off


@dataclass(frozen=True)
class Shown:
    """One notification in words, in the language in force. `url` is a path on this portal."""

    title: str
    detail: str
    url: str
    action: str  # what the mail's button says
    mail_subject: str = ""
    together: Callable[[int], str] | None = None  # how so many unread ones about the same subject read in one line

    @property
    def subject(self) -> str:
        """The mail's subject: the fact and the thing."""
        return self.mail_subject or (f"{self.title}: {self.detail}" if self.detail else self.title)


Happened = sa.CTE  # columns event_id, subject_id: the events at hand
Audience = Callable[[Happened], sa.Select[Any]]
Present = Callable[[Sequence[Notification]], dict[int, Shown]]


@dataclass(frozen=True)
class Rule:
    """Who hears of an event, and how it reads."""

    event: str
    kind: Kind
    icon: str
    audience: Audience
    present: Present


RULES: dict[str, Rule] = {}  # by event name
KINDS: dict[str, Kind] = {}


def offered(kind: Kind) -> None:
    """Let people choose about mails of a kind that comes by no rule."""
    KINDS[kind.key] = kind


def way_of(kind: Kind, chosen: Preference | None) -> Way:
    """How somebody who chose so hears of the kind."""
    if not kind.optional:
        return Way.NOW
    if chosen is not None:
        return chosen.way
    return Way.NOW if kind.mail else Way.DIGEST
