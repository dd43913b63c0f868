"""What search holds about a person: the document they are found by, and words one may have looked for, or deleted.

The index keeps what slices give it. What other things say of a person goes with the event that changes them; yet an
index of files keeps the words of deleted documents until their segment is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import sqlalchemy as sa

from portal.accounts.privacy.holdings import Leaver, Personal, personal
from portal.kernel.db import db
from portal.kernel.events import Event, after
from portal.kernel.searchable import PERSON
from portal.search import index
from portal.search.engine import engine
from portal.search.engines import NotBuilt
from portal.search.models import SearchDocument, SearchMiss, SearchWord
from portal.search.text import words

NO_SESSION = {"synchronize_session": False}


def erase(leaver: Leaver) -> None:
    """What they are found by, searches in vain for them, and words of spelling help that no document has any more."""
    mine = sa.delete(SearchDocument).where(SearchDocument.kind == PERSON, SearchDocument.ref == leaver.person_id)
    said = db.session.scalars(mine.returning(SearchDocument.flat), execution_options=NO_SESSION).all()
    misses = sa.select(SearchMiss.id, SearchMiss.q).where(leaver.words.perhaps_in(SearchMiss.q))
    named = [miss for miss, q in db.session.execute(misses).all() if leaver.words.stand_in(q)]
    db.session.execute(sa.delete(SearchMiss).where(SearchMiss.id.in_(named)), execution_options=NO_SESSION)
    for word in set(words("\n".join((leaver.name, leaver.email, *said)))):
        used = sa.exists().where(SearchDocument.flat.contains(word, autoescape=True))
        gone = sa.delete(SearchWord).where(SearchWord.word == word, ~used)
        db.session.execute(gone, execution_options=NO_SESSION)


@after("search_privacy", "person.erased")
def drop_deleted(events: Sequence[Event]) -> None:
    """Write those segments of the index anew that hold deleted documents, those of the people among them."""
    with suppress(NotBuilt):  # the usual way may be late, and then the name would stay in the file
        index.refresh(PERSON, {event.subject_id for event in events})
    engine().drop_deleted()


MADE = "made of things that can be found, and gone with them"
personal(
    Personal(
        key="search",
        erase=erase,
        removed=("search_miss", "search_word"),
        kept={"search_document": MADE},
    )
)
