"""Terms end by themselves the day after their last one, and nobody is surprised by it."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.champion_events import ENDING
from portal.community.commands.champions.terms import lapse
from portal.community.models import ChampionTerm
from portal.community.queries.champions.days import SOON_DAYS, today_here
from portal.kernel.db import db
from portal.kernel.events import Event, record
from portal.kernel.jobs import every
from portal.posting.holding import hold_person

CHUNK = 100
STANDS = ChampionTerm.ended_at.is_(None)


@every(3600, "community.champion_terms")
def look_at_terms() -> None:
    """End what is over, and tell whose term ends soon; each is a transaction of its own."""
    lapse_due()
    tell_ending()


def lapse_due() -> int:
    """End the terms whose last day is over; how many."""
    ended = 0
    over = sa.select(ChampionTerm.person_id).where(STANDS, ChampionTerm.ends < today_here())
    while people := db.session.scalars(over.order_by(ChampionTerm.ends, ChampionTerm.id).limit(CHUNK)).all():
        db.session.rollback()
        for person_id in people:
            ended += lapse(person_id)
            db.session.commit()
    return ended


def tell_ending() -> int:
    """Tell champions whose term ends soon, each term once; how many were told."""
    told, last = 0, 0
    soon = sa.select(ChampionTerm.id).where(STANDS, ChampionTerm.ends <= today_here() + timedelta(days=SOON_DAYS))
    while terms := db.session.scalars(soon.where(ChampionTerm.id > last).order_by(ChampionTerm.id).limit(CHUNK)).all():
        db.session.rollback()
        for term_id in terms:
            told += _tell(term_id)
            db.session.commit()
        last = terms[-1]
    return told


def _tell(term_id: int) -> bool:
    person = hold_person(db.session.get_one(ChampionTerm, term_id).person_id)
    term = db.session.get_one(ChampionTerm, term_id, populate_existing=True)
    if term.ended_at is not None or _was_told(person, term_id):
        return False
    record(ENDING, person, organization_id=person.organization_id, term_id=term_id)
    return True


def _was_told(person: Person, term_id: int) -> bool:
    told = sa.select(Event.data).where(Event.subject == f"person:{person.id}", Event.name == ENDING)
    return any(data["term_id"] == term_id for data in db.session.scalars(told))
