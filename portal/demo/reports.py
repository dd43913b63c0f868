"""The last days of the review queue: what was reported, what waits for a look, and what staff decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import talk
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.queries.board import LISTED
from portal.kernel.calendar import now, pretend
from portal.kernel.db import db
from portal.moderation.commands import deciding
from portal.moderation.commands.flagging import flag
from portal.moderation.models import ModerationCase

COMMENT = "idea-comment"


class Report(NamedTuple):
    """A comment, what it was reported for, and what came of it: "" | taken | hidden | left | released."""

    language: str
    text: str
    reasons: tuple[tuple[str, str], ...]
    outcome: str
    days: float  # ago
    why: str = ""  # the author reads it


REPORTS = (
    Report(
        "en",
        "Tablets for field crews, half price this week only. Write to me for a quote.",
        (("spam", ""), ("spam", "The same text stands below two other ideas.")),
        "hidden",
        9.2,
        "It advertises something that has nothing to do with the topic. Do write how your crews work today.",
    ),
    Report(
        "en",
        "We keep a photo log of every change at https://depot-notes.example/log and would drop it for this.",
        (),
        "released",
        7.5,
    ),
    Report(
        "ja",
        "この件はうちの営業所では関係ないので、後回しでよいと思います。",
        (("rude", "ほかの会社の要望を軽く見ているように読めます。"),),
        "left",
        5.1,
    ),
    Report(
        "en",
        "Ask Piet at the north gate, +31 20 555 0142. He has the old spreadsheet at home.",
        (("personal", "A private number of somebody who is not here."),),
        "taken",
        2.3,
    ),
    Report(
        "en",
        "Third time we ask. Does anybody at your end read this, or is the board only for show?",
        (("rude", ""), ("other", "Fair point, but the tone scares our new colleagues off.")),
        "",
        1.4,
    ),
    Report("ja", "手順を図にまとめました。参考になれば: https://genba-techo.example/offline", (), "", 0.9),
    Report(
        "ja", "勤怠アプリの設定方法を教えてください。", (("place", "質問なので、ここではないと思います。"),), "", 0.6
    ),
    Report("en", "Our trial notes are here: https://siteworks-diary.example/week-3 (two pages).", (), "", 0.2),
)


def tell(members: Sequence[Person], known: Mapping[str, Person]) -> int:
    """Let it happen, below ideas that stand on the board; how many cases there are then."""
    ideas = {language: _ideas(language) for language in ("en", "ja")}
    writers = {language: _newcomers(members, known["member"], language) for language in ("en", "ja")}
    ends = now() - timedelta(hours=1)
    for told in REPORTS:
        idea_id, author = next(ideas[told.language], None), next(writers[told.language], None)
        if idea_id is not None and author is not None:
            _happen(told, idea_id, author, members, known, ends)
    return db.session.scalar(sa.select(sa.func.count()).select_from(ModerationCase)) or 0


def _happen(
    told: Report, idea_id: int, author: Person, members: Sequence[Person], known: Mapping[str, Person], ends: datetime
) -> None:
    at = ends - timedelta(days=told.days)
    with pretend(at):
        ref = talk.comment(author, idea_id, told.text).id
    others = [one for one in members if one.organization_id != author.organization_id and one is not known["member"]]
    for place, (reason, note) in enumerate(told.reasons):
        with pretend(at + timedelta(minutes=50 + 70 * place)):
            flag(others[(ref * 7 + place * 11) % len(others)], COMMENT, ref, reason, note)
    with pretend(at + timedelta(hours=4)):
        _decide(told, ref, known)


def _decide(told: Report, ref: int, known: Mapping[str, Person]) -> None:
    case = db.session.scalars(
        sa.select(ModerationCase).where(ModerationCase.kind == COMMENT, ModerationCase.ref == ref)
    ).one()
    if told.outcome == "taken":
        deciding.take(known["cs"], case.id, case.version)
    elif told.outcome == "hidden":
        deciding.hide(known["cs"], case.id, case.version, told.why)
    elif told.outcome == "left":
        deciding.leave(known["product"], case.id, case.version)
    elif told.outcome == "released":
        deciding.release(known["cs"], case.id, case.version)


def _ideas(language: str) -> Iterator[int]:
    """The most wanted ideas in this language."""
    wanted = sa.select(Idea.id).where(LISTED, Idea.language == language).order_by(Idea.votes.desc(), Idea.id)
    return iter(db.session.scalars(wanted.limit(len(REPORTS))).all())


def _newcomers(members: Sequence[Person], visitor: Person, language: str) -> Iterator[Person]:
    """People of customers who speak it and have written nothing yet, the last to come first."""
    wrote = {*db.session.scalars(sa.select(Idea.author_id)), *db.session.scalars(sa.select(IdeaComment.author_id))}
    quiet = [one for one in members if one.language == language and one.id not in wrote and one is not visitor]
    return iter(sorted(quiet, key=lambda one: (-one.created_at.timestamp(), one.id)))
