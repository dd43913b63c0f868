"""What the community holds about a person.

Questions, answers, comments and the versions before them stay, as a former member's: others answered and built on them.
So do marks that are counted, and terms and awards as numbers of a person without a name. What goes: what they follow,
their profile, groups they are in or ask for, what they know and when they are away, what was written about them as a
candidate, why posts were taken off, what they opened while asking; a standing term ends; and their name where others
mentioned them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.community.commands.champions.helpers import put_champion
from portal.community.commands.holding import hold_all
from portal.community.events import NAMED_IN_ANSWER, NAMED_IN_COMMENT, NAMED_IN_QUESTION
from portal.community.models import (
    Answer,
    AnswerUseful,
    Asking,
    ChampionArea,
    ChampionCandidacy,
    ChampionFigures,
    ChampionProfile,
    ChampionTerm,
    CommunityFollow,
    CommunityGroup,
    CommunityRevision,
    GroupMember,
    Point,
    Profile,
    Question,
    QuestionComment,
    QuestionToo,
    RoutedQuestion,
)
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.posting.unnaming import Mentioning, unname

NO_SESSION = {"synchronize_session": False}
MENTIONING = (
    Mentioning(Question, NAMED_IN_QUESTION, CommunityRevision, CommunityRevision.question_id),
    Mentioning(Answer, NAMED_IN_ANSWER, CommunityRevision, CommunityRevision.answer_id),
    Mentioning(QuestionComment, NAMED_IN_COMMENT, CommunityRevision, CommunityRevision.comment_id),
)
GONE: tuple[Any, ...] = (
    CommunityFollow, Asking, Profile, ChampionArea, ChampionProfile, ChampionFigures, RoutedQuestion,
)  # fmt: skip


def erase(leaver: Leaver) -> None:
    """All that was named above."""
    mine = leaver.person_id
    hidden = sa.select(Question.id).where(Question.author_id == mine, Question.hidden_reason != "")
    hold_all(set(db.session.scalars(hidden)))  # in order of id, as everybody does
    for post in (Question, Answer, QuestionComment):
        changed = sa.update(post).where(post.author_id == mine, post.hidden_reason != "").values(hidden_reason="")
        db.session.execute(changed, execution_options=NO_SESSION)
    for model in GONE:
        db.session.execute(sa.delete(model).where(model.person_id == mine), execution_options=NO_SESSION)
    about = sa.update(ChampionCandidacy).where(ChampionCandidacy.person_id == mine)
    db.session.execute(about.values(words="", reply=""), execution_options=NO_SESSION)
    waiting = sa.delete(ChampionCandidacy).where(
        ChampionCandidacy.person_id == mine, ChampionCandidacy.decided_at.is_(None)
    )
    db.session.execute(waiting, execution_options=NO_SESSION)
    _end_term(mine)
    _leave_groups(mine)
    unname(leaver, MENTIONING)
    put_champion(mine, wanted=False)


def _end_term(mine: int) -> None:
    term = sa.update(ChampionTerm).where(ChampionTerm.person_id == mine)
    db.session.execute(term.values(reason=""), execution_options=NO_SESSION)
    standing = term.where(ChampionTerm.ended_at.is_(None))
    db.session.execute(standing.values(ended_at=now(), outcome="stepped_down"), execution_options=NO_SESSION)


def _leave_groups(mine: int) -> None:
    """Groups are locked last, in order of id, where their members are counted."""
    rows = db.session.execute(
        sa.delete(GroupMember).where(GroupMember.person_id == mine).returning(GroupMember.group_id, GroupMember.state),
        execution_options=NO_SESSION,
    ).all()
    for group_id in sorted(group_id for group_id, state in rows if state == "member"):
        fewer = sa.update(CommunityGroup).where(CommunityGroup.id == group_id)
        db.session.execute(fewer.values(members=CommunityGroup.members - 1), execution_options=NO_SESSION)


def export(person: Person) -> dict[str, Any]:
    """What they asked, answered, said and chose; what staff wrote about them stays with staff."""
    mine = person.id
    posts = ("id", "text", "at", "edited_at", "waits_since", "taken_off_at", "reason")
    return {
        "questions": _rows(
            ("id", "title", *posts[1:]),
            sa.select(
                Question.id, Question.id, Question.title, Question.source, Question.at, Question.edited_at,
                Question.held_at, Question.hidden_at, Question.hidden_reason,
            ).where(Question.author_id == mine),
        ),
        "answers": _rows(("id", "question", *posts[1:]), _posts(Answer, mine)),
        "comments": _rows(("id", "question", *posts[1:]), _posts(QuestionComment, mine)),
        "before_edits": _rows(("question", "answer", "comment", "title", "text", "until"), _revisions(mine)),
        "have_too": _rows(("question", "at"), _marks(QuestionToo, QuestionToo.question_id, mine)),
        "found_useful": _rows(("answer", "at"), _marks(AnswerUseful, AnswerUseful.answer_id, mine)),
        "followed": _rows(
            ("kind", "number", "wanted", "at"),
            sa.select(
                CommunityFollow.id, CommunityFollow.kind, CommunityFollow.ref, CommunityFollow.wanted,
                CommunityFollow.at,
            ).where(CommunityFollow.person_id == mine),
        ),
        "groups": _rows(
            ("group", "state", "leader", "words", "at"),
            sa.select(
                GroupMember.id, CommunityGroup.slug, GroupMember.state, GroupMember.leader, GroupMember.words,
                GroupMember.at,
            ).join(CommunityGroup, CommunityGroup.id == GroupMember.group_id).where(GroupMember.person_id == mine),
        ),
        "profile": _rows(
            ("about", "shows_work", "shows_posts"),
            sa.select(Profile.id, Profile.about, Profile.shows_work, Profile.shows_posts)
            .where(Profile.person_id == mine),
        ),
        "champion": _rows(
            ("starts", "ends", "outcome", "figures"),
            sa.select(
                ChampionTerm.id, ChampionTerm.starts, ChampionTerm.ends, ChampionTerm.outcome, ChampionTerm.figures
            ).where(ChampionTerm.person_id == mine),
        ),
        "applied": _rows(
            ("words", "reply", "at"),
            sa.select(ChampionCandidacy.id, ChampionCandidacy.words, ChampionCandidacy.reply, ChampionCandidacy.at)
            .where(ChampionCandidacy.person_id == mine, ChampionCandidacy.by_id == mine),
        ),
        "points": _rows(
            ("kind", "answer", "points", "cancelled_at", "at"),
            sa.select(Point.id, Point.kind, Point.ref, Point.points, Point.cancelled_at, Point.at)
            .where(Point.person_id == mine),
        ),
    }  # fmt: skip


def _posts(model: Any, mine: int) -> sa.Select[Any]:
    columns: list[Any] = [model.id, model.id, model.question_id, model.source, model.at, model.edited_at]
    return sa.select(*columns, model.held_at, model.hidden_at, model.hidden_reason).where(model.author_id == mine)


def _revisions(mine: int) -> sa.Select[Any]:
    kept = CommunityRevision
    columns: list[Any] = [kept.id, kept.question_id, kept.answer_id, kept.comment_id, kept.title, kept.source, kept.at]
    wanted = sa.select(*columns).outerjoin(Question, Question.id == kept.question_id)
    wanted = wanted.outerjoin(Answer, Answer.id == kept.answer_id)
    wanted = wanted.outerjoin(QuestionComment, QuestionComment.id == kept.comment_id)
    ours = (Question.author_id == mine, Answer.author_id == mine, QuestionComment.author_id == mine)
    return wanted.where(sa.or_(*ours))


def _marks(model: Any, number: Any, mine: int) -> sa.Select[Any]:
    return sa.select(model.id, number, model.at).where(model.person_id == mine)


def _rows(names: Iterable[str], wanted: sa.Select[*tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for _id, *values in one_by_one(wanted):
        yield dict(zip(names, values, strict=True))


POSTS = "posts stay, as a former member's; mentions of the erased person in others' lose the name"
COUNTED = "marks stay counted, by a number without a name"
OFFICE = "what staff decided, by a number without a name"
personal(
    Personal(
        key="community",
        erase=erase,
        export=export,
        removed=(
            "community_follow", "asking", "profile", "champion_area", "champion_profile", "champion_figures",
            "routed_question", "group_member", "question.hidden_reason", "answer.hidden_reason",
            "question_comment.hidden_reason", "champion_candidacy.words", "champion_candidacy.reply",
            "champion_term.reason",
        ),
        kept={
            "question": POSTS, "answer": POSTS, "question_comment": POSTS, "community_revision": POSTS,
            "question_tag": "words on posts, of nobody",
            "question_too": COUNTED, "answer_useful": COUNTED, "acceptance": COUNTED, "point": COUNTED,
            "helper": COUNTED, "champion_candidacy": OFFICE, "champion_term": OFFICE,
            "champion_award": "an award of a year stays given, to a former member, who is not named any more",
            "community_group": OFFICE, "community_import": "keys of rows of files, numbers only",
        },
    )
)  # fmt: skip
