"""Several unread notifications of the same happening about the same thing, as one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.notifications.models import Notification
from portal.notifications.rulebook import Shown


@dataclass
class Line:
    """One line of a list: the newest of those it stands for, in words (None: it is gone), and how many they are."""

    newest: Notification
    shown: Shown | None
    number: int = 1

    @property
    def title(self) -> str:
        """How it reads in the language in force; empty for what is gone."""
        if self.shown is None:
            return ""
        together = self.shown.together
        return together(self.number) if together and self.number > 1 else self.shown.title

    @property
    def subject(self) -> str:
        """The same for a mail's subject."""
        return self.shown.subject if self.shown and self.number == 1 else self.title

    @property
    def created_at(self) -> datetime:
        """When the newest came."""
        return self.newest.created_at


def in_lines(notifications: Sequence[Notification], shown: Mapping[int, Shown]) -> list[Line]:
    """The lines for these notifications, in their order: newest first. What was read stands alone."""
    lines: list[Line] = []
    groups: dict[tuple[str, str], Line] = {}
    for one in notifications:
        words = shown.get(one.id)
        key = (one.event.name, one.event.subject)
        may_join = words is not None and words.together is not None and one.read_at is None
        if may_join and key in groups:
            groups[key].number += 1
            continue
        lines.append(Line(one, words))
        if may_join:
            groups[key] = lines[-1]
    return lines
