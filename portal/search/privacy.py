"""What search holds about a person: nothing of theirs by name, but words one may have looked for, or deleted.

The index keeps what slices give it. Names are no part of that, and what its things say of a person goes with the event
that changes them; yet an index of files keeps the words of deleted documents until their segment is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.privacy.holdings import Leaver, Personal, personal
from portal.kernel.db import db
from portal.kernel.events import Event, after
from portal.search.engine import engine
from portal.search.models import SearchDocument, SearchMiss, SearchWord
from portal.search.text import words

NO_SESSION = {"synchronize_session": False}


def erase(leaver: Leaver) -> None:
    """Searches in vain for the person, and words of spelling help that no document has any more."""
    misses = sa.select(SearchMiss.id, SearchMiss.q).where(leaver.words.perhaps_in(SearchMiss.q))
    named = [miss for miss, q in db.session.execute(misses).all() if leaver.words.stand_in(q)]
    db.session.execute(sa.delete(SearchMiss).where(SearchMiss.id.in_(named)), execution_options=NO_SESSION)
    for word in set(words(f"{leaver.name}\n{leaver.email}")):
        used = sa.exists().where(SearchDocument.flat.contains(word, autoescape=True))
        gone = sa.delete(SearchWord).where(SearchWord.word == word, ~used)
        db.session.execute(gone, execution_options=NO_SESSION)


@after("search_privacy", "person.erased")
def drop_deleted(_events: Sequence[Event]) -> None:
    """Write those segments of the index anew that hold deleted documents."""
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
