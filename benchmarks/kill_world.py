"""A small world in which everything can be done that must not be lost."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask

from benchmarks.running import cookie_of
from portal.accounts.models import Membership, Organization, Person, Role
from portal.community.commands.answering import answer
from portal.community.commands.asking import Ask, ask
from portal.community.models import Answer, Question
from portal.ideas.commands.submitting import Wish, submit
from portal.kernel import mail, outbox
from portal.kernel.calendar import now, pretend
from portal.kernel.db import db
from portal.learning.models import Item
from portal.surveys.commands import launching, managing
from portal.surveys.models import Invitation
from portal.surveys.queries.turns import Drip
from portal.surveys.tokens import token_of
from portal.webhooks.commands.endpoints import Facts, add

COMPANIES, PEOPLE, IDEAS = 8, 40, 20
LINKS = 1500  # people who ask for sign-in links
HEARD = {  # what another system wants to hear: types of messages, and the events they come of
    "question.asked": "question.asked",
    "answer.given": "answer.given",
    "answer.accepted": "answer.accepted",
    "survey.answered": "response.given",
}


class Place(NamedTuple):
    """An idea or a question: its number, address and author; for a question, the answers that stand already."""

    number: int
    url: str
    author: int
    answers: tuple[int, ...] = ()


class World(NamedTuple):
    """What clients need to know: numbers, addresses, links and cookies."""

    cookies: dict[int, str]  # of customers, by person
    staff: tuple[int, str]  # who decides, with their cookie
    items: list[str]
    ideas: list[Place]
    questions: list[Place]  # one of each person
    links: dict[int, str]  # of the survey, by person
    addresses: list[str]


def fill(app: Flask, hooks_url: str) -> World:
    """Everything that was there before; whatever follows of it has been done when this returns."""
    outbox.drain()
    people, strangers = _people()
    staff = Person(email="staff@drill.example", display_name="Staff", roles=Role.PRODUCT | Role.CS | Role.ADMIN)
    db.session.add(staff)
    db.session.flush()
    with pretend(now() - timedelta(days=3)):  # whoever has posted before is not new any more
        questions = [_question(number, people) for number in range(PEOPLE)]
        ideas = [_idea(number, people[number]) for number in range(IDEAS)]
        db.session.commit()
    links = _asked(staff)
    add(staff, Facts(hooks_url, "", list(HEARD)))
    db.session.commit()
    return World(
        cookies={person.id: cookie_of(app, person) for person in people},
        staff=(staff.id, cookie_of(app, staff)),
        items=list(db.session.scalars(sa.select(Item.slug))),
        ideas=ideas,
        questions=questions,
        links=links,
        addresses=[person.email for person in strangers],
    )


def _people() -> tuple[list[Person], list[Person]]:
    companies = [Organization(name=f"Company {n}", name_key=f"company {n}") for n in range(COMPANIES)]
    db.session.add_all(companies)
    db.session.flush()
    born = now() - timedelta(days=100)
    found = [
        Person(
            email=f"p{n}@drill.example",
            display_name=f"P{n}",
            organization_id=companies[n % COMPANIES].id,
            created_at=born if n < PEOPLE else now(),
        )
        for n in range(PEOPLE + LINKS)
    ]
    db.session.add_all(found)
    db.session.flush()
    db.session.add_all(Membership(person_id=one.id, organization_id=one.organization_id) for one in found)
    db.session.commit()
    return found[:PEOPLE], found[PEOPLE:]


def _question(number: int, people: list[Person]) -> Place:
    """Asked by one, answered by two of other companies."""
    asker, others = people[number], [people[(number + step) % PEOPLE] for step in (1, 2)]
    asked: Question = ask(asker, Ask(f"How is order {number} closed?", "It stays open after the visit."))
    given: list[Answer] = [answer(other, asked.id, f"Press close, then wait. Case {number}.") for other in others]
    return Place(asked.id, asked.url, asker.id, tuple(one.id for one in given))


def _idea(number: int, author: Person) -> Place:
    made = submit(author, Wish(f"Close orders offline, part {number}", "It would help in basements."))
    return Place(made.id, made.url, author.id)


def _asked(staff: Person) -> dict[int, str]:
    """A survey that has gone out; what followed of it and of all before is done."""
    survey = managing.save_survey(staff, None, 1, managing.SurveyWish("Drill", "hand"), set())
    wave = managing.save_wave(staff, survey.id, None, 1, {}, Drip(now(), 1))
    launching.launch(staff, wave.id, wave.version)
    db.session.commit()
    outbox.drain()
    while mail.send_due():
        pass
    sent = sa.select(Invitation.person_id, Invitation.id).where(Invitation.sent_at.is_not(None))
    return {person: token_of(number) for person, number in db.session.execute(sent).tuples()}
