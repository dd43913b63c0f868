"""Finding: candidates from the index, each asked of the database again before it is shown or even counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from portal.kernel.searchable import SEARCHABLE, Hit
from portal.search import highlight
from portal.search.alike import wanted
from portal.search.engine import engine
from portal.search.engines import MAX_CANDIDATES, Amended, Candidate, Found
from portal.search.fold import RUN, fold
from portal.search.query import Query, parse

if TYPE_CHECKING:
    from portal.accounts.models import Person

SIZE = 20  # rows of a page
LAST_PAGE = MAX_CANDIDATES // SIZE
CORRECTED = 6  # words of a query that spelling help looks at

Key = tuple[str, int]


@dataclass(frozen=True)
class Row:
    """One hit as it is shown."""

    hit: Hit
    title: Markup
    excerpt: Markup
    label: str
    icon: str


@dataclass(frozen=True)
class Results:
    """What a reader gets to see.

    `counts` has the hits of every kind that has some, `total` their sum; `some`: none has all words; `more`: there are
    more matches than were looked at, so counts are lower bounds; `building`: there is no index yet, so nothing was
    looked for.
    """

    query: Query
    rows: list[Row]
    counts: dict[str, int]
    page: int
    last: bool
    some: bool
    more: bool
    building: bool
    did_you_mean: str | None

    @property
    def total(self) -> int:
        """All hits the reader may see, of every kind."""
        return sum(self.counts.values())

    @property
    def in_vain(self) -> bool:
        """Whether something was looked for, from the first page on, and nothing was found."""
        return bool(self.query) and not self.building and not self.total and self.page == 1


def find(typed: str, reader: Person | None, access: frozenset[str], kind: str | None = None, page: int = 1) -> Results:
    """What `reader`, with these access tokens, finds; `kind` restricts the rows, never the counts."""
    query = parse(typed)
    found = engine().search(query, access)
    hits, did_you_mean = _look(query, found, reader, access)
    counts: dict[str, int] = defaultdict(int)
    for hit in hits:
        counts[hit.kind] += 1
    chosen = [hit for hit in hits if kind in (None, hit.kind)]
    page = max(1, min(page, LAST_PAGE))
    return Results(
        query=query,
        rows=[_row(hit, query) for hit in chosen[(page - 1) * SIZE : page * SIZE]],
        counts=dict(counts),
        page=page,
        last=len(chosen) <= page * SIZE,
        some=found.some,
        more=found.more,
        building=found.building,
        did_you_mean=did_you_mean,
    )


def _look(query: Query, found: Found, reader: Person | None, access: frozenset[str]) -> tuple[list[Hit], str | None]:
    """What the reader may see of what was found and, when that is little, the query with mistyped words put right.

    The database is asked about both together; only when nothing that was found may be seen any more, once again.
    """
    wanting = bool(query) and not found.building
    amended = _amend(query, access) if wanting and (found.some or not found.candidates) else None
    seen = _visible([*found.candidates, *(amended.having if amended else ())], reader)
    ranked = dict.fromkeys(_key(candidate) for candidate in found.candidates)
    hits = [seen[key] for key in ranked if key in seen]
    if amended is None and wanting and not hits:
        amended = _amend(query, access)
        seen = _visible(amended.having, reader)
    suggested = amended is not None and any(_key(candidate) in seen for candidate in amended.having)
    return hits, _put_right(query.text, amended.right) if amended and suggested else None


def _amend(query: Query, access: frozenset[str]) -> Amended:
    return engine().amend(query.words[:CORRECTED], access)


def _key(candidate: Candidate) -> Key:
    return candidate.kind, candidate.ref


def _visible(candidates: Sequence[Candidate], reader: Person | None) -> dict[Key, Hit]:
    """Those the reader may see now; one statement a kind, however many there are."""
    refs: dict[str, list[int]] = defaultdict(list)
    for kind, ref in dict.fromkeys(_key(candidate) for candidate in candidates):
        refs[kind].append(ref)
    return {
        (kind, ref): hit
        for kind, asked in refs.items()
        if kind in SEARCHABLE
        for ref, hit in SEARCHABLE[kind].visible(reader, asked).items()
    }


def _row(hit: Hit, query: Query) -> Row:
    kind = SEARCHABLE[hit.kind]
    return Row(
        hit=hit,
        title=highlight.title(hit.title, query),
        excerpt=highlight.excerpt(hit.excerpt_source, query),
        label=hit.label or str(kind.label),
        icon=hit.icon or kind.icon,
    )


def _put_right(text: str, right: dict[str, str]) -> str:
    """The text with whole Latin words, and words inside Japanese runs, replaced."""
    folded = fold(text)
    for run in reversed(list(RUN.finditer(folded.text))):
        corrected = right.get(run[0], run[0])
        if run["ja"]:
            for wrong, better in right.items():
                corrected = corrected.replace(wrong, better)
        if corrected != run[0]:
            start, end = folded.span(*run.span())
            text = text[:start] + corrected + text[end:]
    return text


def alike(kind: str, title: str, text: str, access: frozenset[str], limit: int) -> list[Candidate]:
    """Things of one kind like the one with this title and text, best first, as the index knows them.

    Whether the reader may see them now is for the caller to ask.
    """
    return engine().alike(kind, wanted(title, text), access, limit)
