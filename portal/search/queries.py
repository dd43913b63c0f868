"""Finding: candidates from the index, each asked of the database again before it is shown or even counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from portal.kernel.searchable import SEARCHABLE, Hit
from portal.search import highlight
from portal.search.engine import engine
from portal.search.engines import MAX_CANDIDATES, Candidate
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
    more matches than were looked at, so counts are lower bounds.
    """

    query: Query
    rows: list[Row]
    counts: dict[str, int]
    page: int
    last: bool
    some: bool
    more: bool
    did_you_mean: str | None

    @property
    def total(self) -> int:
        """All hits the reader may see, of every kind."""
        return sum(self.counts.values())


def find(typed: str, reader: Person | None, access: frozenset[str], kind: str | None = None, page: int = 1) -> Results:
    """What `reader`, with these access tokens, finds; `kind` restricts the rows, never the counts."""
    query = parse(typed)
    found = engine().search(query, access)
    hits = _visible(found.candidates, reader)
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
        did_you_mean=_suggestion(query, reader, access) if query and (not hits or found.some) else None,
    )


def _visible(candidates: Sequence[Candidate], reader: Person | None) -> list[Hit]:
    """Those the reader may see now, in rank order, once each; one statement a kind, however many there are."""
    ranked: dict[Key, None] = dict.fromkeys((candidate.kind, candidate.ref) for candidate in candidates)
    refs: dict[str, list[int]] = defaultdict(list)
    for kind, ref in ranked:
        refs[kind].append(ref)
    open_now: dict[Key, Hit] = {}
    for kind, asked in refs.items():
        if kind in SEARCHABLE:
            open_now |= {(kind, ref): hit for ref, hit in SEARCHABLE[kind].visible(reader, asked).items()}
    return [open_now[key] for key in ranked if key in open_now]


def _row(hit: Hit, query: Query) -> Row:
    kind = SEARCHABLE[hit.kind]
    return Row(
        hit=hit,
        title=highlight.title(hit.title, query),
        excerpt=highlight.excerpt(hit.excerpt_source, query),
        label=hit.label or str(kind.label),
        icon=hit.icon or kind.icon,
    )


def _suggestion(query: Query, reader: Person | None, access: frozenset[str]) -> str | None:
    """The query with mistyped words put right, if that finds something the reader may see *with those very words*."""
    right: dict[str, str] = {}
    for word in query.words[:CORRECTED]:
        if not engine().search(parse(word), access, limit=1).candidates and (near := engine().near(word, access)):
            right[word] = near[0]
    if not right:
        return None
    corrected = _put_right(query.text, right)
    wanted = parse(corrected)
    found = engine().search(replace(wanted, phrases=(*wanted.phrases, *right.values())), access, limit=SIZE)
    return corrected if _visible(found.candidates, reader) else None


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
