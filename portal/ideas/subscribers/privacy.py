"""What the idea board holds about a person.

Ideas, comments and the versions before them stay, as a former member's: others answered, voted and decided on them. So
do votes, with the company they were counted for. What goes: what staff noted about a wish and where they heard it, what
was still missing, why something was taken off, whom they followed; and their name where others
mentioned them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.ideas.commands.holding import hold_all
from portal.ideas.events import MENTIONED
from portal.ideas.models import (
    CommentAgree,
    Idea,
    IdeaComment,
    IdeaFollow,
    IdeaNote,
    IdeaProposal,
    IdeaResponse,
    IdeaRevision,
    IdeaStatusChange,
    IdeaVerdict,
    IdeaVote,
)
from portal.kernel.db import db
from portal.posting.unnaming import Mentioning, unname

NO_SESSION = {"synchronize_session": False}


def erase(leaver: Leaver) -> None:
    """All that was named above."""
    mine = leaver.person_id
    db.session.execute(sa.delete(IdeaFollow).where(IdeaFollow.person_id == mine), execution_options=NO_SESSION)
    hidden = sa.select(Idea.id).where(Idea.author_id == mine, Idea.hidden_reason != "")
    hold_all(set(db.session.scalars(hidden)))  # in order of id, as everybody does
    emptied: tuple[tuple[Any, Any, Any], ...] = (
        (Idea, Idea.hidden_reason, Idea.author_id),
        (IdeaComment, IdeaComment.hidden_reason, IdeaComment.author_id),
        (IdeaVote, IdeaVote.note, IdeaVote.person_id),
        (IdeaVerdict, IdeaVerdict.missing, IdeaVerdict.person_id),
    )
    for model, words, whose in emptied:
        changed = sa.update(model).where(whose == mine, words != "").values({words: ""})
        db.session.execute(changed, execution_options=NO_SESSION)
    unname(leaver, [Mentioning(IdeaComment, MENTIONED, IdeaRevision, IdeaRevision.comment_id)])


def export(person: Person) -> dict[str, Any]:
    """What they wrote, wanted and said; where they heard it stays with staff."""
    mine = person.id
    found = {
        "ideas": _rows(
            ("id", "title", "text", "at", "edited_at", "waits_since", "taken_off_at", "reason"),
            sa.select(
                Idea.id, Idea.id, Idea.title, Idea.source, Idea.at, Idea.edited_at, Idea.held_at, Idea.hidden_at,
                Idea.hidden_reason,
            ).where(Idea.author_id == mine),
        ),
        "comments": _rows(
            ("id", "idea", "text", "at", "edited_at", "waits_since", "taken_off_at", "reason"),
            sa.select(
                IdeaComment.id, IdeaComment.id, IdeaComment.idea_id, IdeaComment.source, IdeaComment.at,
                IdeaComment.edited_at, IdeaComment.held_at, IdeaComment.hidden_at, IdeaComment.hidden_reason,
            ).where(IdeaComment.author_id == mine),
        ),
        "before_edits": _rows(("idea", "comment", "title", "text", "until"), _revisions(mine)),
        "votes": _rows(
            ("idea", "title", "at", "noted_by_staff"),
            sa.select(IdeaVote.id, IdeaVote.idea_id, _title(mine), IdeaVote.at, IdeaVote.added_by_id.is_not(None))
            .join(Idea, Idea.id == IdeaVote.idea_id).where(IdeaVote.person_id == mine),
        ),
        "followed": _rows(
            ("idea", "wanted", "at"),
            sa.select(IdeaFollow.id, IdeaFollow.idea_id, IdeaFollow.wanted, IdeaFollow.at)
            .where(IdeaFollow.person_id == mine),
        ),
        "agreed_with_comments": _rows(
            ("comment", "at"),
            sa.select(CommentAgree.id, CommentAgree.comment_id, CommentAgree.at).where(CommentAgree.person_id == mine),
        ),
        "did_it_help": _rows(
            ("idea", "solved", "missing", "answered_at"),
            sa.select(
                IdeaVerdict.id, IdeaVerdict.idea_id, IdeaVerdict.solved, IdeaVerdict.missing, IdeaVerdict.answered_at
            ).where(IdeaVerdict.person_id == mine),
        ),
    }  # fmt: skip
    return found | (_office(mine) if person.is_staff else {})


def _revisions(mine: int) -> sa.Select[Any]:
    columns: list[Any] = [IdeaRevision.id, IdeaRevision.idea_id, IdeaRevision.comment_id]
    wanted = sa.select(*columns, IdeaRevision.title, IdeaRevision.source, IdeaRevision.at)
    joined = wanted.outerjoin(Idea, Idea.id == IdeaRevision.idea_id)
    joined = joined.outerjoin(IdeaComment, IdeaComment.id == IdeaRevision.comment_id)
    return joined.where(sa.or_(Idea.author_id == mine, IdeaComment.author_id == mine))


def _title(mine: int) -> sa.ColumnElement[str]:
    """Of an idea that is on the board, or their own."""
    shown = sa.and_(Idea.hidden_at.is_(None), Idea.held_at.is_(None))
    return sa.case((sa.or_(shown, Idea.author_id == mine), Idea.title), else_="")


def _office(mine: int) -> dict[str, Any]:
    """What somebody of the staff wrote as such."""
    written = (
        ("responses", IdeaResponse, IdeaResponse.source),
        ("notes", IdeaNote, IdeaNote.text),
        ("proposals", IdeaProposal, IdeaProposal.reason),
        ("status_changes", IdeaStatusChange, IdeaStatusChange.reason),
    )
    return {
        name: _rows(
            ("idea", "text", "at"), sa.select(model.id, model.idea_id, words, model.at).where(model.by_id == mine)
        )
        for name, model, words in written
    }


def _rows(names: Iterable[str], wanted: sa.Select[*tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for _id, *values in one_by_one(wanted):
        yield dict(zip(names, values, strict=True))


POSTS = "posts stay, as a former member's"
COUNTED = "votes and voices stay counted, by a number without a name"
OFFICE = "what staff decided and wrote for the vendor, by a number without a name"
personal(
    Personal(
        key="ideas",
        erase=erase,
        export=export,
        removed=(
            "idea_follow",
            "idea_vote.note",
            "idea_verdict.missing",
            "idea.hidden_reason",
            "idea_comment.hidden_reason",
        ),
        kept={
            "idea": POSTS,
            "idea_comment": f"{POSTS}; mentions of the erased person in it lose the name",
            "idea_revision": f"{POSTS}; mentions too",
            "idea_vote": COUNTED,
            "comment_agree": COUNTED,
            "idea_verdict": COUNTED,
            "idea_import": "keys of rows of files, numbers only",
            "idea_turn": "history of an idea, numbers only",
            "idea_response": OFFICE,
            "idea_note": OFFICE,
            "idea_proposal": OFFICE,
            "idea_status_change": OFFICE,
            "idea_status": OFFICE,
            "idea_tag": "words on posts, of nobody",
        },
    )
)
