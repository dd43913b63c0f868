"""The embedded index: files in the data folder, written by one process at a time, read by all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import structlog
from whoosh import index
from whoosh.reading import SegmentReader
from whoosh.writing import CLEAR

from portal.kernel.searchable import Document
from portal.search import spelling
from portal.search.alike import Wanted
from portal.search.engines import HAVING, MAX_CANDIDATES, Amended, Candidate, Found, NotBuilt
from portal.search.engines.tiers import in_tiers
from portal.search.engines.whoosh_folder import Folder
from portal.search.engines.whoosh_schema import SCHEMA, codec, fields
from portal.search.engines.whoosh_segment import Condition, Frozen
from portal.search.engines.whoosh_view import View, in_a_row, joined
from portal.search.query import Query, exactly, parse

WRITE_SECONDS = 60.0  # how long a writer waits for the one before it
REBUILD_SECONDS = 1800.0  # how long a rebuild waits: the one before it may be another rebuild
OPEN_TRIES = 20  # a commit by another process may take a file away while we open it

T = TypeVar("T")

log = structlog.get_logger()


class WhooshBatch:
    """One commit's worth of changes."""

    def __init__(self, writer: Any, files: Folder) -> None:
        self.writer, self.files = writer, files

    def drop(self, keys: Collection[tuple[str, int]]) -> None:
        """Take all documents of these (kind, ref) out."""
        with self.files.doubted():
            for kind, ref in sorted(keys):
                self.writer.delete_by_term("thing", f"{kind}:{ref}")

    def put(self, documents: Sequence[Document]) -> None:
        """Add documents."""
        for document in documents:
            self.writer.add_document(**fields(document))

    def commit(self, **how: Any) -> None:
        """Make the changes visible."""
        with self.files.doubted():
            self.writer.commit(**how)


class WhooshEngine:
    """The index in `folder`. Whoever finds it unreadable says so in the log and asks the worker for a new one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = Folder(folder)
        self._thread = threading.local()  # a reader is not safe to share between threads
        self._frozen: dict[str, Frozen] = {}

    @contextmanager
    def writing(self) -> Iterator[WhooshBatch]:
        """Hold the write lock and commit at the end; on any error nothing changes and the lock is free again."""
        with self._files.locked(WRITE_SECONDS), self._batch(self._writer()) as batch:
            yield batch

    @contextmanager
    def rebuilding(self) -> Iterator[WhooshBatch]:
        """As `writing`; the commit puts the new documents in place of all others, readable or not."""
        with self._files.locked(REBUILD_SECONDS):
            self._files.trusted()
            with self._batch(self._new_writer(), mergetype=CLEAR) as batch:
                yield batch
            self._files.complete()

    def drop_deleted(self) -> None:
        """Merge the segments that hold deleted documents into a new one; their files go. Others stay as they are."""
        with suppress(NotBuilt), self._files.locked(WRITE_SECONDS), self._batch(self._writer(), mergetype=_sifted):
            pass

    @contextmanager
    def _batch(self, writer: Any, **commit: Any) -> Iterator[WhooshBatch]:
        batch = WhooshBatch(writer, self._files)
        try:
            yield batch
            batch.commit(**commit)
        except BaseException:
            self._cancel(writer)
            raise

    def _writer(self) -> Any:
        """A writer that adds to what is there. Raises NotBuilt where that is nothing of ours or nothing readable."""
        if not self._files.stamp():
            raise NotBuilt
        try:
            opened = index.open_dir(self.folder, schema=SCHEMA)
            opened.reader().close()
        except Exception as error:
            log.error("search.index_unreadable", folder=str(self.folder), exc_info=error)
            self._files.incomplete()
            raise NotBuilt from error
        return opened.writer(codec=codec())

    def _new_writer(self) -> Any:
        """A writer for a whole new index: beside the old one, which is read until the commit, where there is one."""
        try:
            return self._writer()
        except NotBuilt:
            self._files.incomplete()
            return index.create_in(self.folder, SCHEMA).writer(codec=codec())

    def _cancel(self, writer: Any) -> None:
        """Close the files; the error that brought us here is the one to report, so a second one is only logged."""
        try:
            writer.cancel()
        except Exception as error:
            log.warning("search.cancel_failed", error=repr(error))
            if writer.writelock:
                writer.writelock.release()

    def search(self, query: Query, access: frozenset[str], limit: int = MAX_CANDIDATES) -> Found:
        """Candidates, best first."""
        quotes = [in_a_row(piece) for piece in query.phrases]

        def asked(view: View) -> Found:
            return in_tiers(
                query,
                limit,
                every_term=lambda: view.ask([Condition("text", query.terms), *quotes], query, access, limit),
                together=lambda: view.ask([*map(joined, query.joined), *quotes], query, access, limit),
                any_term=lambda: view.ask([Condition("text", query.terms, some=True), *quotes], query, access, limit),
            )

        return self._read(asked, Found([], building=True))

    def alike(self, kind: str, wanted: Sequence[Wanted], access: frozenset[str], limit: int) -> list[Candidate]:
        """Documents with any of the terms, best first."""
        nothing: list[Candidate] = []
        return self._read(lambda view: view.alike(kind, wanted, access, limit), nothing) if wanted else nothing

    def amend(self, words: Sequence[str], access: frozenset[str]) -> Amended:
        """What was meant."""
        right = {word: near[0] for word in words if (near := self._near(word, access))}
        wanted = exactly(tuple(right.values()))
        nothing: list[Candidate] = []
        having = self._read(
            lambda view: view.ask(list(map(in_a_row, wanted.phrases)), wanted, access, HAVING) if right else [], nothing
        )
        return Amended(right, having[:HAVING]) if having else Amended({}, [])

    def _near(self, word: str, access: frozenset[str]) -> list[str]:
        """Words in use near this one, unless it is in use itself; the most likely first."""
        if self.search(parse(word), access, limit=1).candidates:
            return []
        return self._read(
            lambda view: spelling.in_use(word, view.spelled_alike(word), lambda others: view.uses(others, access)), []
        )

    def wants_rebuild(self) -> bool:
        """Whether the files are not ours, not complete or were found damaged."""
        return self._files.wants_rebuild()

    def contents(self) -> set[tuple[str, int, str]]:
        """What can be found."""
        return self._read(lambda view: view.contents(), set())

    def _read(self, question: Callable[[View], T], otherwise: T) -> T:
        """The answer of the index as it is now; `otherwise` where there is none that can be read."""
        try:
            view = self._view()
            return otherwise if view is None else question(view)
        except Exception as error:
            log.error("search.index_unreadable", folder=str(self.folder), exc_info=error)
            self._thread.view = None
            self._files.suspect()
            return otherwise

    def _view(self) -> View | None:
        """This thread's view of the index as it is now; None while there is no complete one of our format.

        Opened anew whenever the generation changed. Whoosh's `refresh()` would be quicker, but reuses segment readers
        with their old list of deletions: what was taken out would still be found.
        """
        kept: View | None = getattr(self._thread, "view", None)
        stamp = self._files.stamp()
        if kept and (kept.stamp, kept.generation) == (stamp, kept.index.latest_generation()):
            return kept
        self._thread.view = self._open(stamp) if stamp else None
        if kept is not None:
            kept.close()
        return cast("View | None", self._thread.view)

    def _open(self, stamp: str) -> View:
        """The index as of now; tries again while another process changes its files."""
        for _try in range(OPEN_TRIES):
            try:
                return View(index.open_dir(self.folder, schema=SCHEMA), self._frozen, stamp)
            except (FileNotFoundError, index.EmptyIndexError):
                time.sleep(0.02)
        return View(index.open_dir(self.folder, schema=SCHEMA), self._frozen, stamp)


def _sifted(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """A way of merging for Whoosh's writer: it takes over what is left of those with deletions, and keeps the rest."""
    for segment in segments:
        if segment.has_deletions() and segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if not segment.has_deletions()]
