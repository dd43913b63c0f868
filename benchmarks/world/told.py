"""What happened, as the time line and the audit log keep it, and who was told of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import sqlalchemy as sa

from benchmarks.world.answers import answer, asked_at, asker_of, is_answered
from benchmarks.world.board import at as posted_at
from benchmarks.world.board import author_of, state_of
from benchmarks.world.people import CS, MEMBER, PRODUCT, company_of, customer
from benchmarks.world.sizes import World, moment
from benchmarks.world.writing import Row, at_once, load
from portal.ideas.models import IdeaStatus
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.notifications.models import Notification

EVERY = 4  # events, of which one is of the audit log
OWN = 50  # notifications, of which the reader got one


def fill(world: World) -> None:
    """Write them and commit."""
    states = list(db.session.scalars(sa.select(IdeaStatus.id).order_by(IdeaStatus.position)))
    with at_once((Event, Notification)):
        load(Event, _posts(world))
        load(Event, (_of_staff(n, world, states) for n in range(1, world.events + 1)))
        load(Notification, _notifications(world))


def _event(number: int, name: str, subject: str, actor: int, when: object, company: int | None, **data: int) -> Row:
    return {
        "id": number, "name": name, "subject": subject, "actor_id": actor, "organization_id": company, "data": data,
        "at": when,
    }  # fmt: skip


def _posts(world: World) -> Iterator[Row]:
    """Ideas and questions that were posted, and the first answers, in the order of their numbers."""
    numbers = (n for n in count(1) if n % EVERY)
    for n in range(1, max(world.ideas, world.questions) + 1):
        if n <= world.ideas:
            author = author_of(n, world)
            company = company_of(author, world)
            yield _event(next(numbers), "idea.submitted", f"idea:{n}", author, posted_at(n, world), company)
        if n <= world.questions:
            asker = asker_of(n, world)
            when, company = asked_at(n, world), company_of(asker, world)
            yield _event(next(numbers), "question.asked", f"question:{n}", asker, when, company)
            if n > 1 and is_answered(n):
                one = answer(n, world)
                company = company_of(one.author, world)
                yield _event(next(numbers), "answer.given", f"answer:{n}", one.author, one.at, company, question_id=n)


def _of_staff(n: int, world: World, states: list[int]) -> Row:
    """Half are about ideas, half about people."""
    when = moment(n, world.events)
    if n % 2 and world.ideas:
        idea = 1 + n % world.ideas
        to = states[state_of(idea)]
        return _event(EVERY * n, "idea.status_changed", f"idea:{idea}", PRODUCT, when, None, change_id=idea, to=to)
    person = customer(n * 3, world)
    return _event(EVERY * n, "person.added", f"person:{person}", CS, when, company_of(person, world))


def _notifications(world: World) -> Iterator[Row]:
    """Of changed ideas. The reader has as many unread ones as read ones."""
    each = -(-world.notifications * 2 // world.events) if world.events else 1
    for n in range(world.notifications):
        person = MEMBER if n % OWN == 0 else customer(1 + n * 13 % (world.people - MEMBER), world)
        turn = min(2 * (n // each) + 1, world.events - 1 + world.events % 2)
        when = moment(turn, world.events)
        yield {
            "id": n + 1, "person_id": person, "event_id": EVERY * turn, "kind": "idea-status", "mail_due": False,
            "digest_due": False, "created_at": when, "read_at": when if n // OWN % 2 else None,
        }  # fmt: skip
