"""A detractor is called within the clock; a promoter who would tell others is asked how. In the answer's own deed."""

from __future__ import annotations

from portal.kernel.db import db
from portal.kernel.events import Event, inside
from portal.success.commands.opening import Cause, open_follow_up
from portal.success.policy import ADVOCACY, DETRACTOR, NPS, REFERENCE
from portal.surveys.events import ADVOCATED, ANSWERED, CHANGED
from portal.surveys.maths import PASSIVE
from portal.surveys.models import Response
from portal.surveys.policy import IMPORT


@inside(ANSWERED, CHANGED)
def call_back(event: Event) -> None:
    """Open a follow-up for who would not recommend us; one for each company and reason, however many they are.

    Imported answers are of the past, and were followed up elsewhere.
    """
    if event.data["score"] >= PASSIVE or event.data.get("source") == IMPORT:
        return
    _open(event, DETRACTOR, NPS)


@inside(ADVOCATED)
def ask_how(event: Event) -> None:
    """Somebody said yes to a case study or a talk."""
    if event.data["said"] == "yes":
        _open(event, ADVOCACY, REFERENCE)


def _open(event: Event, reason: str, kind: str) -> None:
    response = db.session.get_one(Response, event.subject_id)
    if response.organization_id is not None:
        cause = Cause(reason, kind, response.id, f"NPS {response.score}", response.person_id)
        open_follow_up(response.organization_id, cause)
