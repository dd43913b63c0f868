"""Answers given elsewhere: all of a file or, with any error, nothing. They count as answers do, and nothing follows.

Nobody is called back, asked for a story or reminded: what came of these answers came of them elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.commands.reports import Report
from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.surveys.commands.counting import count
from portal.surveys.commands.launching import one_launch_at_a_time
from portal.surveys.commands.managing import new_wave, refuse_others
from portal.surveys.commands.planning_answers import AnswerRow, plan_answers
from portal.surveys.events import IMPORTED as IMPORTED_EVENT
from portal.surveys.models import Invitation, Response, ResponseChange, Survey, Wave
from portal.surveys.policy import ARCHIVED, CLOSED, IMPORT, IMPORTED

NO_SESSION = {"synchronize_session": False}


def import_answers(actor: Person, survey_id: int, number: int | None, data: bytes) -> tuple[Report, Wave | None]:
    """Add the answers of the file to the imported wave of that number, or to a new one (None); the wave, if any.

    Raises Forbidden, Refused (the survey is archived, or the wave is none that a file brought).
    """
    refuse_others(actor)
    one_launch_at_a_time()
    wave = imported_wave(survey_id, number) if number is not None else None
    survey = db.session.get_one(Survey, survey_id, populate_existing=True)
    if survey.state == ARCHIVED:
        raise Refused(_("This survey is archived. Take it back first."))
    report = plan_answers(data, survey_id, wave.id if wave else None)
    rows = [step.facts for step in report.steps if step.state == "new"]
    if report.failed or not rows:
        return report, wave
    wave = wave or new_wave(
        survey, kind=IMPORTED, state=CLOSED, **_ends(rows), launched_at=now(), launched_by_id=actor.id
    )
    wave.starts_at = min(wave.starts_at, *(row.at for row in rows))
    wave.closes_at = max(wave.closes_at, *(row.at for row in rows))
    _write(wave, rows)
    record(IMPORTED_EVENT, wave, actor=actor, answers=len(rows))
    return report, wave


def imported_wave(survey_id: int, number: int) -> Wave:
    """The wave of that number. Raises Refused when no file brought it."""
    theirs = Wave.survey_id == survey_id, Wave.number == number, Wave.kind == IMPORTED
    found: Wave | None = db.session.scalar(sa.select(Wave).where(*theirs))
    if found is None:
        raise Refused(_("Only a wave that came from a file takes further answers from files."))
    return found


def _ends(rows: Sequence[AnswerRow]) -> dict[str, datetime]:
    return {"starts_at": min(row.at for row in rows), "closes_at": max(row.at for row in rows)}


def _write(wave: Wave, rows: Sequence[AnswerRow]) -> None:
    invited = [_invitation(wave, row) for row in rows]
    db.session.add_all(invited)
    db.session.flush()
    given = [_response(invitation, row) for invitation, row in zip(invited, rows, strict=True)]
    db.session.add_all(given)
    db.session.flush()
    for answer in given:
        db.session.add(
            ResponseChange(response_id=answer.id, score=answer.score, signal=IMPORT, suspected=False, at=answer.at)
        )
    for invitation, row in sorted(zip(invited, rows, strict=True), key=lambda pair: pair[1].score):
        count(invitation, row.score, 1)
    for organization_id, row in _latest(rows).items():
        _note_company(organization_id, row)


def _invitation(wave: Wave, row: AnswerRow) -> Invitation:
    """As if it had been sent when it was answered, so that the clocks see it; its link is over."""
    company = row.person.organization
    assert company is not None
    return Invitation(
        survey_id=wave.survey_id,
        wave_id=wave.id,
        person_id=row.person.id,
        organization_id=company.id,
        stage=company.stage,
        tier=company.tier,
        touch=company.touch,
        language=row.person.language,
        contract_value=company.contract_value,
        left_out="",
        send_at=row.at,
        sent_at=row.at,
        expires_at=row.at,
        answered_at=row.at,
    )


def _response(invitation: Invitation, row: AnswerRow) -> Response:
    of = {"invitation_id": invitation.id, "wave_id": invitation.wave_id, "person_id": invitation.person_id}
    said = {"score": row.score, "words": row.words, "about": row.about, "language": row.language}
    return Response(
        **of, **said, organization_id=invitation.organization_id, source=IMPORT, at=row.at, changed_at=row.at
    )


def _latest(rows: Sequence[AnswerRow]) -> dict[int, AnswerRow]:
    """The last answer of each company, in the order of their numbers, so that two files never wait for each other."""
    found = {row.person.organization_id: row for row in sorted(rows, key=lambda row: row.at)}
    return {number: found[number] for number in sorted(number for number in found if number is not None)}


def _note_company(organization_id: int, row: AnswerRow) -> None:
    older = sa.or_(Organization.nps_at.is_(None), Organization.nps_at <= row.at)
    latest = sa.update(Organization).where(Organization.id == organization_id, older)
    db.session.execute(latest.values(nps_score=row.score, nps_at=row.at), execution_options=NO_SESSION)
