"""What a champion sees about themselves, and what somebody does who would like to become one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.console_queries import begins_with
from portal.accounts.models import Organization, Person
from portal.community.models import (
    ChampionCandidacy,
    ChampionProfile,
    ChampionTerm,
    Helper,
    Question,
    RoutedQuestion,
)
from portal.community.policy import may_propose
from portal.community.queries.scope import LISTED, open_to
from portal.kernel.db import db
from portal.posting.bylines import Byline, byline

MOST_QUESTIONS, MOST_FOUND = 50, 20
LOOKED_AT = 500  # people


class Brought(NamedTuple):
    """A question that waits for a champion, and why it came to them."""

    id: int
    title: str
    excerpt: str
    language: str
    url: str
    at: datetime
    why: list[str]


class Found(NamedTuple):
    """Somebody who solved a question of another company."""

    public_id: str
    by: Byline
    accepted: int


def standing(person_id: int) -> ChampionTerm | None:
    """The term that stands."""
    wanted = sa.select(ChampionTerm).where(ChampionTerm.person_id == person_id, ChampionTerm.ended_at.is_(None))
    found: ChampionTerm | None = db.session.scalar(wanted)
    return found


def terms(person_id: int) -> list[ChampionTerm]:
    """All there were, the newest first."""
    wanted = sa.select(ChampionTerm).where(ChampionTerm.person_id == person_id).order_by(ChampionTerm.id.desc())
    return list(db.session.scalars(wanted))


def profile(person_id: int) -> ChampionProfile | None:
    """How they want to be asked, if they said so."""
    found: ChampionProfile | None = db.session.scalar(sa.select(ChampionProfile).filter_by(person_id=person_id))
    return found


def brought(reader: Person) -> list[Brought]:
    """Questions that wait for the reader, the oldest first; those somebody answered wait no longer."""
    rows = db.session.execute(
        sa.select(Question, RoutedQuestion.why, RoutedQuestion.at)
        .join(RoutedQuestion, RoutedQuestion.question_id == Question.id)
        .where(
            RoutedQuestion.person_id == reader.id,
            RoutedQuestion.done_at.is_(None),
            Question.answered_at.is_(None),
            Question.solved_at.is_(None),
            LISTED,
            *open_to(reader),
        )
        .order_by(RoutedQuestion.id)
        .limit(MOST_QUESTIONS)
    )
    return [Brought(q.id, q.title, q.excerpt, q.language, q.url, at, why.split(",")) for q, why, at in rows]


def candidacies(person_id: int) -> list[ChampionCandidacy]:
    """What the person asked for, or was proposed for, the newest first."""
    wanted = sa.select(ChampionCandidacy).where(ChampionCandidacy.person_id == person_id)
    return list(db.session.scalars(wanted.order_by(ChampionCandidacy.id.desc()).limit(MOST_FOUND)))


def last_word(person: Person) -> ChampionCandidacy | None:
    """What waits or was decided last, of what the person asked for themselves or was told of."""
    found = candidacies(person.id)
    told = [one for one in found if one.by_id == person.id or one.decided_at is not None]
    return told[0] if told else None


def helpers_named(reader: Person, words: str) -> list[Found]:
    """Who is called so and may be proposed by the reader, who solved most first.

    Of the `LOOKED_AT` who solved most whoever has the words in their name, of all others whose name begins with them.
    """
    name = " ".join(words.split())
    if not name:
        return []
    has_words = Person.display_name.icontains(name, autoescape=True)
    best = sa.select(Helper.person_id).where(Helper.accepted > sa.literal_column("0"))
    best = best.order_by(Helper.accepted.desc(), Helper.person_id.desc()).limit(LOOKED_AT)
    begins = begins_with(sa.func.lower(Person.display_name), name.lower())
    named = sa.select(Person.id).where(begins).limit(LOOKED_AT)
    among = sa.union_all(sa.select(best.subquery()), sa.select(named.subquery())).subquery()
    return _helpers(reader, sa.and_(Person.id.in_(sa.select(among)), has_words))


def helper(reader: Person, public_id: str) -> list[Found]:
    """The person of this address, if the reader may propose them."""
    return _helpers(reader, Person.public_id == public_id)


def propose_url(reader: Person | None, person: Person, accepted: int) -> str:
    """Where the reader proposes this person, who solved so many questions; "" where they may not."""
    if reader is None or not may_propose(reader, person, accepted):
        return ""
    return f"/community/champions/nominate?person={person.public_id}"


def _helpers(reader: Person, asked: sa.ColumnElement[bool]) -> list[Found]:
    champion = sa.exists().where(ChampionTerm.person_id == Person.id, ChampionTerm.ended_at.is_(None))
    columns: list[Any] = [Person, Organization, Helper.accepted]
    wanted = (
        sa.select(*columns)
        .select_from(Helper)
        .join(Person, Person.id == Helper.person_id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(
            Helper.accepted > 0,
            Person.id != reader.id,
            Person.may_write,
            sa.not_(champion),
            asked,
        )
    )
    if not reader.is_staff:
        wanted = wanted.where(Person.organization_id != reader.organization_id)
    rows = db.session.execute(wanted.order_by(Helper.accepted.desc(), Person.id).limit(MOST_FOUND))
    return [Found(person.public_id, byline(reader, person, company), accepted) for person, company, accepted in rows]
