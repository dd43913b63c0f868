"""The one file: a ZIP of the parts and the manifest, complete or not there."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from portal.kernel.backups import Unfit
from portal.kernel.backups import manifest as manifests
from portal.kernel.backups.manifest import Manifest

PIECE = 1024 * 1024  # bytes read at once
DAMAGED = "it is damaged, or no backup of a portal"
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError)  # what zipfile raises


class Writer:
    """Parts go in one by one; `digests` of what went in, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.digests: dict[str, str] = {}

    def add(self, name: str, source: Path, *, compress: bool = False) -> None:
        """Copy a file in, piece by piece. Raises FileNotFoundError before anything was written."""
        with source.open("rb") as bytes_:
            self.digests[name] = self._put(name, bytes_, compress)

    def close_with(self, manifest: Manifest) -> None:
        """The manifest is the last part: without it there is no backup."""
        self._put(manifests.NAME, io.BytesIO(manifest.text().encode()), compress=True)

    def _put(self, name: str, source: BinaryIO, compress: bool) -> str:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        with self.archive.open(entry, "w", force_zip64=True) as target:
            return _copy(source, cast(BinaryIO, target))


@contextmanager
def writing(file: Path) -> Iterator[Writer]:
    """Write beside the file, and give it its name once all is on the disk; only its owner may read it.

    Raises Unfit when there is such a file already.
    """
    if file.exists():
        raise Unfit(f"{file} is there already. Choose another name, or move it away.")
    aside = file.with_name(f"{file.name}.part")
    try:
        descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Unfit(f"{aside} is there: another backup is running, or one was cut short. Then delete it.") from None
    try:
        with os.fdopen(descriptor, "w+b") as raw:
            with zipfile.ZipFile(raw, "w") as archive:
                yield Writer(archive)
            raw.flush()
            os.fsync(raw.fileno())
        aside.rename(file)
        _sync_folder(file.parent)
    finally:
        aside.unlink(missing_ok=True)


class Reader:
    """A backup that is open. Raises Unfit when it does not say what is in it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        with _told():
            said = archive.read(manifests.NAME)
        self.manifest = manifests.parse(said)

    def check(self) -> None:
        """Read every part through. Raises Unfit when one is not what the manifest says."""
        if sorted(self.archive.namelist()) != sorted([*self.manifest.parts, manifests.NAME]):
            raise Unfit(f"{DAMAGED}: its parts are not those it lists.")
        for name, digest in self.manifest.parts.items():
            with _told(), self.opened(name) as source:
                found = _copy(source, None)
            if found != digest:
                raise Unfit(f"{DAMAGED}: {name} is not what was written.")

    def take(self, name: str, target: Path) -> None:
        """Write one part into a new file that only its owner may read."""
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, self.opened(name) as source:
            _copy(source, file)

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]:
        """One part, to be read."""
        return cast("AbstractContextManager[BinaryIO]", self.archive.open(name))


@contextmanager
def reading(file: Path) -> Iterator[Reader]:
    """Open a backup. Raises Unfit when it is none or cannot be read."""
    with _told():
        archive = zipfile.ZipFile(file)
    with archive:
        yield Reader(archive)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise Unfit(f"{DAMAGED}: {error}.") from None


def _copy(source: BinaryIO, target: BinaryIO | None) -> str:
    """Bytes from one to the other, if there is another; their SHA-256."""
    found = hashlib.sha256()
    while piece := source.read(PIECE):
        found.update(piece)
        if target:
            target.write(piece)
    return found.hexdigest()


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
