"""What people of the demo do on the idea board; each act finds the idea by the number it got when it was submitted."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.demo.crowd import Tale, Wanted
from portal.ideas.commands import (
    answering,
    bulk,
    deciding,
    following,
    merging,
    notes,
    proposals,
    submitting,
    talk,
    verdicts,
    votes,
)
from portal.ideas.events import STATUS_CHANGED
from portal.ideas.models import Idea
from portal.ideas.policy import SHIPPED
from portal.ideas.subscribers.verdicts import ask_whether_it_helped
from portal.kernel.db import db
from portal.kernel.events import Event


def submit(tale: Tale, area: str) -> None:
    """The author writes it."""
    tale.id = submitting.submit(tale.author, submitting.Wish(tale.told.title, tale.told.text, area)).id


def tag(tale: Tale, actor: Person) -> None:
    """Staff file it."""
    bulk.change_tags(actor, tale.id, bulk.TagChange(add=tale.told.tags))


def vote(tale: Tale, person: Person) -> None:
    """Somebody wants it."""
    votes.cast_vote(person, tale.id)


def note_wish(tale: Tale, actor: Person, wanted: Wanted, note: str) -> None:
    """Staff heard that somebody wants it."""
    votes.vote_on_behalf(actor, tale.id, wanted.person, wanted.heard, note)


def follow(tale: Tale, person: Person) -> None:
    """Somebody wants to hear of it."""
    following.choose(person, tale.id, want=True)


def answer(tale: Tale, actor: Person, text: str, seen: int) -> None:
    """Product answers officially."""
    answering.answer(actor, tale.id, text, seen)


def decide(tale: Tale, actor: Person, decision: deciding.Decision) -> None:
    """Product decides. Those who wait for what ships are asked at once, as the worker would have done then."""
    idea = deciding.decide(actor, tale.id, decision, deciding.last_change(tale.id))
    if decision.status == SHIPPED:
        ours = sa.select(Event).where(Event.subject == f"idea:{idea.id}", Event.name == STATUS_CHANGED)
        ask_whether_it_helped([db.session.scalars(ours.order_by(Event.id.desc()).limit(1)).one()])


def judge(tale: Tale, person: Person, solved: bool, missing: str) -> None:
    """Somebody who waited says whether it helped."""
    verdicts.judge(person, db.session.get_one(Idea, tale.id), solved, missing)


def merge(tale: Tale, actor: Person, into: Tale) -> None:
    """Product finds that two are one."""
    merging.merge(actor, tale.id, into.id)


def note(tale: Tale, actor: Person, text: str) -> None:
    """Staff tell each other something."""
    notes.add_note(actor, tale.id, text)


def propose(tale: Tale, actor: Person, status: str, reason: str) -> None:
    """Customer success would decide so."""
    proposals.propose(actor, tale.id, status, reason)


def comment(tale: Tale, person: Person, text: str, made: list[int]) -> None:
    """Somebody says something; `made` learns the number of the comment."""
    made.append(talk.comment(person, tale.id, text).id)


def agree(person: Person, made: list[int]) -> None:
    """Somebody agrees with that comment."""
    talk.agree(person, made[0], want=True)
