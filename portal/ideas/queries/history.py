"""What happened to an idea: states, windows, merges, areas, edits; for staff also answers and the votes they noted.

Each part is a SELECT of the same columns, so that the whole history is one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaProposal, IdeaResponse, IdeaRevision, IdeaStatusChange, IdeaTurn
from portal.kernel.db import db

TOLD = 50  # lines that everybody reads
INSIDE = 100
PUBLIC = ("merged", "unmerged", "area")  # kinds of turns
IDEA = sa.bindparam("idea_id", type_=sa.Integer)
NUMBER, FLAG, WORD = sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), sa.Boolean), sa.literal("")


def told(idea_id: int) -> Sequence[Any]:
    """What everybody may read, the newest first.

    Rows of `kind` (status, merged, unmerged, area, edited), `number`, `before` and `after` (states or areas), `name`
    (who), `text` (the reason), `window`, `was` (the window before), `other` (the title of the other idea), `of_other`
    (it is the other idea that was merged), `shown` (it is on the board), `taken`, `reply`, `at`.
    """
    return db.session.connection().execute(TOLD_ROWS, {"idea_id": idea_id}).all()


def inside(idea_id: int) -> Sequence[Any]:
    """What staff read, also of `answer` (official), `proposal` (settled), `behalf` and `dropped` (votes noted)."""
    return db.session.connection().execute(INSIDE_ROWS, {"idea_id": idea_id}).all()


def _newest(*parts: sa.Select[Any], most: int) -> sa.Select[Any]:
    every = sa.union_all(*parts).subquery()
    newest = sa.select(every).order_by(every.c.at.desc(), every.c.kind, every.c.number.desc())
    return newest.limit(most)


def window_before(window: Any, change: Any) -> Any:
    """Another window that was told before this change of an idea; "" when there was none."""
    earlier = aliased(IdeaStatusChange)
    told_before = (earlier.idea_id == change.idea_id, earlier.id < change.id, earlier.window.not_in(["", window]))
    last = sa.select(earlier.window).where(*told_before).order_by(earlier.id.desc()).limit(1)
    return sa.func.coalesce(last.scalar_subquery(), "")


def _row(
    kind: Any, number: Any, at: Any, *, before: Any = NUMBER, after: Any = NUMBER, name: Any = WORD, text: Any = WORD,
    window: Any = WORD, was: Any = WORD, other: Any = WORD, of_other: Any = FLAG, shown: Any = FLAG, taken: Any = FLAG,
    reply: Any = WORD,
) -> sa.Select[Any]:  # fmt: skip
    columns = {
        "kind": kind, "number": number, "before": before, "after": after, "name": name, "text": text,
        "window": window, "was": was, "other": other, "of_other": of_other, "shown": shown, "taken": taken,
        "reply": reply, "at": at,
    }  # fmt: skip
    return sa.select(*(column.label(key) for key, column in columns.items()))


def _changes() -> sa.Select[Any]:
    change = IdeaStatusChange
    found = _row(
        sa.literal("status"), change.id, change.at, before=change.from_id, after=change.to_id,
        name=Person.display_name, text=change.reason, window=change.window, was=window_before(change.window, change),
    )  # fmt: skip
    return found.select_from(change).outerjoin(Person, Person.id == change.by_id).where(change.idea_id == IDEA)


def _turns(*kinds: str) -> sa.Select[Any]:
    """Of this idea, and of ideas that were merged into it."""
    turn, other, voter = IdeaTurn, aliased(Idea), aliased(Person)
    of_other = sa.func.coalesce(turn.other_id == IDEA, sa.false())
    there = sa.case((of_other, turn.idea_id), else_=turn.other_id)
    shown = sa.and_(other.hidden_at.is_(None), other.held_at.is_(None))
    found = _row(
        turn.kind, turn.id, turn.at, before=turn.before_id, after=turn.after_id, name=Person.display_name,
        text=sa.type_coerce(sa.func.coalesce(voter.display_name, ""), sa.Text),
        other=sa.func.coalesce(other.title, ""), of_other=of_other, shown=shown,
    )  # fmt: skip
    joined = found.select_from(turn).outerjoin(other, other.id == there).outerjoin(voter, voter.id == turn.person_id)
    ours = sa.or_(turn.idea_id == IDEA, turn.other_id == IDEA)
    return joined.outerjoin(Person, Person.id == turn.by_id).where(ours, turn.kind.in_(kinds))


def _edits() -> sa.Select[Any]:
    edit = IdeaRevision
    found = _row(sa.literal("edited"), edit.id, edit.at, name=Person.display_name)
    return found.select_from(edit).join(Person, Person.id == edit.editor_id).where(edit.idea_id == IDEA)


def _answers() -> sa.Select[Any]:
    made = IdeaResponse
    found = _row(sa.literal("answer"), made.number, made.at, name=Person.display_name, text=made.plain)
    return found.select_from(made).join(Person, Person.id == made.by_id).where(made.idea_id == IDEA)


def _settled() -> sa.Select[Any]:
    made = IdeaProposal
    found = _row(
        sa.literal("proposal"), made.id, made.settled_at, after=made.status_id, name=Person.display_name,
        text=made.reason, taken=made.taken, reply=made.reply,
    )  # fmt: skip
    family = sa.select(Idea.id).where(sa.or_(Idea.id == IDEA, Idea.merged_into_id == IDEA))
    settled = (made.idea_id.in_(family), made.settled_at.is_not(None), made.taken.is_not(None))
    return found.select_from(made).join(Person, Person.id == made.by_id).where(*settled)


# Built once: every page of an idea asks the first, every page of it for staff the second.
TOLD_ROWS = _newest(_changes(), _turns(*PUBLIC), _edits(), most=TOLD)
INSIDE_ROWS = _newest(_turns(*PUBLIC, "behalf", "dropped"), _changes(), _edits(), _answers(), _settled(), most=INSIDE)
