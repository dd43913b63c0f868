"""A world, written part by part into an empty database; the same on every run. Nothing is told to anybody."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.world import board, champions, community, learning, people, places, success, surveys, told
from benchmarks.world.sizes import World
from benchmarks.world.writing import settle


def fill(world: World) -> dict[str, float]:
    """Write all of it and commit; how many seconds each part took."""
    scores = surveys.scores_of(world)
    parts: dict[str, tuple[int, Callable[[], None]]] = {
        "people": (world.people, lambda: people.fill(world)),
        "learning": (world.items, lambda: learning.fill(world)),
        "places": (world.ideas + world.questions, lambda: places.fill(board.in_areas(world))),
        "ideas": (world.ideas, lambda: board.fill(world, scores)),
        "community": (world.questions, lambda: community.fill(world)),
        "champions": (world.questions, lambda: champions.fill(world)),
        "surveys": (world.invitations, lambda: surveys.fill(world)),
        "success": (world.follow_ups, lambda: success.fill(world)),
        "events": (world.events, lambda: told.fill(world)),
        "statistics": (world.people, settle),
    }
    taken = {}
    for name, (number, write) in parts.items():
        if number:
            began = time.monotonic()
            write()
            taken[name] = time.monotonic() - began
            print(f"{name} written in {taken[name]:.0f} s", flush=True)
    return taken
