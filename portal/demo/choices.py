"""How the people of the demo hear of things: most leave it as it is, some read every morning, some not at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

from portal.accounts.models import Person
from portal.notifications.commands import choose_digest, choose_mail
from portal.notifications.models import Every, Way

DAILY, NEVER, LIVELY, QUIET = 0.15, 0.1, 0.1, 0.1  # shares of people


def tell(chance: random.Random, people: Sequence[Person]) -> None:
    """Choose for some of them."""
    for person in people:
        drawn = chance.random()
        if drawn < DAILY:
            choose_digest(person, Every.DAY)
        elif drawn < DAILY + NEVER:
            choose_digest(person, Every.NEVER)
        drawn = chance.random()
        if drawn < LIVELY:
            choose_mail(person.id, {"idea-comments": Way.NOW, "content": Way.NOW})
        elif drawn < LIVELY + QUIET:
            choose_mail(person.id, {"idea-status": Way.DIGEST, "idea-comments": Way.PORTAL})
