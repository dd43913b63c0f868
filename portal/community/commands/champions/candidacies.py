"""Somebody would like to be a champion, or is proposed by who read their answers."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.champion_events import DECLINED, PROPOSED
from portal.community.commands.champions.criteria import reckon
from portal.community.models import ChampionCandidacy, ChampionTerm, Helper
from portal.community.policy import APPOINT, could_be_champion
from portal.community.queries.champions.figures import criteria
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person
from portal.posting.limits import too_long
from portal.posting.writing import letters, tidy

WORDS = 1000  # characters


def propose(by: Person, person_id: int, words: str) -> ChampionCandidacy:
    """Tell customer success that somebody could be a champion: oneself, or who has helped others and is no colleague.

    Raises Forbidden, NotFound for nobody who helped, Invalid (`words`), Refused for who is one or is considered.
    """
    if not by.may_post or (by.id == person_id and by.is_staff):
        raise Forbidden(_("Only people of a customer company become champions."))
    person = hold_person(person_id)
    if by.id != person.id:
        _refuse_strangers(by, person)
    elif not person.is_member or not person.may_write:
        raise Forbidden(_("Only people of a customer company become champions."))
    said = _words(words)
    values = {"person_id": person.id, "by_id": by.id, "words": said, "reply": "", "at": now()}
    number = None if is_champion(person.id) else insert_once(ChampionCandidacy, **values)
    if number is None:
        raise Refused(_("They are a champion already, or are being considered. Thank you all the same."))
    made = db.session.get_one(ChampionCandidacy, number)
    reckon([person.id], criteria())
    record(PROPOSED, person, actor=by, organization_id=person.organization_id, candidacy_id=made.id)
    return made


def decline(actor: Person, candidacy_id: int, reply: str) -> ChampionCandidacy:
    """Decide against it, with words the candidate reads. Raises Forbidden, NotFound, Invalid (`reply`), Refused."""
    refuse_others(actor)
    found = db.session.get(ChampionCandidacy, candidacy_id)
    if found is None:
        raise NotFound(_("This page was not found."))
    person = hold_person(found.person_id)
    found = locked(ChampionCandidacy, candidacy_id)
    if found.decided_at is not None:
        raise Refused(_("It was decided already."))
    said = _reply(reply)
    decide(found, actor, appointed=False, reply=said)
    record(DECLINED, person, actor=actor, organization_id=person.organization_id, candidacy_id=found.id)
    return found


def decide(found: ChampionCandidacy, actor: Person, *, appointed: bool, reply: str = "") -> None:
    """Write down what became of it."""
    found.appointed, found.decided_by_id, found.decided_at, found.reply = appointed, actor.id, now(), reply


def is_champion(person_id: int) -> bool:
    """Whether a term of theirs stands."""
    standing = sa.select(ChampionTerm.id).where(ChampionTerm.person_id == person_id, ChampionTerm.ended_at.is_(None))
    return db.session.scalar(standing) is not None


def refuse_others(actor: Person) -> None:
    """Raises Forbidden unless this is customer success or an admin."""
    if not (actor.may_write and actor.has(APPOINT)):
        raise Forbidden(_("Only customer success and admins appoint champions."))


def _refuse_strangers(by: Person, person: Person) -> None:
    """Only who has helped others can be proposed, so that nobody learns here who is on the portal."""
    if not could_be_champion(person):
        raise NotFound(_("This person was not found."))
    helped = db.session.scalar(sa.select(Helper.accepted).where(Helper.person_id == person.id))
    if not helped and not by.has(APPOINT):
        raise NotFound(_("This person was not found."))
    if not by.is_staff and by.organization_id == person.organization_id:
        raise Forbidden(_("Somebody of another company proposes them, or they apply for themselves."))


def _words(words: str) -> str:
    said = tidy(words)
    if not said:
        raise Invalid(_("Say in a sentence or two why."), "words")
    if (has := letters(said)) > WORDS:
        raise too_long("words", WORDS, has)
    return said


def _reply(reply: str) -> str:
    said = tidy(reply)
    if not said:
        raise Invalid(_("Say why: the candidate will read this."), "reply")
    if (has := letters(said)) > WORDS:
        raise too_long("reply", WORDS, has)
    return said
