"""A survey as it will look, sent to whoever looks after it. Nobody is invited by it, and no answer comes of it."""

from __future__ import annotations

from typing import Any

from portal.accounts import throttle
from portal.accounts.models import Person
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.events import record
from portal.surveys.commands.managing import refuse_others
from portal.surveys.commands.sending import letter_context
from portal.surveys.events import TESTED
from portal.surveys.models import Invitation, Survey
from portal.surveys.policy import LINK_LASTS
from portal.surveys.queries.audience import KIND

TESTS = throttle.Limit("survey test", 10, 3600)
NOBODY = 0  # number of an invitation that there never is


def send_test(actor: Person, survey: Survey, language: str, *, again: bool) -> None:
    """Mail it to oneself, in the language given. Raises Forbidden, TooMany."""
    refuse_others(actor)
    throttle.count((TESTS, str(actor.id)))
    to = mail.To(actor.email, language, actor.time_zone, actor.id, actor.display_name)
    mail.post("survey_test", to=to, **_context(survey, language, again=again))
    record(TESTED, survey, actor=actor)


def preview_letter(reader: Person, survey: Survey, language: str, *, again: bool) -> mail.Letter:
    """The mail as `reader` would get it in that language; it is not sent."""
    to = mail.To(reader.email, language, reader.time_zone, reader.id, reader.display_name)
    return mail.Letter("survey", to, KIND, None, _context(survey, language, again=again))


def pretended() -> Invitation:
    """An invitation as it stands just after it was sent; it is in no table."""
    at = now()
    ends = at + LINK_LASTS
    return Invitation(id=NOBODY, left_out="", send_at=at, sent_at=at, expires_at=ends)


def _context(survey: Survey, language: str, *, again: bool) -> dict[str, Any]:
    link = mail.address("survey_console.preview_try", survey_id=survey.id, language=language)
    return letter_context("-", pretended(), again=again) | {"link": link}
