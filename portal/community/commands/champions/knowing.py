"""What a champion knows, when they are away, and which question they cannot help with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.champion_events import KNOWS_CHANGED
from portal.community.commands.champions.candidacies import is_champion, refuse_others
from portal.community.commands.counting import NO_SESSION
from portal.community.commands.filing import tag_names
from portal.community.models import ChampionArea, ChampionProfile, RoutedQuestion
from portal.kernel.calendar import now
from portal.kernel.db import db, insert, insert_once
from portal.kernel.errors import Forbidden, Invalid, NotFound
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.addresses import slug_of
from portal.posting.holding import hold_person
from portal.posting.models import Area, Tag

LONGEST_AWAY = 366  # days


def know(person: Person, areas: Collection[str], tags: str) -> None:
    """Say what one knows: areas by slug, use cases as names of tags. Raises NotFound, Invalid (`areas`, `tags`)."""
    person = _champion(person)
    if not areas:
        raise Invalid(_("Choose at least one area you know."), "areas")
    put_areas(person.id, areas)
    names = {slug_of(name.casefold()): name for name in tag_names(tags)}
    for slug, name in sorted(names.items()):
        insert_once(Tag, slug=slug, name=name)
    _put(person.id, use_cases=sorted(names))
    record(KNOWS_CHANGED, person, actor=person, organization_id=person.organization_id)


def set_areas(actor: Person, person_id: int, areas: Collection[str]) -> None:
    """Say for a champion what they know. Raises Forbidden, NotFound, Invalid (`areas`)."""
    refuse_others(actor)
    person = hold_person(person_id)
    if not is_champion(person.id):
        raise NotFound(_("They are no champion."))
    if not areas:
        raise Invalid(_("Choose at least one area they know."), "areas")
    put_areas(person.id, areas)
    record(KNOWS_CHANGED, person, actor=actor, organization_id=person.organization_id)


def be_away(person: Person, until: date | None, today: date) -> None:
    """Get no questions until after that day; None: get them again. Raises NotFound, Invalid (`until`)."""
    person = _champion(person)
    if until is not None and not 0 <= (until - today).days <= LONGEST_AWAY:
        raise Invalid(_("Choose a day from today on, within a year."), "until")
    _put(person.id, away_until=until)


def cannot_help(person: Person, question_id: int) -> None:
    """Take a question off one's list; twice is once. Raises NotFound when it was not brought to them."""
    if not person.may_write:
        raise Forbidden(person.read_only())
    mine = (RoutedQuestion.question_id == question_id, RoutedQuestion.person_id == person.id)
    if db.session.scalar(sa.select(RoutedQuestion.id).where(*mine)) is None:
        raise NotFound(_("This question was not found."))
    done(*mine)


def done(*which: sa.ColumnElement[bool]) -> None:
    """These questions wait for these champions no longer."""
    wait = sa.update(RoutedQuestion).where(RoutedQuestion.done_at.is_(None), *which)
    db.session.execute(wait.values(done_at=now()), execution_options=NO_SESSION)


def put_areas(person_id: int, slugs: Collection[str]) -> None:
    """Let them know these areas and no others. Raises Invalid (`areas`)."""
    ids = set(db.session.scalars(sa.select(Area.id).where(Area.slug.in_(set(slugs)))))
    if len(ids) < len(set(slugs)):
        raise Invalid(_("Choose areas from the list."), "areas")
    others = (ChampionArea.person_id == person_id, ChampionArea.area_id.not_in(ids))
    db.session.execute(sa.delete(ChampionArea).where(*others), execution_options=NO_SESSION)
    for area_id in sorted(ids):
        insert_once(ChampionArea, person_id=person_id, area_id=area_id)


def _put(person_id: int, **values: object) -> None:
    row = {"use_cases": [], "away_until": None, **values, "person_id": person_id}
    statement = insert(ChampionProfile).values(**row)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))


def _champion(person: Person) -> Person:
    if not person.may_write:
        raise Forbidden(person.read_only())
    held = hold_person(person.id)
    if not is_champion(held.id):
        raise NotFound(_("This page was not found."))
    return held
