"""One honest tap: an answer is kept once, can be changed for a day, and machines are kept but not counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.surveys.commands.counting import count
from portal.surveys.events import ADVOCATED, ANSWERED, CHANGED, EXPLAINED
from portal.surveys.maths import PROMOTER
from portal.surveys.models import Advocacy, Invitation, Opening, Response, ResponseChange
from portal.surveys.policy import (
    ABOUT,
    ADVOCACY_CLOCK,
    BY_HAND,
    CHANGEABLE,
    CONTACT,
    IMPORT,
    MACHINE_WINDOW,
    NO_SIGNAL,
)

WORDS_LENGTH = 4000  # characters
LOOKED_BACK = timedelta(minutes=2)  # how old openings may be that tell a machine from a person
ADVOCACY = ("yes", "later", "no")


def answer(invitation_id: int, score: int | None, signal: str, source: str) -> Response:
    """Keep the score, or the new one; the same one again changes nothing.

    `signal`: how it was sent, see `policy.SIGNALS`. What no person seems to have sent is kept as suspected, and takes
    the place of no answer of a person; whoever presses the button later counts.

    Raises Invalid (`score`), NotFound (no such invitation, or who was asked is erased), Forbidden (suspended), Refused
    (too late: for a first answer, or for changing one).
    """
    if score is None or not 0 <= score <= 10:
        raise Invalid(_("Choose a number from 0 to 10."), "score")
    invitation, person = _held(invitation_id)
    machine = signal == NO_SIGNAL or (signal == BY_HAND and _opened_like_a_machine(invitation.id))
    found = _answer_of(invitation)
    if found is None:
        _refuse_late(invitation)
        found = _new(invitation, person, score, source, suspected=machine)
    elif found.suspected:
        _refuse_late(invitation)
        _again(found, invitation, score, source, suspected=machine)
    else:
        refuse_settled(found)
        if not machine:
            _change(found, invitation, score)
    db.session.add(ResponseChange(response_id=found.id, score=score, signal=signal, suspected=machine, at=now()))
    return found


def explain(invitation_id: int, words: str, about: str, contact: str) -> Response:
    """Give the reason for a score, or another one.

    Raises as `answer` does, and Invalid (`words`, `about`, `contact`).
    """
    words = words.replace("\r\n", "\n").strip()
    if len(words) > WORDS_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please. These are %(m)s.", n=WORDS_LENGTH, m=len(words)), "words")
    if about not in ("", *ABOUT):
        raise Invalid(_("Choose what it is about."), "about")
    if contact not in ("", *CONTACT):
        raise Invalid(_("Choose whether we may contact you."), "contact")
    invitation, person = _held(invitation_id)
    found = _counted(invitation)
    refuse_settled(found)
    if (found.words, found.about, found.contact) != (words, about, contact):
        found.words, found.about, found.contact = words, about, contact
        found.version += 1
        found.changed_at = now()
        record(
            EXPLAINED, found, actor=person, organization_id=found.organization_id, score=found.score, about=found.about
        )
    return found


def advocate(invitation_id: int, said: str) -> Advocacy:
    """Say whether one would tell others. Raises as `answer` does, Invalid (`said`), NotFound when it was not asked."""
    if said not in ADVOCACY:
        raise Invalid(_("Choose one of the answers."), "said")
    invitation, person = _held(invitation_id)
    found = _counted(invitation)
    wanted = sa.select(Advocacy).where(Advocacy.response_id == found.id)
    asked: Advocacy | None = db.session.scalar(wanted.execution_options(populate_existing=True))
    if asked is None:
        raise NotFound(_("This page was not found."))
    if asked.said != said:
        asked.said, asked.said_at = said, now()
        record(ADVOCATED, found, actor=person, organization_id=found.organization_id, said=said)
    return asked


def refuse_settled(found: Response) -> None:
    """Raises Refused once an answer stands for good."""
    if now() >= found.at + CHANGEABLE:
        raise Refused(_("Your answer was given more than 24 hours ago, so it stands as it is."))


def _held(invitation_id: int) -> tuple[Invitation, Person]:
    """The invitation, ours until commit, and who was asked."""
    person_id = db.session.scalar(sa.select(Invitation.person_id).where(Invitation.id == invitation_id))
    if person_id is None:
        raise NotFound(_("This page was not found."))
    person = locked(Person, person_id, key_share=True)  # first, as who erases them does
    invitation = locked(Invitation, invitation_id)
    if person.erased_at is not None or invitation.sent_at is None:
        raise NotFound(_("This page was not found."))
    if person.suspended:
        raise Forbidden(person.read_only())
    return invitation, person


def _refuse_late(invitation: Invitation) -> None:
    if invitation.expires_at is None or now() >= invitation.expires_at:
        raise Refused(_("This survey has ended. Thank you for wanting to answer."))


def _answer_of(invitation: Invitation) -> Response | None:
    """As it stands now: the page that led here may have read it before the invitation was ours."""
    wanted = sa.select(Response).where(Response.invitation_id == invitation.id)
    found: Response | None = db.session.scalar(wanted.execution_options(populate_existing=True))
    return found


def _counted(invitation: Invitation) -> Response:
    found = _answer_of(invitation)
    if found is None or found.suspected:
        raise Refused(_("Choose a number first, and press “Send”."))
    return found


def _opened_like_a_machine(invitation_id: int) -> bool:
    """Whether different scores were opened for this link within a few seconds, just now: a scanner tries them all."""
    recent = Opening.invitation_id == invitation_id, Opening.at > now() - LOOKED_BACK, Opening.score.is_not(None)
    opened = db.session.execute(sa.select(Opening.at, Opening.score).where(*recent).order_by(Opening.id)).all()
    return any(
        later.score != first.score and later.at - first.at <= MACHINE_WINDOW for first, later in pairwise(opened)
    )


def _new(invitation: Invitation, person: Person, score: int, source: str, *, suspected: bool) -> Response:
    at = now()
    found = Response(
        invitation_id=invitation.id,
        wave_id=invitation.wave_id,
        person_id=person.id,
        organization_id=invitation.organization_id,
        score=score,
        source=source,
        suspected=suspected,
        language=person.language,
        at=at,
        changed_at=at,
    )
    db.session.add(found)
    db.session.flush()
    if not suspected:
        _begins_to_count(found, invitation)
    return found


def _again(found: Response, invitation: Invitation, score: int, source: str, *, suspected: bool) -> None:
    """What a machine had sent gives way, to a person or to what a machine sends later."""
    found.score, found.source, found.suspected = score, source, suspected
    found.at = found.changed_at = now()
    found.version += 1
    if not suspected:
        _begins_to_count(found, invitation)


def _begins_to_count(found: Response, invitation: Invitation) -> None:
    person = db.session.get_one(Person, found.person_id)
    invitation.answered_at, invitation.remind_at = found.at, None
    record(ANSWERED, found, actor=person, organization_id=found.organization_id, score=found.score, source=found.source)
    count(invitation, found.score, 1)
    _note_company(found)
    if found.score >= PROMOTER and found.source != IMPORT:
        _ask_to_tell_others(found)


def _change(found: Response, invitation: Invitation, score: int) -> None:
    if found.score == score:
        return
    before, found.score = found.score, score
    found.version += 1
    found.changed_at = now()
    person = db.session.get_one(Person, found.person_id)
    record(CHANGED, found, actor=person, organization_id=found.organization_id, score=score, before=before)
    for one, by in sorted(((before, -1), (score, 1))):  # in one order, so that two changes never wait for each other
        count(invitation, one, by)
    _note_company(found)
    if score >= PROMOTER:
        _ask_to_tell_others(found)


def _note_company(found: Response) -> None:
    """The last score of a company stands with the company, for who looks at demand by it."""
    moment: datetime = found.at
    older = sa.or_(Organization.nps_at.is_(None), Organization.nps_at <= moment)
    latest = sa.update(Organization).where(Organization.id == found.organization_id, older)
    db.session.execute(latest.values(nps_score=found.score, nps_at=moment))


def _ask_to_tell_others(found: Response) -> None:
    """Once a year at most; that it was asked is noted here, because looking at a page changes nothing."""
    lately = Advocacy.person_id == found.person_id, Advocacy.asked_at > now() - ADVOCACY_CLOCK
    if db.session.scalar(sa.select(Advocacy.id).where(*lately).limit(1)) is None:
        db.session.add(Advocacy(person_id=found.person_id, response_id=found.id, asked_at=now()))
        db.session.flush()
