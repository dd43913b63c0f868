"""Taking a backup: one moment of the database, then the files that it names, which were there before their rows."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from portal.config import settings
from portal.kernel import files
from portal.kernel.backups import Unfit, archive, manifest, postgres, sqlite
from portal.kernel.backups.manifest import Ask, Manifest
from portal.kernel.calendar import now
from portal.kernel.schema import revision


class Moment(NamedTuple):
    """What a backup needs to know of the moment that was copied."""

    revision: str
    counts: dict[str, int]
    digests: list[str]


class Copied(NamedTuple):
    """That moment, the version of the database, and of the program that copied it."""

    moment: Moment
    version: str
    made_by: str


def take(file: Path) -> Manifest:
    """Write the backup; people may go on writing meanwhile. Raises Unfit, OSError; then there is no such file."""
    if revision() is None:
        raise Unfit("the database holds no portal. Run `portal setup` first.")
    with archive.writing(file) as writer, tempfile.TemporaryDirectory(dir=file.parent, prefix=".portal-") as folder:
        copy = Path(folder) / "copy"
        moment, database_version, made_by = _copied(copy)
        database = _database()
        writer.add(manifest.DATABASES[database], copy, compress=database == "sqlite")
        gone = list(_add_files(writer, moment.digests))
        _add_secret(writer)
        found = Manifest(
            format=manifest.FORMAT,
            version=version("portal"),
            revision=moment.revision,
            taken_at=now().isoformat(timespec="seconds"),
            database=database,
            database_version=database_version,
            made_by=made_by,
            counts=moment.counts,
            parts=writer.digests,
            gone=gone,
            secret_mark=manifest.mark_of(settings().secret_key),
        )
        writer.close_with(found)
    return found


def _database() -> str:
    return "sqlite" if settings().sqlite else "postgresql"


def _copied(target: Path) -> Copied:
    """Copy the database there, and tell of that same moment."""
    if not settings().sqlite:
        with postgres.moment() as (ask, name):
            moment = _told(ask, postgres.TABLES)
            return Copied(moment, postgres.version(), postgres.dump(target, name))
    with _clear_errors():
        sqlite.snapshot(target)
    with sqlite.opened(target) as connection:
        moment = _told(sqlite.asking(connection), sqlite.TABLES)
    return Copied(moment, sqlite.version(), sqlite.version())


def _told(ask: Ask, tables: str) -> Moment:
    (found,) = ask("SELECT version_num FROM alembic_version")
    digests = [digest for (digest,) in ask("SELECT DISTINCT digest FROM file ORDER BY digest")]
    return Moment(found[0], manifest.counts(ask, tables), digests)


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Unfit(f"SQLite could not copy the database: {error}.") from error


def _add_files(writer: archive.Writer, digests: list[str]) -> Iterator[str]:
    """Copy the bytes in; the digests of those that are not there."""
    for digest in digests:
        try:
            writer.add(f"files/{digest}", files.path_of(digest))
        except FileNotFoundError:
            yield digest


def _add_secret(writer: archive.Writer) -> None:
    """A key from the environment is kept where that comes from; one that was drawn is kept nowhere else."""
    kept = settings().kept_secret
    if kept.is_file() and kept.read_text().strip() == settings().secret_key:
        writer.add(manifest.SECRET, kept)
