"""The embedded index: files in the data folder, written by one process at a time, read by all."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import structlog
from whoosh import index
from whoosh.writing import CLEAR

from portal.kernel.searchable import Document
from portal.search import spelling
from portal.search.engines import MAX_CANDIDATES, Found
from portal.search.engines.tiers import in_tiers
from portal.search.engines.whoosh_schema import SCHEMA, codec, fields
from portal.search.engines.whoosh_segment import Condition, Frozen
from portal.search.engines.whoosh_view import View, in_a_row, joined
from portal.search.query import Query

LOCK_SECONDS = 60.0  # how long a writer waits for the one before it; a rebuild may take that long
OPEN_TRIES = 20  # a commit by another process may take a file away while we open it

log = structlog.get_logger()


class WhooshBatch:
    """One commit's worth of changes."""

    def __init__(self, writer: Any) -> None:
        self.writer = writer

    def drop(self, keys: Collection[tuple[str, int]]) -> None:
        """Take all documents of these (kind, ref) out."""
        for kind, ref in sorted(keys):
            self.writer.delete_by_term("thing", f"{kind}:{ref}")

    def put(self, documents: Sequence[Document]) -> None:
        """Add documents."""
        for document in documents:
            self.writer.add_document(**fields(document))


class WhooshEngine:
    """The index in `folder`, which only its owner may open: its files are pickles, trusted because we wrote them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._thread = threading.local()  # a reader is not safe to share between threads
        self._frozen: dict[str, Frozen] = {}

    @contextmanager
    def writing(self) -> Iterator[WhooshBatch]:
        """Hold the write lock and commit at the end; on any error nothing changes and the lock is free again."""
        with self._batch() as batch:
            yield batch

    @contextmanager
    def rebuilding(self) -> Iterator[WhooshBatch]:
        """As `writing`; the commit puts the new documents in place of all others."""
        with self._batch(mergetype=CLEAR) as batch:
            yield batch

    @contextmanager
    def _batch(self, **commit: Any) -> Iterator[WhooshBatch]:
        writer = self._writer()
        try:
            yield WhooshBatch(writer)
            writer.commit(**commit)
        except BaseException:
            self._cancel(writer)
            raise

    def _writer(self) -> Any:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                if not index.exists_in(self.folder):
                    index.create_in(self.folder, SCHEMA)
                opened = index.open_dir(self.folder, schema=SCHEMA)
                return opened.writer(timeout=max(0.1, until - time.monotonic()), delay=0.05, codec=codec())
            except FileNotFoundError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _cancel(self, writer: Any) -> None:
        """Free the lock; the error that brought us here is the one to report, so a second one is only logged."""
        try:
            writer.cancel()
        except Exception as error:
            log.warning("search.cancel_failed", error=repr(error))
            if writer.writelock:
                writer.writelock.release()

    def search(self, query: Query, access: frozenset[str], limit: int = MAX_CANDIDATES) -> Found:
        """Candidates, best first."""
        view = self._view()
        if view is None:
            return Found([])
        quotes = [in_a_row(piece) for piece in query.phrases]
        return in_tiers(
            query,
            limit,
            every_term=lambda: view.ask([Condition("text", query.terms), *quotes], query, access, limit),
            together=lambda: view.ask([*map(joined, query.joined), *quotes], query, access, limit),
            any_term=lambda: view.ask([Condition("text", query.terms, some=True), *quotes], query, access, limit),
        )

    def near(self, word: str, access: frozenset[str]) -> list[str]:
        """Words in use near `word`."""
        view = self._view()
        if view is None:
            return []
        return spelling.in_use(word, view.alike(word), lambda others: view.uses(others, access))

    def contents(self) -> set[tuple[str, int, str]]:
        """What can be found."""
        view = self._view()
        return view.contents() if view else set()

    def _view(self) -> View | None:
        """This thread's view of the index as it is now; None before the first commit.

        Opened anew whenever the generation changed. Whoosh's `refresh()` would be quicker, but reuses segment readers
        with their old list of deletions: what was taken out would still be found.
        """
        kept: View | None = getattr(self._thread, "view", None)
        if kept is None or kept.index.latest_generation() != kept.generation:
            self._thread.view = self._open()
            if kept is not None:
                kept.close()
        return cast("View | None", self._thread.view)

    def _open(self) -> View | None:
        """The index as of now, None where there is none; tries again while another process changes its files."""
        for _try in range(OPEN_TRIES if self.folder.exists() else 0):
            try:
                return View(index.open_dir(self.folder, schema=SCHEMA), self._frozen)
            except (FileNotFoundError, index.EmptyIndexError):
                time.sleep(0.02)
        return None
