"""Restoring: everything is checked first, then files, key and, last and at once, the database are put in place."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from portal.config import settings
from portal.kernel import files
from portal.kernel.backups import Unfit, archive, manifest, postgres, sqlite
from portal.kernel.backups.archive import Reader
from portal.kernel.backups.manifest import Manifest
from portal.kernel.schema import known_revisions

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Restored(NamedTuple):
    """What was put in place, and whether this portal signs with another key than that one did."""

    manifest: Manifest
    other_secret: bool


def restore(file: Path) -> Restored:
    """Put a backup into this portal, which holds nothing yet; its schema is that of the backup until it is migrated.

    Raises Unfit before anything was touched, where the backup or the place is not fit. Cut short, it can be run again.
    """
    with archive.reading(file) as backup:
        _refuse_unfit(backup.manifest)
        _refuse_full(backup.manifest)
        backup.check()
        for digest in backup.manifest.files:
            with backup.opened(f"files/{digest}") as source:
                files.keep_bytes(source)
        key = _put_secret(backup)
        _put_database(backup)
        return Restored(backup.manifest, manifest.mark_of(key) != backup.manifest.secret_mark)


def _refuse_unfit(found: Manifest) -> None:
    here = "sqlite" if settings().sqlite else "postgresql"
    if found.database != here:
        raise Unfit(
            f"it is of a portal on {NAMES[found.database]}, and this one is on {NAMES[here]}; the copies of the two do "
            f"not fit each other. Set PORTAL_DATABASE_URL to an empty database of {NAMES[found.database]}."
        )
    if found.revision not in known_revisions():
        raise Unfit(
            f"its schema, {found.revision}, is newer than this version of the portal knows. Restore it with version "
            f"{found.version} or a newer one."
        )
    if here == "postgresql":
        _refuse_old_server(found)


def _refuse_old_server(found: Manifest) -> None:
    server = postgres.version()
    if postgres.major(server) < postgres.major(found.database_version):
        raise Unfit(
            f"it is of PostgreSQL {found.database_version}, and this server is {server}. Use one that is as new."
        )
    postgres.fit_to_load(server, found.made_by)


def _refuse_full(found: Manifest) -> None:
    """Bytes of this very backup may lie here: a restore that was cut short is run again."""
    if not (sqlite.is_empty() if settings().sqlite else postgres.is_empty()):
        raise Unfit("the database here is not empty. Restore into a new PORTAL_DATA_DIR and a new database.")
    if files.kept_digests() - set(found.files):
        raise Unfit(f"{settings().data_dir} holds files of another portal. Restore into a new PORTAL_DATA_DIR.")


def _put_secret(backup: Reader) -> str:
    """The key in force from now on: that of the backup where the one here was just drawn and has signed nothing yet."""
    kept, key = settings().kept_secret, settings().secret_key
    drawn = kept.is_file() and kept.read_text().strip() == key
    if manifest.SECRET not in backup.manifest.parts or not drawn:
        return key
    kept.unlink()
    backup.take(manifest.SECRET, kept)
    return kept.read_text().strip()


def _put_database(backup: Reader) -> None:
    folder = sqlite.path().parent if settings().sqlite else settings().data_dir
    with tempfile.TemporaryDirectory(dir=folder, prefix=".portal-") as aside:
        copy = Path(aside) / "copy"
        backup.take(backup.manifest.database_part, copy)
        if settings().sqlite:
            with sqlite.opened(copy) as connection:
                _compare(backup.manifest, manifest.counts(sqlite.asking(connection), sqlite.TABLES))
            sqlite.put(copy)
        else:
            postgres.load(copy, backup.manifest.made_by)
            _compare(backup.manifest, postgres.counted())


def _compare(found: Manifest, counts: dict[str, int]) -> None:
    """The manifest counted before the copy was put away. Raises Unfit."""
    wrong = sorted(name for name in {*counts, *found.counts} if counts.get(name) != found.counts.get(name))
    if wrong:
        raise Unfit(f"it holds other rows than it says, in: {', '.join(wrong)}. Do not use what was restored.")
