"""The folder of the embedded index: who may write, whether the index in it is ours, whether it wants to be built anew.

Beside Whoosh's files lie three of ours: `format`, written when a build is complete and naming the format it was
written in; `suspect`, left by whoever could not read the index; `lock`, held by the one who writes.
"""

from __future__ import annotations

import errno
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh import versionstring
from whoosh.index import LockError
from whoosh.util.filelock import FileLock, try_for

FORMAT = 1  # raise it whenever the schema or the cutting of texts into words changes; a test tells
WRITTEN_AS = f"{FORMAT} whoosh-{versionstring()}"
MACHINE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMFILE, errno.ENFILE})  # no damage
REST = 600.0  # seconds a new index is trusted: what fails so soon again is no damage, and building would never end


class Folder:
    """The folder at `path`, which only its owner may open: Whoosh's files are pickles, trusted as we wrote them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Be the only writer. The lock ends with the process that holds it. Raises LockError after `seconds`."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        lock = FileLock(str(self.path / "lock"))
        if not try_for(lock.acquire, timeout=seconds, delay=0.05):
            raise LockError(f"the search index is being written for more than {seconds:.0f} s")
        try:
            yield
        finally:
            lock.release()

    def stamp(self) -> str:
        """What stands for the complete index of our format in here, another text after each build; "" when none is."""
        try:
            written = (self.path / "format").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""
        return written if written.startswith(f"{WRITTEN_AS} ") else ""

    def complete(self) -> None:
        """Say that a build is complete."""
        made = self.path / "format.new"
        made.write_text(f"{WRITTEN_AS} {secrets.token_hex(8)}", encoding="utf-8")
        made.replace(self.path / "format")

    def incomplete(self) -> None:
        """Say that there is no index to read until the next build is complete."""
        (self.path / "format").unlink(missing_ok=True)

    def suspect(self) -> None:
        """Ask for a new build; the index goes on answering whatever it still can."""
        with suppress(OSError):
            (self.path / "suspect").touch()

    @contextmanager
    def doubted(self) -> Iterator[None]:
        """What goes wrong inside makes the files suspect; not the machine's own troubles, such as a full disk."""
        try:
            yield
        except Exception as error:
            if getattr(error, "errno", None) not in MACHINE:
                self.suspect()
            raise

    def trusted(self) -> None:
        """Take the suspicion back: a build has begun."""
        (self.path / "suspect").unlink(missing_ok=True)

    def wants_rebuild(self) -> bool:
        """Whether there is no index of ours, or one that has been found damaged since its first ten minutes."""
        if not self.stamp():
            return True
        try:
            age = time.time() - (self.path / "format").stat().st_mtime
        except FileNotFoundError:
            return True
        return age > REST and (self.path / "suspect").exists()
