"""Writing what a CSV file of ideas, votes or comments says: all of it or, with any error, nothing. The caller commits.

Repeatable: what stands already is left alone, and what was brought in once stays away when somebody took it back, so a
second run of the same file writes nothing. Dates are kept, nobody is told, and the numbers beside the ideas are
recounted from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.commands.reports import Report
from portal.accounts.models import Person
from portal.ideas import trending
from portal.ideas.commands import counting
from portal.ideas.commands.bulk import ensure_tag
from portal.ideas.commands.facets import all_listed
from portal.ideas.commands.holding import hold_all
from portal.ideas.commands.planning import (
    CommentRow,
    IdeaRow,
    VoteRow,
    key_of,
    plan_comments,
    plan_ideas,
    plan_votes,
)
from portal.ideas.commands.submitting import EXCERPT
from portal.ideas.events import BROUGHT_IN, IMPORTED
from portal.ideas.models import Idea, IdeaComment, IdeaFollow, IdeaImport, IdeaStatusChange, IdeaTag, IdeaVote
from portal.ideas.policy import DECIDE
from portal.ideas.queries.family import HEAD
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert, locked
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.tables import shown_text
from portal.posting.writing import Written

CHUNK = 500
SOURCE = "import"


def import_ideas(data: bytes, actor: Person) -> Report:
    """Add the ideas of the file, without votes: those are a file of their own."""
    return _import(data, actor, "ideas", plan_ideas, _write_ideas)


def import_votes(data: bytes, actor: Person) -> Report:
    """Add the votes of the file, each for the company its person acts for now."""
    return _import(data, actor, "votes", plan_votes, _write_votes)


def import_comments(data: bytes, actor: Person) -> Report:
    """Add the comments of the file."""
    return _import(data, actor, "comments", plan_comments, _write_comments)


def _import(
    data: bytes,
    actor: Person,
    kind: str,
    plan: Callable[[bytes], Report],
    write: Callable[[Sequence[Any], Person, Report], None],
) -> Report:
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins import ideas."))
    _one_at_a_time()
    report = plan(data)
    if not report.failed:
        steps = [step for step in report.steps if step.state == "new"]
        write(steps, actor, report)
        _remember(kind, [key_of(step.facts) for step in steps])
    if not report.failed and report.new:
        record(IMPORTED, actor, actor=actor, **report.counts)
    return report


def _remember(kind: str, keys: Sequence[str]) -> None:
    """What was brought in once comes no second time, whatever became of it."""
    at = now()
    for start in range(0, len(keys), CHUNK):
        rows = [{"kind": kind, "key": key, "at": at} for key in keys[start : start + CHUNK]]
        db.session.execute(insert(IdeaImport).values(rows).on_conflict_do_nothing())


def _one_at_a_time() -> None:
    """Two files at once could both find that the same key is free."""
    begin_write()
    site.row()
    locked(site.Site, 1, key_share=True)


def _write_ideas(steps: Sequence[Any], actor: Person, report: Report) -> None:
    people, tags = _people(step.facts.author_id for step in steps), dict[str, int]()
    made: list[Idea] = []
    for step in steps:
        row: IdeaRow = step.facts
        author = people[row.author_id]
        if (text := shown_text(row.text, author, step.line, report)) is not None:
            idea = _idea(row, author, text)
            db.session.add(idea)
            db.session.flush()
            _belongings(idea, row, tags)
            made.append(idea)
    all_listed(made)
    for idea in made:
        record(BROUGHT_IN, idea, actor=actor)


def _idea(row: IdeaRow, author: Person, text: Written) -> Idea:
    return Idea(
        external_id=row.external_id,
        title=row.title,
        excerpt=text.excerpt(EXCERPT),
        source=text.source,
        html=text.html,
        plain=text.plain,
        language=text.language,
        author_id=author.id,
        organization_id=author.organization_id,
        status_id=row.status_id,
        area_id=row.area_id,
        trending=trending.total([row.at]),
        at=row.at,
        heard_at=row.at,
    )


def _belongings(idea: Idea, row: IdeaRow, tags: dict[str, int]) -> None:
    """Its first line of history, its author's follow, its tags."""
    history = {"from_id": None, "to_id": idea.status_id, "by_id": idea.author_id, "at": idea.at}
    db.session.add(IdeaStatusChange(idea_id=idea.id, **history))
    db.session.add(IdeaFollow(idea_id=idea.id, person_id=idea.author_id, at=idea.at))
    for name in row.tags:
        if name not in tags:
            tags[name] = ensure_tag(name)
    db.session.add_all(IdeaTag(idea_id=idea.id, tag_id=tag_id) for tag_id in {tags[name] for name in row.tags})


def _write_votes(steps: Sequence[Any], actor: Person, report: Report) -> None:
    rows: list[VoteRow] = [step.facts for step in steps]
    people = _people((row.person_id for row in rows), hold=True)
    heads = _held(row.idea_id for row in rows)
    values = [
        {
            "idea_id": row.idea_id,
            "person_id": row.person_id,
            "organization_id": people[row.person_id].organization_id,
            "source": SOURCE,
            "note": row.note,
            "at": row.at,
        }
        for row in rows
    ]
    for at in range(0, len(values), CHUNK):
        db.session.execute(insert(IdeaVote).values(values[at : at + CHUNK]).on_conflict_do_nothing())
    _recount(heads, actor)


def _write_comments(steps: Sequence[Any], actor: Person, report: Report) -> None:
    people = _people(step.facts.author_id for step in steps)
    heads = _held(step.facts.idea_id for step in steps)
    for step in steps:
        row: CommentRow = step.facts
        author = people[row.author_id]
        if (text := shown_text(row.text, author, step.line, report)) is not None:
            words = {"source": text.source, "html": text.html, "plain": text.plain, "language": text.language}
            made = {"idea_id": row.idea_id, "author_id": author.id, "organization_id": author.organization_id}
            db.session.add(IdeaComment(external_id=row.external_id, at=row.at, **made, **words))
    db.session.flush()
    _recount(heads, actor)


def _people(ids: Iterable[int], hold: bool = False) -> dict[int, Person]:
    """By number; `hold`: nobody of them moves to another company until commit."""
    every, found = sorted(set(ids)), dict[int, Person]()
    for at in range(0, len(every), CHUNK):
        wanted = sa.select(Person).where(Person.id.in_(every[at : at + CHUNK])).order_by(Person.id)
        wanted = wanted.with_for_update(key_share=True) if hold else wanted
        rows = db.session.scalars(wanted.execution_options(populate_existing=hold))
        found |= {person.id: person for person in rows}
    return found


def _held(idea_ids: Iterable[int]) -> list[Idea]:
    """The canonical ideas of these, ours until commit. Raises Refused when one was merged while they were locked."""
    every = sorted(set(idea_ids))
    heads = _heads(every)
    found: list[Idea] = []
    for at in range(0, len(heads), CHUNK):
        found += hold_all(heads[at : at + CHUNK])
    if _heads(every) != heads:
        raise Refused(_("Ideas were merged meanwhile. Import the file again."))
    return found


def _heads(idea_ids: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for at in range(0, len(idea_ids), CHUNK):
        found |= set(db.session.scalars(sa.select(HEAD).where(Idea.id.in_(idea_ids[at : at + CHUNK]))))
    return sorted(found)


def _recount(heads: Collection[Idea], actor: Person) -> None:
    """The numbers of these ideas from their rows."""
    for idea in heads:
        counting.recount(idea)
        record(BROUGHT_IN, idea, actor=actor)
