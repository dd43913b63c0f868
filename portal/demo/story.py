"""What is going to happen in the demo, noted in any order and told in the order of time."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from portal.kernel.calendar import now, pretend

Deed = Callable[[], object]


class Story:
    """`at(moment, deed)` notes a deed, `tell()` lets all happen. The same chance tells the same story."""

    def __init__(self, chance: random.Random, began: datetime) -> None:
        self.chance, self.began, self.ends = chance, began, now() - timedelta(hours=1)
        self.deeds: list[tuple[datetime, int, Deed]] = []

    def at(self, moment: datetime, deed: Deed) -> None:
        """Note a deed; what would lie after the end does not happen."""
        if moment < self.ends:
            self.deeds.append((moment, len(self.deeds), deed))

    def some_time(self, since: datetime, until: datetime | None = None) -> datetime:
        """A moment between the two, and in the story; until its end, if no other is given."""
        since = max(since, self.began)
        return since + self.chance.random() * ((until or self.ends) - since)

    def likely(self, share: float) -> bool:
        """Whether something happens that does in this share of cases."""
        return self.chance.random() < share

    def tell(self) -> None:
        """Let everything happen."""
        for moment, _number, deed in sorted(self.deeds, key=lambda noted: noted[:2]):
            with pretend(moment):
                deed()
