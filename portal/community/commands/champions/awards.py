"""The yearly award: a name for a year, and the champions it goes to."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.champion_events import AWARDED
from portal.community.commands.champions.candidacies import refuse_others
from portal.community.models import ChampionAward, ChampionTerm
from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person
from portal.posting.writing import letters

NAME_LENGTH = 60  # characters
YEARS = range(2000, 2101)


def award(actor: Person, person_id: int, year: int | None, names: Mapping[str, str]) -> None:
    """Name a champion of a year; again for the same year and person changes the name.

    Raises Forbidden, NotFound for who never was a champion, Invalid (`year`, `name-en` …).
    """
    refuse_others(actor)
    if year is None or year not in YEARS:
        raise Invalid(_("A year, such as %(year)s.", year=now().year), "year")
    called = {code: _name(names.get(code, ""), f"name-{code}") for code in settings().locales}
    person = hold_person(person_id)
    was = sa.select(ChampionTerm.id).where(ChampionTerm.person_id == person.id).limit(1)
    if person.erased_at is not None or db.session.scalar(was) is None:
        raise NotFound(_("They are no champion."))
    row = {"year": year, "person_id": person.id, "names": called, "by_id": actor.id, "at": now()}
    statement = insert(ChampionAward).values(**row)
    new = {"names": statement.excluded.names, "by_id": statement.excluded.by_id}
    db.session.execute(statement.on_conflict_do_update(index_elements=["year", "person_id"], set_=new))
    record(AWARDED, person, actor=actor, organization_id=person.organization_id, year=year)


def take_back(actor: Person, award_id: int) -> None:
    """Name it no longer. Raises Forbidden, NotFound."""
    refuse_others(actor)
    begin_write()
    gone = sa.delete(ChampionAward).where(ChampionAward.id == award_id)
    row = db.session.execute(gone.returning(ChampionAward.person_id, ChampionAward.year)).first()
    if row is None:
        raise NotFound(_("This is no longer there."))
    record(AWARDED, db.session.get_one(Person, row.person_id), actor=actor, year=row.year)


def _name(text: str, field: str) -> str:
    name = " ".join(text.split())
    if not name or letters(name) > NAME_LENGTH:
        raise Invalid(_("A name of up to %(n)s characters, please.", n=NAME_LENGTH), field)
    return name
