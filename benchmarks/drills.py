"""`make drill`: break things on purpose and count. Prints one table; exits 1 when anything acknowledged was lost."""

from __future__ import annotations

import sys
import time
from typing import Any

from benchmarks import (
    backups,
    big,
    board,
    cafeteria,
    community,
    kills,
    migrating,
    outages,
    scale_out,
    search,
    slowness,
    strains,
    taps,
    told,
    votes,
    waves,
    webhooks,
)

KILLS = 100
DRILLS = {  # from small to big
    "kills-sqlite": lambda: kills.drill("sqlite", KILLS),
    "kills-postgresql": lambda: kills.drill("postgresql", KILLS),
    "smtp-down": outages.smtp_down_for_an_hour,
    "valkey-gone": outages.valkey_gone,
    "database-gone": outages.database_gone,
    "full-disk": outages.full_disk,
    "slow-database": slowness.drill,
    "clock-jumps-sqlite": lambda: strains.clock_jumps("sqlite"),
    "clock-jumps-postgresql": lambda: strains.clock_jumps("postgresql"),
    "migrations-sqlite": lambda: migrating.drill("sqlite"),
    "migrations-postgresql": lambda: migrating.drill("postgresql"),
    "votes-sqlite": lambda: votes.drill("sqlite"),
    "votes-postgresql": lambda: votes.drill("postgresql"),
    "told-sqlite": lambda: told.drill("sqlite"),
    "told-postgresql": lambda: told.drill("postgresql"),
    "taps-sqlite": lambda: taps.drill("sqlite"),
    "taps-postgresql": lambda: taps.drill("postgresql"),
    "backup-under-load-sqlite": lambda: backups.drill("sqlite"),
    "backup-under-load-postgresql": lambda: backups.drill("postgresql"),
    "scale-out": scale_out.drill,
    "webhooks-sqlite": lambda: webhooks.drill("sqlite"),
    "webhooks-postgresql": lambda: webhooks.drill("postgresql"),
    "search-whoosh": lambda: search.drill("whoosh", 20_000),
    "search-postgresql": lambda: search.drill("postgresql", 100_000),
    "big-wave": waves.drill,
    "big-cafeteria": cafeteria.drill,
    "big-board": board.drill,
    "big-community": community.drill,
    "big-world": big.drill,
}


def wrong(figures: dict[str, Any]) -> bool:
    """Whether the figures show a loss, or a page that grows slow."""
    lost = (
        figures.get("lost", 0) or figures.get("doubled", 0) or figures.get("halves", 0) or figures.get("mails_lost", 0)
    )
    owed = figures.get("still_owed", 0)
    fewer = "kept" in figures and figures["kept"] < figures["acknowledged"]
    slow = figures.get("too_slow", 0)
    failed = figures.get("errors", 0)
    return bool(lost or failed or owed or fewer or slow or figures.get("said") is False)


def main() -> None:
    chosen = sys.argv[1:] or list(DRILLS)
    failed = []
    for name in chosen:
        began = time.monotonic()
        figures = DRILLS[name]()
        print(
            f"{name} ({time.monotonic() - began:.0f} s): " + ", ".join(f"{k} {v}" for k, v in figures.items()),
            flush=True,
        )
        if wrong(figures):
            failed.append(name)
    if failed:
        sys.exit(f"drills that failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
