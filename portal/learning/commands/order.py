"""In which order the items of a stage stand on the menu."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

from portal.learning.models import Item


def positions(items: Mapping[str, Item]) -> dict[str, int]:
    """How far down each item stands: below all that it needs first, and below all that lead on to it.

    Longest path from a start, over `prerequisites` and `next` within one stage (Kahn 1962); items in a circle stand
    as far down as is known without it.
    """
    after: dict[str, set[str]] = defaultdict(set)
    for slug, item in items.items():
        pairs = [(need, slug) for need in item.prerequisites] + [(slug, then) for then in item.next_slugs]
        for earlier, later in pairs:
            if earlier != later and earlier in items and later in items and items[earlier].stage == items[later].stage:
                after[earlier].add(later)
    waiting = dict.fromkeys(items, 0)
    for later_ones in after.values():
        for later in later_ones:
            waiting[later] += 1
    found = dict.fromkeys(items, 0)
    free = deque(slug for slug, count in waiting.items() if not count)
    while free:
        slug = free.popleft()
        for later in after[slug]:
            found[later] = max(found[later], found[slug] + 1)
            waiting[later] -= 1
            if not waiting[later]:
                free.append(later)
    return found
