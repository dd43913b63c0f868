"""Pictures that belong to what people read: a row each, the bytes in the data folder under the name of their digest.

Who may read what a file is part of may read the file: each slice that uses files says so with `opens_files`. A file
that nothing uses any more is forgotten after a day.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Mapped, mapped_column

from portal.config import settings
from portal.kernel.access import public, reader
from portal.kernel.calendar import now
from portal.kernel.db import Model, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.images import CleanImage
from portal.kernel.jobs import every

if TYPE_CHECKING:  # the kernel knows people only by their shape
    from portal.accounts.models import Person

UNUSED_KEPT = timedelta(days=1)
YEAR = 31_536_000  # seconds
POLICY = "default-src 'none'; sandbox"  # a file opened by itself can run and fetch nothing

bp = Blueprint("files", __name__)


class File(Model):
    """A picture as it is served. `public_id` is drawn by chance: an address cannot be guessed, and is no proof."""

    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]  # as the reader's browser saves it
    mime: Mapped[str]
    size: Mapped[int]  # bytes
    digest: Mapped[str] = mapped_column(index=True)  # SHA-256 of the bytes
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def url(self) -> str:
        """Address it is served at."""
        return f"/files/{self.public_id}/{quote(self.name)}"


Opener = Callable[["Person | None", File], bool]
OPENERS: list[Opener] = []


def opens_files(opener: Opener) -> Opener:
    """Let `opener` say for the files of its slice whether a reader may read them; any yes is enough."""
    if opener not in OPENERS:
        OPENERS.append(opener)
    return opener


def keep(picture: CleanImage, name: str) -> File:
    """Write the bytes and give the row that tells of them, to be added by the caller with what uses it.

    The bytes are there before the row is: a transaction that fails leaves bytes that nobody asks for, never a row
    without bytes. `name` loses its ending for the one of the picture's kind.
    """
    digest = hashlib.sha256(picture.data).hexdigest()
    _write(path_of(digest), picture.data)
    return File(
        public_id=secrets.token_urlsafe(12),
        name=Path(name).stem + picture.suffix,
        mime=picture.mime,
        size=len(picture.data),
        digest=digest,
        created_at=now(),
    )


def path_of(digest: str) -> Path:
    """Where the bytes of this digest lie."""
    return _folder() / digest[:2] / digest


def _folder() -> Path:
    return settings().data_dir / "files"


def _write(target: Path, data: bytes) -> None:
    """The whole file or none: written aside, synced, renamed. One that is there is the same, and young again."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


@bp.get("/files/<file_id>/<file_name>")
@public
def serve(file_id: str, file_name: str) -> ResponseReturnValue:
    """The bytes, for who may read something they are part of. They never change, so a browser may keep them."""
    found = db.session.scalar(sa.select(File).where(File.public_id == file_id))
    if found is None or not any(opens(reader(), found) for opens in OPENERS):
        raise NotFound(_("This page was not found."))
    if file_name != found.name:
        return redirect(found.url, 301)
    try:
        response = Response(path_of(found.digest).read_bytes(), mimetype=found.mime)
    except FileNotFoundError:
        raise NotFound(_("This page was not found.")) from None
    response.set_etag(found.digest)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response.make_conditional(request)


@every(24 * 3600, "kernel.forget_files")
def forget_unused() -> None:
    """Delete rows that no other row names, then bytes that no row names; young ones may be about to be used."""
    unused = sa.and_(File.created_at < now() - UNUSED_KEPT, *(~use for use in _uses()))
    db.session.execute(sa.delete(File).where(unused), execution_options={"synchronize_session": False})
    db.session.commit()
    old = time.time() - UNUSED_KEPT.total_seconds()
    for path in _folder().glob("??/*"):
        if path.stat().st_mtime < old and not _named(path.name):
            path.unlink(missing_ok=True)


def _uses() -> Iterator[sa.ColumnElement[bool]]:
    """A condition for each column of the schema that names files."""
    for table in db.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table is File.__table__ for key in column.foreign_keys):
                yield sa.exists().where(column == File.id)


def _named(digest: str) -> bool:
    return db.session.scalar(sa.select(File.id).where(File.digest == digest).limit(1)) is not None
