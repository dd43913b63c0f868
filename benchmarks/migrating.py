"""`python -m benchmarks.migrating [sqlite|postgresql]`: every migration down and up again, in a world full of rows.

From the head on, each migration goes down, up and down again, so that the way up meets rows, too. What stood on both
sides of a step must be the same after it; at the base nothing may be left, and at the head the schema must be that of
the models. For PostgreSQL the table says what a step locks of what stood before, and for how long.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from benchmarks.running import ROOT, Portal, running
from portal.kernel.db import db
from portal.kernel.schema import alembic_config
from scripts.migrations import differences

WORLD = ("--people", "60", "--ideas", "20", "--questions", "60")
WEAK_TO_STRONG = (
    "AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
    "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock",
)  # fmt: skip
LOCKS = """
    SELECT relation::regclass::text, mode FROM pg_locks JOIN pg_class ON pg_class.oid = relation
    WHERE pid = pg_backend_pid() AND granted AND relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# What a migration is there to change, in columns that stand on both sides of it.
FILES = {f"item_file.{column}" for column in ("id", "item_id", "source", "file_id")}  # an older version knew one kind
MEANT = {"0003": {"membership.key_person", "person.roles"}, "0007": FILES}

Standing = dict[str, dict[str, str]]  # by table, by column: a digest of its values, and of how many there are


class Locks(NamedTuple):
    """How long the transaction was open, in milliseconds, and what it held when it was about to be committed."""

    ms: float
    held: dict[str, str]  # the strongest by table that stood before

    @property
    def strongest(self) -> str:
        """Such as "AccessExclusiveLock: item, site"; empty where no table that stood is locked against writing."""
        modes = sorted(set(self.held.values()), key=WEAK_TO_STRONG.index)
        if not modes or WEAK_TO_STRONG.index(modes[-1]) < WEAK_TO_STRONG.index("ShareLock"):
            return ""
        return f"{modes[-1]}: {', '.join(sorted(name for name, mode in self.held.items() if mode == modes[-1]))}"


class Trip(NamedTuple):
    """One migration, down and up again."""

    revision: str
    what: str
    down: Locks
    up: Locks
    changed: list[str]  # what a step altered that it was not meant to


def drill(database: str) -> dict[str, Any]:
    """Figures for `make drill`; prints the table. `lost` and `errors` must be 0."""
    content = str(ROOT / "content")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), database, content_dir=content) as portal:
        portal.command("setup")
        portal.command("demo", *WORLD)
        with portal.app().app_context():
            return _walk(portal, database)


def _walk(portal: Portal, database: str) -> dict[str, Any]:
    rows = sum(_rows().values())
    trips = [_trip(revision, what) for revision, what in _revisions()]
    left = set(_standing()) - {"alembic_version"}
    command.upgrade(alembic_config(), "head")
    apart = differences()
    for problem in [*(f"{name} is left at the base" for name in sorted(left)), *map(str, apart)]:
        print(problem)
    db.session.remove()
    db.engine.dispose()
    portal.command("setup")
    print(as_markdown(trips), flush=True)
    return {
        "database": database,
        "rows": rows,
        "migrations": len(trips),
        "lost": sum(len(trip.changed) for trip in trips),
        "errors": len(left) + len(apart),
        "slowest_up_ms": round(max(trip.up.ms for trip in trips)),
    }


def _revisions() -> list[tuple[str, str]]:
    """Number and subject of each migration, the newest first."""
    return [(one.revision, one.doc) for one in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def _trip(revision: str, what: str) -> Trip:
    """Down, up and down again; both digests are of what stands on both sides of the step."""
    high = _standing()
    down = _step("down")
    low = _standing()
    up = _step("up")
    again = _standing()
    _step("down")
    meant = MEANT.get(revision, set())
    changed = [f"down: {one}" for one in _altered(high, low, meant)] + [
        f"up: {one}" for one in _altered(low, again, meant)
    ]
    for one in changed:
        print(f"{revision} {one}", flush=True)
    return Trip(revision, what, down, up, changed)


def _step(way: str) -> Locks:
    stood = set(sa.inspect(db.engine).get_table_names())
    with _watched() as seen:
        if way == "up":
            command.upgrade(alembic_config(), "+1")
        else:
            command.downgrade(alembic_config(), "-1")
    held = {name: mode for name, mode in seen.held.items() if name in stood and name != "alembic_version"}
    return Locks(round(seen.ms, 1), held)


class Seen:
    """What the watcher saw of the longest transaction."""

    def __init__(self) -> None:
        self.began, self.ms, self.held = 0.0, 0.0, dict[str, str]()


@contextmanager
def _watched() -> Iterator[Seen]:
    """Ask before each commit what is locked, and how long ago it began."""
    seen = Seen()

    def begin(_connection: Any) -> None:
        seen.began = time.monotonic()

    def commit(connection: Any) -> None:
        seen.ms = max(seen.ms, (time.monotonic() - seen.began) * 1000)
        if connection.dialect.name == "postgresql":
            for name, mode in connection.exec_driver_sql(LOCKS):
                seen.held[name] = max(mode, seen.held.get(name, mode), key=WEAK_TO_STRONG.index)

    engine = db.engine
    sa.event.listen(engine, "begin", begin)
    sa.event.listen(engine, "commit", commit)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "begin", begin)
        sa.event.remove(engine, "commit", commit)


def _rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def _standing() -> Standing:
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        return {name: _digests(connection, inspector, name) for name in inspector.get_table_names()}


def _digests(connection: sa.Connection, inspector: sa.Inspector, table: str) -> dict[str, str]:
    columns = [column["name"] for column in inspector.get_columns(table)]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = connection.exec_driver_sql(
        f'SELECT {names} FROM "{table}" ORDER BY {"id" if "id" in columns else names}'
    ).all()
    return {
        name: hashlib.sha256(repr([row[at] for row in rows]).encode()).hexdigest() for at, name in enumerate(columns)
    }


def _altered(before: Standing, after: Standing, meant: set[str]) -> list[str]:
    """Columns of tables on both sides whose values differ."""
    both = ((table, name) for table in before.keys() & after.keys() for name in before[table].keys() & after[table])
    found = sorted(f"{table}.{name}" for table, name in both if before[table][name] != after[table][name])
    return [one for one in found if one not in meant and one != "alembic_version.version_num"]


def as_markdown(trips: list[Trip]) -> str:
    """A table of the migrations, the oldest first."""
    lines = [
        "| Migration | Up, ms | Locks on the way up | Down, ms | Locks on the way down |",
        "|---|---:|---|---:|---|",
    ]
    for trip in reversed(trips):
        up, down = (one.strongest or whole_or_none() for one in (trip.up, trip.down))
        lines.append(f"| {trip.revision} {trip.what} | {trip.up.ms} | {up} | {trip.down.ms} | {down} |")
    return "\n".join(lines)


def whole_or_none() -> str:
    """What no lock of a table means: SQLite has one for all of them."""
    return "all tables" if db.engine.name == "sqlite" else "none that keeps others from writing"


def main() -> None:
    failed = 0
    for database in sys.argv[1:] or ("sqlite", "postgresql"):
        figures = drill(database)
        print(f"migrations-{database}: " + ", ".join(f"{name} {value}" for name, value in figures.items()), flush=True)
        failed += figures["lost"] + figures["errors"]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
