"""What a backup says of itself: read and checked before anything is touched."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.kernel.backups import Unfit
from portal.kernel.db import db

FORMAT = 1
NAME = "manifest.json"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}  # each database and how its copy is called
SECRET = "secret_key"  # noqa: S105 - the name of a file
FILE = re.compile(r"files/[0-9a-f]{64}")

Ask = Callable[[str], Iterable[Any]]  # a statement in, rows out


@dataclass(frozen=True)
class Manifest:
    """`parts` are digests (SHA-256, hexadecimal) by name; `secret_mark` tells keys apart and gives none away."""

    format: int
    version: str  # of the portal
    revision: str  # of the schema
    taken_at: str  # ISO 8601, UTC
    database: str  # sqlite | postgresql
    database_version: str
    made_by: str  # version of the program that wrote the database's copy
    counts: dict[str, int]  # rows by table
    parts: dict[str, str]
    gone: list[str]  # digests of files that the database names and the data folder does not hold
    secret_mark: str

    @property
    def database_part(self) -> str:
        """The name of the database's copy."""
        return DATABASES[self.database]

    @property
    def files(self) -> list[str]:
        """Digests of the files in it."""
        return [name.removeprefix("files/") for name in self.parts if FILE.fullmatch(name)]

    def text(self) -> str:
        """As it stands in the archive."""
        return json.dumps(asdict(self), indent=1)


def parse(text: str | bytes) -> Manifest:
    """Read one. Raises Unfit when it is none, or one whose format this version does not know."""
    try:
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise Unfit("it was made by a newer version of the portal. Restore it with that version.")
        manifest = Manifest(**{field.name: found[field.name] for field in fields(Manifest)})
        whole = manifest.database_part in manifest.parts
    except (ValueError, KeyError, TypeError) as error:
        raise Unfit("it does not say what is in it: this is no backup of a portal, or a damaged one.") from error
    strange = [name for name in manifest.parts if not _is_known(name, manifest)]
    if strange or not whole:
        raise Unfit("its list of parts is not that of a backup: it is damaged.")
    return manifest


def _is_known(name: str, manifest: Manifest) -> bool:
    return name in (manifest.database_part, SECRET) or FILE.fullmatch(name) is not None


def rebuilt_tables() -> list[str]:
    """Tables whose rows are made from others and left out."""
    return sorted(table.name for table in db.metadata.tables.values() if table.info.get("rebuilt"))


def counts(ask: Ask, tables: str) -> dict[str, int]:
    """Rows of each table that `tables`, a statement, names; not of those that are rebuilt."""
    named = sorted({name for (name,) in ask(tables)} - set(rebuilt_tables()))
    return {name: next(iter(ask(f'SELECT count(*) FROM "{name}"')))[0] for name in named}  # noqa: S608 - our own names


def mark_of(secret_key: str) -> str:
    """What tells this key from others."""
    return hmac.digest(secret_key.encode(), b"backup", "sha256").hex()[:16]
