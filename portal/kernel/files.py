"""Pictures, videos and downloads that belong to what people read: a row each, the bytes in the data folder by digest.

Who may read what a file is part of may read the file: each slice that uses files says so with `opens_files`. A file
that nothing uses any more is forgotten after a day.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

import sqlalchemy as sa
from flask import Blueprint, redirect, request, send_file
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
SHOWN = ("image/png", "image/jpeg", "image/webp", "video/mp4", "video/webm", "text/vtt")  # all else is saved
PIECE = 1024 * 1024  # bytes read at once

bp = Blueprint("files", __name__)


class File(Model):
    """A file as it is served. `public_id` is drawn by chance: an address cannot be guessed, and is no proof."""

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
    return keep_stream(io.BytesIO(picture.data), Path(name).stem + picture.suffix, picture.mime)


def keep_stream(source: BinaryIO, name: str, mime: str) -> File:
    """The same for bytes of any kind and length, copied piece by piece; who calls knows what they are."""
    digest, size = keep_bytes(source)
    return File(public_id=secrets.token_urlsafe(12), name=name, mime=mime, size=size, digest=digest, created_at=now())


def path_of(digest: str) -> Path:
    """Where the bytes of this digest lie."""
    return _folder() / digest[:2] / digest


def kept_digests() -> set[str]:
    """Of the bytes that lie here, whether a row names them or not."""
    return {path.name for path in _folder().glob("??/*")}


def _folder() -> Path:
    return settings().data_dir / "files"


def keep_bytes(source: BinaryIO) -> tuple[str, int]:
    """Digest and size of the bytes, once all of them or none are kept: written aside, synced, renamed.

    Bytes that are there already are the same, and young again.
    """
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder / f"{secrets.token_hex(8)}.part"
    found, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while piece := source.read(PIECE):
                found.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(found.hexdigest())
        target.parent.mkdir(mode=0o700, exist_ok=True)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return found.hexdigest(), size


@bp.get("/files/<file_id>/<file_name>")
@public
def serve(file_id: str, file_name: str) -> ResponseReturnValue:
    """The bytes, whole or the range asked for, for who may read something they are part of.

    They never change, so a browser may keep them.
    """
    found = db.session.scalar(sa.select(File).where(File.public_id == file_id))
    if found is None or not any(opens(reader(), found) for opens in OPENERS):
        raise NotFound(_("This page was not found."))
    if file_name != found.name:
        return redirect(found.url, 301)
    if "," in request.headers.get("Range", ""):
        del request.environ["HTTP_RANGE"]  # several at once: the whole, as RFC 9110 lets us answer
    try:
        path = path_of(found.digest)
        response = send_file(
            path if found.size > PIECE else io.BytesIO(path.read_bytes()),
            mimetype=found.mime,
            as_attachment=found.mime not in SHOWN,
            download_name=found.name,
            etag=found.digest,
        )
    except FileNotFoundError:
        raise NotFound(_("This page was not found.")) from None
    response.last_modified = None  # that of the copy on this disk, which tells nothing
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response


def forget_bytes(digests: Collection[str]) -> None:
    """Delete these bytes at once where no row names them any more."""
    named = set(db.session.scalars(sa.select(File.digest).where(File.digest.in_(digests))))
    for digest in set(digests) - named:
        path_of(digest).unlink(missing_ok=True)


@every(24 * 3600, "kernel.forget_files")
def forget_unused() -> None:
    """Delete rows that no other row names, then bytes that no row names; young ones may be about to be used."""
    unused = sa.and_(File.created_at < now() - UNUSED_KEPT, *(~use for use in _uses()))
    db.session.execute(sa.delete(File).where(unused), execution_options={"synchronize_session": False})
    db.session.commit()
    old = time.time() - UNUSED_KEPT.total_seconds()
    named = set(db.session.scalars(sa.select(File.digest).distinct()))  # bytes taken into use meanwhile are young
    for path in (*_folder().glob("??/*"), *_folder().glob("*.part")):
        if path.name not in named and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


def _uses() -> Iterator[sa.ColumnElement[bool]]:
    """A condition for each column of the schema that names files."""
    for table in db.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table is File.__table__ for key in column.foreign_keys):
                yield sa.exists().where(column == File.id)
