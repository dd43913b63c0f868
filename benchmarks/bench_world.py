"""The world of `make bench`: 60 items, some hundred people, 300 ideas with votes, 300 questions, live waves of a survey.

Companies, people, ideas and questions are those of the big world, only fewer. What is done to it by HTTP, and by the yardstick beside
it, is a list of deeds, no two alike.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice, product
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from benchmarks.load import Request
from benchmarks.running import cookie_of
from benchmarks.world import sizes
from benchmarks.world.filling import fill as fill_world
from benchmarks.world.people import FIRST, MEMBER, PRODUCT
from portal.accounts.models import Organization, Person
from portal.community.models import Answer, Question
from portal.ideas.models import Idea, IdeaVote
from portal.kernel.calendar import now
from portal.kernel.db import Model, db
from portal.learning.models import Completion, Item
from portal.surveys.models import Invitation, Response, Survey, Wave
from portal.surveys.tokens import token_of

ITEMS = 60
SETS = 100  # votes are set, and then as many taken back
PEOPLE, COMPANIES = 300, 20


class Size(NamedTuple):
    """How many of each; `deeds`: of each kind, as far as there are enough people and items."""

    ideas: int = 300
    votes: int = 3_000
    questions: int = 300
    thread: int = 30
    deeds: int = 8_000


class Deed(NamedTuple):
    """One write: as a request, and as the row and the update beside it that it cannot do without (None: it takes back)."""

    request: Request
    model: type[Model]
    row: dict[str, Any] | None
    beside: sa.Update
    beside_id: int


class World(NamedTuple):
    """Cookies of those who look, and what is done; by name of the deed."""

    member: str
    staff: str
    deeds: dict[str, list[Deed]]


class Writer(NamedTuple):
    """Somebody who does something."""

    id: int
    organization_id: int
    cookie: str


def fill(app: Flask, size: Size) -> World:
    """Write it into an empty database that has its items, and commit."""
    with app.app_context():
        posts = {"ideas": size.ideas, "votes": size.votes, "questions": size.questions, "thread": size.thread}
        fill_world(sizes.World(organizations=COMPANIES, people=PEOPLE, **posts))
        db.session.execute(sa.update(Organization).values(may_be_named=True))  # rows are cut with all they may show
        token, held = _csrf(app)
        people = list(db.session.execute(sa.select(Person.id, Person.organization_id).where(Person.id >= FIRST)))
        cookies = {n: cookie_of(app, db.session.get_one(Person, n), **held) for n in (PRODUCT, *(p.id for p in people))}
        writers = [Writer(person.id, person.organization_id, cookies[person.id]) for person in people]
        _ask(writers, size.deeds)
        makers = {"vote": _votes, "answer": _answers, "completion": _completions, "NPS answer": _nps}
        deeds = {name: list(islice(make(writers, token), size.deeds)) for name, make in makers.items()}
        db.session.remove()
        db.engine.dispose()
    return World(cookies[MEMBER], cookies[PRODUCT], deeds)


def _csrf(app: Flask) -> tuple[str, dict[str, str]]:
    """What a form carries, and what the session of its sender holds."""
    with app.test_request_context():
        return generate_csrf(), {"csrf_token": session["csrf_token"]}


def _ask(writers: list[Writer], number: int) -> None:
    """Ask everybody in so many surveys that there are enough links to answer by."""
    at, facts = now(), {"stage": "", "tier": "low", "touch": "tech", "language": "en", "contract_value": 0}
    moments = {"send_at": at, "sent_at": at, "expires_at": at + timedelta(days=30)}
    for n in range(1, 1 + -(-number // len(writers))):
        db.session.add(Survey(id=n, name=f"Relationship {n}"))
        db.session.flush()
        wave = Wave(survey_id=n, number=1, starts_at=at, closes_at=at + timedelta(days=30), state="live")
        db.session.add(wave)
        db.session.flush()
        asked = {"survey_id": n, "wave_id": wave.id, "left_out": "", **facts, **moments}
        of = [{"person_id": one.id, "organization_id": one.organization_id, **asked} for one in writers]
        db.session.execute(sa.insert(Invitation), of)
    db.session.commit()


def _pairs(writers: list[Writer], things: list[int]) -> Iterator[tuple[Writer, int]]:
    """Everybody with everything, each time another person and another thing."""
    for turn, n in product(range(len(things)), range(len(writers))):
        yield writers[n], things[(n + turn) % len(things)]


def _moving(model: type[Model], **values: Any) -> sa.Update:
    """The update beside a row, of the one numbered `beside_id`."""
    return sa.update(model).where(model.id == sa.bindparam("beside_id")).values(**values)


def _votes(writers: list[Writer], token: str) -> Iterator[Deed]:
    """Votes that do not stand yet, for ideas that are new and in no family; each is set and then taken back."""
    beside = _moving(Idea, votes=Idea.votes + 1)
    merged = sa.select(Idea.merged_into_id).where(Idea.merged_into_id.is_not(None))
    open_ = sa.select(Idea.id).where(Idea.id % 2 == 0, Idea.merged_into_id.is_(None), Idea.id.not_in(merged))
    stand = set[tuple[int, int]]()
    stand |= {
        (row.person_id, row.idea_id) for row in db.session.execute(sa.select(IdeaVote.person_id, IdeaVote.idea_id))
    }
    free = (pair for pair in _pairs(writers, list(db.session.scalars(open_))) if (pair[0].id, pair[1]) not in stand)
    while some := list(islice(free, SETS)):
        for want in ("1", "0"):
            for who, idea in some:
                form = {"csrf_token": token, "want": want}
                row = {"idea_id": idea, "person_id": who.id, "organization_id": who.organization_id}
                request = Request(f"/ideas/{idea}/vote", who.cookie, form)
                yield Deed(request, IdeaVote, row if want == "1" else None, beside, idea)


def _answers(writers: list[Writer], token: str) -> Iterator[Deed]:
    """Answers to questions that are in no group."""
    beside = _moving(Question, answers=Question.answers + 1)
    open_ = list(db.session.scalars(sa.select(Question.id).where(Question.group_id.is_(None))))
    for n, (who, question) in enumerate(_pairs(writers, open_)):
        text = f"Lock the day first, then print it again: that is how depot {n} does it."
        form = {"csrf_token": token, "form_key": secrets.token_urlsafe(16), "text": text}
        words = {"source": text, "plain": text, "html": f"<p>{text}</p>\n", "question_id": question}
        row = {"author_id": who.id, "organization_id": who.organization_id, "at": now(), **words}
        request = Request(f"/community/questions/{question}/answers", who.cookie, form)
        yield Deed(request, Answer, row, beside, question)


def _completions(writers: list[Writer], token: str) -> Iterator[Deed]:
    """Items that nobody has finished yet. The yardstick moves a number of the item, as a careless counter would."""
    beside = _moving(Item, helpful_yes=Item.helpful_yes + 1)
    items = {row.id: row.slug for row in db.session.execute(sa.select(Item.id, Item.slug))}
    for who, item in _pairs(writers, list(items)):
        row = {
            "person_id": who.id,
            "item_id": item,
            "organization_id": who.organization_id,
            "kind": "self",
            "version": 1,
        }
        request = Request(f"/learn/{items[item]}/done", who.cookie, {"csrf_token": token})
        yield Deed(request, Completion, row, beside, item)


def _nps(writers: list[Writer], _token: str) -> Iterator[Deed]:
    """First answers by the mails' links, every score in turn."""
    beside = _moving(Invitation, answered_at=now())
    asked = sa.select(Invitation.id, Invitation.wave_id, Invitation.person_id, Invitation.organization_id)
    for row in db.session.execute(asked.order_by(Invitation.id)):
        score = row.id % 11
        request = Request(f"/nps/{token_of(row.id)}", form={"score": str(score), "by": "button"})
        values = {"invitation_id": row.id, "wave_id": row.wave_id, "person_id": row.person_id, "score": score}
        values |= {"organization_id": row.organization_id, "source": "mail", "language": "en"}
        yield Deed(request, Response, values, beside, row.id)
