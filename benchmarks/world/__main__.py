"""`python -m benchmarks.world [--database postgresql|sqlite] [--scale 1.0] [--url … | --folder …]`: one big world.

Fills an empty portal with everything at the numbers PRODUCT.md plans for, times `--scale`; on SQLite 1.0 is 100,000
posts. `--url` names the database, else one is kept in `--folder`. Then builds the search index and compares all
counters with a recount by the portal's own commands. Prints the seconds of each part; ends with 1 when a number is off.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.running import Portal, write_items
from benchmarks.world.filling import fill
from benchmarks.world.sizes import EMBEDDED, world
from portal.kernel.db import db


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=Path("big-world"))
    parser.add_argument("--url", help="of an empty database; the folder then keeps only content and the Whoosh index")
    parser.add_argument("--no-index", action="store_true", help="leave the search index empty")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    given = {"database_url": asked.url} if asked.url else {}
    portal = Portal(asked.folder.resolve(), "given" if asked.url else asked.database, **given)
    try:
        off = write(portal, asked.scale * (EMBEDDED if asked.database == "sqlite" else 1), not asked.no_index)
    finally:
        portal.stop()
    sys.exit(off)


def write(portal: Portal, scale: float, indexed: bool) -> int:
    """Fill, index and check it; 1 when a counter is off."""
    prepare(portal, scale)
    for said in (("search", "rebuild"), ("counters", "check"))[not indexed :]:
        began = time.monotonic()
        try:
            portal.command(*said)
        except RuntimeError as wrong:
            print(wrong, file=sys.stderr)
            return 1
        print(f"{' '.join(said)}: {time.monotonic() - began:.0f} s", flush=True)
    return 0


def prepare(portal: Portal, scale: float) -> None:
    """Set the portal up and write the world."""
    write_items(portal.folder / "content", 0)
    portal.command("setup")
    with portal.app().app_context():
        taken = fill(world(scale))
        db.session.remove()
        db.engine.dispose()
    print(f"world of {scale:g} written in {sum(taken.values()):.0f} s", flush=True)


if __name__ == "__main__":
    main()
