"""The incident switch: while it is on, nobody is asked anything, for one company or for all."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.surveys.commands.managing import refuse_others
from portal.surveys.events import PAUSED, RESUMED
from portal.surveys.models import SurveyPause

REASON_LENGTH = 300  # characters
LONGEST = timedelta(days=365)


def pause(actor: Person, organization_id: int | None, until: datetime, reason: str) -> SurveyPause:
    """Ask nobody until then; of the company, or of any.

    Raises Forbidden, Invalid (`organization`, `until`, `reason`).
    """
    refuse_others(actor)
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LENGTH:
        raise Invalid(_("Say why, in up to %(n)s characters: colleagues read it.", n=REASON_LENGTH), "reason")
    if not now() < until <= now() + LONGEST:
        raise Invalid(_("Choose a day still to come, within a year."), "until")
    if organization_id is not None and db.session.get(Organization, organization_id) is None:
        raise Invalid(_("Choose a company from the list."), "organization")
    made = SurveyPause(organization_id=organization_id, until=until, reason=reason, by_id=actor.id, at=now())
    db.session.add(made)
    record(PAUSED, made, actor=actor, organization_id=organization_id)
    return made


def resume(actor: Person, pause_id: int) -> SurveyPause:
    """End a pause sooner. Raises Forbidden, NotFound, Refused when it is over."""
    refuse_others(actor)
    found = locked(SurveyPause, pause_id)
    if found.ended_at is not None or found.until <= now():
        raise Refused(_("This pause is over already."))
    found.ended_at, found.ended_by_id = now(), actor.id
    record(RESUMED, found, actor=actor, organization_id=found.organization_id)
    return found
