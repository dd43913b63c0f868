"""Reading a file of ideas, votes or comments: what it would add, and everything wrong with it. Nothing is written here.

What stands already, by its external id or as somebody's vote, is left as it is: the portal's own words win. What a file
brought in once is not brought in again: somebody may have taken it back since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.commands.reports import Report, Step
from portal.ideas.commands.bulk import tag_names
from portal.ideas.commands.planning_cells import Cells, known_of
from portal.ideas.commands.submitting import TEXT_LENGTH, TITLE_LENGTH
from portal.ideas.commands.table_columns import COMMENT_COLUMNS, IDEA_COLUMNS, VOTE_COLUMNS
from portal.ideas.commands.votes import NOTE_LENGTH
from portal.ideas.models import IdeaComment, IdeaImport, IdeaVote
from portal.kernel.csv import Column, read_csv
from portal.kernel.i18n import _
from portal.posting.tables import ID_LENGTH, OWN, leave_standing, named, read_rows

MOST = {"ideas": 5_000, "votes": 20_000, "comments": 5_000}  # rows of one file


class IdeaRow(NamedTuple):
    """What a row says about an idea that is to be."""

    external_id: str
    title: str
    text: str
    author_id: int
    status_id: int
    area_id: int | None
    tags: Sequence[str]
    at: datetime


class VoteRow(NamedTuple):
    """Who wants which idea, since when."""

    idea_id: int
    person_id: int
    note: str
    at: datetime


class CommentRow(NamedTuple):
    """What somebody said below an idea."""

    external_id: str
    idea_id: int
    author_id: int
    text: str
    at: datetime


def plan_ideas(data: bytes) -> Report:
    """What a file of ideas would do."""
    report = _plan(data, IDEA_COLUMNS, "ideas", _idea_step, ("external_id",))
    _leave_standing(report, "ideas", lambda _rows: set())
    return report


def plan_votes(data: bytes) -> Report:
    """What a file of votes would do."""
    report = _plan(data, VOTE_COLUMNS, "votes", _vote_step, ("idea", "person"))
    _leave_standing(report, "votes", _standing_votes)
    return report


def plan_comments(data: bytes) -> Report:
    """What a file of comments would do."""
    report = _plan(data, COMMENT_COLUMNS, "comments", _comment_step, ("external_id",))
    _leave_standing(report, "comments", _standing_comments)
    return report


def _plan(
    data: bytes,
    columns: Sequence[Column],
    kind: str,
    step_of: Callable[[Cells], Step | None],
    key: Sequence[str],
) -> Report:
    table = read_csv(data, columns, max_rows=MOST[kind])
    known = known_of(table.rows)
    return read_rows(table, lambda row, problems: Cells(row, columns, known, problems), step_of, key)


def _idea_step(cells: Cells) -> Step | None:
    key, title = cells.text("external_id", ID_LENGTH), cells.text("title", TITLE_LENGTH)
    standing = cells.known.ideas.get(key or "")
    if standing is not None:
        return Step(cells.row.line, standing.title, "same", None, standing.id)
    if key and OWN.fullmatch(key):
        cells.refuse("external_id", _("This portal has no idea with the number %(number)s.", number=key))
    text, author, at = cells.text("text", TEXT_LENGTH), cells.person("author"), cells.at()
    status_id = cells.read("status", lambda cell: named(cell, cells.known.statuses) if cell else None)
    area_id = cells.read("area", lambda cell: named(cell, cells.known.areas) if cell else None)
    tags = cells.read("tags", tag_names)
    if key is None or title is None or text is None or author is None or at is None or tags is None:
        return None
    status_id = status_id or cells.known.first_status
    title = " ".join(title.split())
    facts = IdeaRow(key, title, text or title, author.id, status_id, area_id, tags, at)
    return Step(cells.row.line, title, "new", facts)


def _vote_step(cells: Cells) -> Step | None:
    idea, person = cells.idea(), cells.person("person")
    at, note = cells.at(), cells.text("note", NOTE_LENGTH)
    if idea is not None and idea.external_id is None and idea.status_id in cells.known.closed:
        cells.refuse("idea", _("Voting on “%(title)s” is closed.", title=idea.title))
    if idea is None or person is None or at is None or note is None:
        return None
    title = f"{person.display_name} → {idea.title}"
    return Step(cells.row.line, title, "new", VoteRow(idea.id, person.id, note, at))


def _comment_step(cells: Cells) -> Step | None:
    key, idea, author = cells.text("external_id", ID_LENGTH), cells.idea(), cells.person("author")
    text, at = cells.text("text", TEXT_LENGTH), cells.at()
    if key is None or idea is None or author is None or text is None or at is None:
        return None
    title = f"{author.display_name} → {idea.title}"
    return Step(cells.row.line, title, "new", CommentRow(key, idea.id, author.id, text, at))


def key_of(row: IdeaRow | VoteRow | CommentRow) -> str:
    """What the portal remembers a row by that it brought in."""
    return f"{row.idea_id} {row.person_id}" if isinstance(row, VoteRow) else row.external_id


def _leave_standing(report: Report, kind: str, standing: Callable[[Sequence[Any]], set[str]]) -> None:
    """What is so already, or was brought in before, adds nothing."""
    new = [step.facts for step in report.steps if step.state == "new"]
    keys = {key_of(row) for row in new}
    known = standing(new) | set(
        chunked(keys, lambda some: sa.select(IdeaImport.key).where(IdeaImport.kind == kind, IdeaImport.key.in_(some)))
    )
    leave_standing(report, key_of, known)


def _standing_votes(rows: Sequence[VoteRow]) -> set[str]:
    votes = chunked(
        {row.idea_id for row in rows},
        lambda some: sa.select(IdeaVote).where(
            IdeaVote.idea_id.in_(some), IdeaVote.person_id.in_({row.person_id for row in rows if row.idea_id in some})
        ),
    )
    return {f"{vote.idea_id} {vote.person_id}" for vote in votes}


def _standing_comments(rows: Sequence[CommentRow]) -> set[str]:
    keys = {row.external_id for row in rows}
    return set(chunked(keys, lambda some: sa.select(IdeaComment.external_id).where(IdeaComment.external_id.in_(some))))
