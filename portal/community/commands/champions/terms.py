"""Terms of champions: appointed for so many months, renewed or ended with the figures of then and now.

The person is held first, then the term. Every term is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.accounts.commands.roles import set_champion
from portal.accounts.models import Person
from portal.community.champion_events import (
    APPOINTED,
    FIGURES,
    LAPSED,
    RENEWED,
    STEPPED_DOWN,
    WITHDRAWN,
)
from portal.community.commands.champions.candidacies import WORDS, decide, is_champion, refuse_others
from portal.community.commands.champions.gathering import gather
from portal.community.commands.champions.helpers import put_champion
from portal.community.commands.champions.knowing import put_areas
from portal.community.models import ChampionCandidacy, ChampionTerm
from portal.community.queries.champions.days import RENEW_DAYS, months_later, today_here
from portal.community.queries.champions.figures import criteria, figures_of
from portal.kernel import site
from portal.kernel.calendar import DAY, now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person
from portal.posting.limits import too_long
from portal.posting.writing import letters, tidy

MOST_MONTHS = 36


def appoint(actor: Person, person_id: int, areas: Collection[str], months: int | None = None) -> ChampionTerm:
    """Make somebody a champion from today on, for these areas (slugs).

    Raises Forbidden, NotFound, Invalid (`areas`, `months`), Refused for who is one, or cannot be.
    """
    refuse_others(actor)
    person = hold_person(person_id)
    if person.erased_at is not None:
        raise NotFound(_("This person was not found."))
    if person.is_staff or not person.is_member or not person.may_write:
        raise Refused(_("Only people of a customer company who are not suspended become champions."))
    if is_champion(person.id):
        raise Refused(_("They are a champion already."))
    if not areas:
        raise Invalid(_("Choose at least one area they know."), "areas")
    put_areas(person.id, areas)
    term = _begun(person, actor, today_here(), checked_months(months))
    for waiting in db.session.scalars(_waiting(person.id)):
        decide(waiting, actor, appointed=True)
    set_champion(actor, person.id, wanted=True)
    gather(person.id)
    _record(APPOINTED, actor, person, term, term.figures)
    put_champion(person.id, wanted=True)
    return term


def renew(actor: Person, person_id: int, months: int | None = None) -> ChampionTerm:
    """Let a new term follow the one that stands, without a gap. Raises as `appoint`, Refused when it is too early."""
    refuse_others(actor)
    person, before = _held(person_id)
    if person.is_staff or not person.is_member or not person.may_write:
        raise Refused(_("Only people of a customer company who are not suspended become champions."))
    if (before.ends - today_here()).days > RENEW_DAYS:
        raise Refused(_("A term is renewed in its last %(n)s days.", n=RENEW_DAYS))
    starts, months = max(before.ends + DAY, today_here()), checked_months(months)
    _end(before, "renewed")
    term = _begun(person, actor, starts, months)
    _record(RENEWED, actor, person, term, term.figures)
    return term


def withdraw(actor: Person, person_id: int, reason: str) -> ChampionTerm:
    """End a term before its day. Only staff read the reason. Raises Forbidden, NotFound, Invalid (`reason`)."""
    refuse_others(actor)
    person, term = _held(person_id)
    said = tidy(reason)
    if not said:
        raise Invalid(_("Say why, for your colleagues."), "reason")
    if (has := letters(said)) > WORDS:
        raise too_long("reason", WORDS, has)
    term.reason = said
    _leave(WITHDRAWN, actor, person, term, "withdrawn")
    return term


def step_down(person: Person) -> ChampionTerm:
    """Stop being a champion by one's own wish. Raises NotFound for who is none, Forbidden."""
    if not person.may_write:
        raise Forbidden(person.read_only())
    person, term = _held(person.id)
    _leave(STEPPED_DOWN, person, person, term, "stepped_down")
    return term


def lapse(person_id: int) -> bool:
    """End a term whose last day is over; whether there was one."""
    person = hold_person(person_id)
    term = _standing(person.id)
    if term is None or term.ends >= today_here():
        return False
    _leave(LAPSED, None, person, term, "lapsed")
    return True


def checked_months(months: int | None) -> int:
    """As given or as the settings say. Raises Invalid (`months`)."""
    months = site.row().champion_months if months is None else months
    if not 1 <= months <= MOST_MONTHS:
        raise Invalid(_("A number from %(least)s to %(most)s, please.", least=1, most=MOST_MONTHS), "months")
    return months


def _begun(person: Person, actor: Person, starts: date, months: int) -> ChampionTerm:
    term = ChampionTerm(
        person_id=person.id,
        by_id=actor.id,
        starts=starts,
        ends=months_later(starts, months) - DAY,
        figures=_figures(person.id),
    )
    db.session.add(term)
    db.session.flush()
    return term


def _end(term: ChampionTerm, outcome: str) -> None:
    term.outcome, term.ended_at, term.end_figures = outcome, now(), _figures(term.person_id)
    db.session.flush()


def _leave(event: str, actor: Person | None, person: Person, term: ChampionTerm, outcome: str) -> None:
    _end(term, outcome)
    set_champion(actor, person.id, wanted=False)
    _record(event, actor, person, term, term.end_figures or {})
    put_champion(person.id, wanted=False)


def _figures(person_id: int) -> dict[str, Any]:
    return figures_of([person_id])[person_id].kept(criteria())


def _record(event: str, actor: Person | None, person: Person, term: ChampionTerm, figures: dict[str, Any]) -> None:
    numbers = {name: figures.get(name, 0) for name in FIGURES}
    record(event, person, actor=actor, organization_id=person.organization_id, term_id=term.id, **numbers)


def _held(person_id: int) -> tuple[Person, ChampionTerm]:
    person = hold_person(person_id)
    if (term := _standing(person.id)) is None:
        raise NotFound(_("They are no champion."))
    return person, term


def _standing(person_id: int) -> ChampionTerm | None:
    wanted = sa.select(ChampionTerm).where(ChampionTerm.person_id == person_id, ChampionTerm.ended_at.is_(None))
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: ChampionTerm | None = db.session.scalar(wanted)
    return found


def _waiting(person_id: int) -> Any:
    waiting = (ChampionCandidacy.person_id == person_id, ChampionCandidacy.decided_at.is_(None))
    return sa.select(ChampionCandidacy).where(*waiting).with_for_update()
