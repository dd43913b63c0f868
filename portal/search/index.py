"""Keeping the index true: after each event, and as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import structlog

from portal.kernel import jobs
from portal.kernel.db import db
from portal.kernel.events import Event, after
from portal.kernel.searchable import SEARCHABLE
from portal.search.engine import engine
from portal.search.engines import NotBuilt

log = structlog.get_logger()


def subscribe() -> None:
    """Listen for the events the slices named; called once all of them have been imported."""
    names = {name for found in SEARCHABLE.values() for name in found.events}
    after("search", *sorted(names))(on_events)


def on_events(events: Sequence[Event]) -> None:
    """Index the subjects of these events anew: one query a kind, one commit of the index."""
    changed = {
        kind: set(found.touched([event for event in events if event.name in found.events]))
        for kind, found in SEARCHABLE.items()
    }
    try:
        _refresh({kind: refs for kind, refs in changed.items() if refs})
    except NotBuilt:
        mend()


def refresh(kind: str, refs: Iterable[int]) -> None:
    """Make the index say of these things what the database says now. On PostgreSQL the caller commits."""
    _refresh({kind: set(refs)})


def _refresh(changed: dict[str, set[int]]) -> None:
    with engine().writing() as batch:  # read inside, so that no other writer puts something older in after us
        batch.drop({(kind, ref) for kind, refs in changed.items() for ref in refs})
        for kind, refs in changed.items():
            batch.put(SEARCHABLE[kind].documents(sorted(refs)))


@jobs.every(60, "search.mend")
def mend() -> None:
    """Build the index anew where it is missing, of another version or damaged; until then the page says so."""
    if engine().wants_rebuild():
        log.info("search.rebuild_started")
        log.info("search.rebuilt", documents=rebuild(lambda _kind, _documents: None))


def rebuild(progress: Callable[[str, int], None]) -> int:
    """Build the whole index anew and commit; readers keep the old one until then. `progress(kind, documents so far)`.

    Returns the number of documents.
    """
    total = 0
    with engine().rebuilding() as batch:
        for kind, found in SEARCHABLE.items():
            for refs in found.every():
                documents = found.documents(refs)
                batch.put(documents)
                total += len(documents)
                progress(kind, total)
    db.session.commit()
    return total
