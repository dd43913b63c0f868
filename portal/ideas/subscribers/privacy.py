"""What the idea board holds about a person.

Ideas, comments and the versions before them stay, as a former member's: others answered, voted and decided on them. So
do votes, with the company they were counted for. What goes: what staff noted about a wish and where they heard it, what
was still missing, why something was taken off, whom they followed, pictures in no post; and their name where others
mentioned them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.ideas.commands.holding import hold_all
from portal.ideas.commands.mentions import one_space
from portal.ideas.events import MENTIONED
from portal.ideas.models import (
    CommentAgree,
    Idea,
    IdeaComment,
    IdeaFollow,
    IdeaImage,
    IdeaNote,
    IdeaProposal,
    IdeaResponse,
    IdeaRevision,
    IdeaStatusChange,
    IdeaVerdict,
    IdeaVote,
)
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.files import File
from portal.kernel.i18n import _, using

NO_SESSION = {"synchronize_session": False}
MARKED = re.compile(r'<span class="mention">@([^<]*)</span>')


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
    _drop_pictures(leaver)
    _unname(leaver)


def _drop_pictures(leaver: Leaver) -> None:
    """Those that were chosen and never sent."""
    unsent = (IdeaImage.person_id == leaver.person_id, IdeaImage.idea_id.is_(None))
    found = db.session.execute(
        sa.select(File.id, File.digest).join(IdeaImage, IdeaImage.file_id == File.id).where(*unsent)
    )
    for file_id, digest in found.all():
        leaver.digests.add(digest)
        for gone in (
            sa.delete(IdeaImage).where(IdeaImage.file_id == file_id),
            sa.delete(File).where(File.id == file_id),
        ):
            db.session.execute(gone, execution_options=NO_SESSION)


def _unname(leaver: Leaver) -> None:
    """Take their name out of comments that mention them, and of the versions before.

    A mention is a reference that the portal made a name of, so it goes with the name, as it does in Discourse; what
    others typed about them in plain words is those others' text and stays. `@[Name]` meant them where the event of the
    mention says so, or where nobody else here is called so.
    """
    name = one_space(leaver.name)
    if not name:
        return
    written = re.compile(r"@\[\s*" + r"\s+".join(map(re.escape, name.split(" "))) + r"\s*\]")
    alone, begun = not _has_namesake(leaver, name), f"@[{name.split(' ')[0]}"
    comments = (
        sa.select(IdeaComment).where(IdeaComment.source.contains(begun, autoescape=True)).order_by(IdeaComment.id)
    )
    for said in db.session.scalars(comments.with_for_update(key_share=True)).all():
        if written.search(said.source) and (alone or _meant(leaver, said.id)):
            former = f"@{_former(said.language)}"
            said.source = written.sub(former, said.source)
            said.html = _unmarked(said.html, name, former)
            said.plain = said.plain.replace(f"@{name}", former)
    before = sa.select(IdeaRevision).join(IdeaComment, IdeaComment.id == IdeaRevision.comment_id)
    for kept in db.session.scalars(before.where(IdeaRevision.source.contains(begun, autoescape=True))).all():
        if written.search(kept.source) and (alone or _meant(leaver, kept.comment_id)):
            kept.source = written.sub(f"@{_former(_language(kept.comment_id))}", kept.source)
    db.session.flush()


def _former(language: str) -> str:
    with using(language):
        return _("Former member")


def _language(comment_id: int | None) -> str:
    return db.session.scalars(sa.select(IdeaComment.language).where(IdeaComment.id == comment_id)).one()


def _unmarked(made: str, name: str, former: str) -> str:
    """The HTML with `former` as plain words where the name was marked."""
    return MARKED.sub(lambda found: former if one_space(html.unescape(found[1])) == name else found[0], made)


def _has_namesake(leaver: Leaver, name: str) -> bool:
    spelled = (name, name.replace(" ", "\u3000"))
    others = sa.select(Person.id).where(Person.display_name.in_(spelled), Person.id != leaver.person_id)
    return db.session.scalar(others.limit(1)) is not None


def _meant(leaver: Leaver, comment_id: int | None) -> bool:
    told = sa.select(Event.id).where(
        Event.subject == f"{IdeaComment.__tablename__}:{comment_id}",
        Event.name == MENTIONED,
        Event.data["person_id"].as_integer() == leaver.person_id,
    )
    return db.session.scalar(told.limit(1)) is not None


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


def pictures(person: Person) -> Iterator[File]:
    """All they uploaded, sent or not."""
    mine = sa.select(IdeaImage.id, File).join(IdeaImage, IdeaImage.file_id == File.id)
    for _id, file in one_by_one(mine.where(IdeaImage.person_id == person.id)):
        yield file


POSTS = "posts stay, as a former member's"
COUNTED = "votes and voices stay counted, by a number without a name"
OFFICE = "what staff decided and wrote for the vendor, by a number without a name"
personal(
    Personal(
        key="ideas",
        erase=erase,
        export=export,
        files=pictures,
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
            "idea_image": "pictures in no post go, those in posts stay with them",
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
            "area": OFFICE,
            "tag": OFFICE,
        },
    )
)
