"""`/console/nps/responses/<number>`: one answer, how it came about, and what follows from it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.accounts.wording import TIER_NAMES
from portal.kernel.access import allowed, me
from portal.kernel.i18n import LANGUAGE_NAMES
from portal.kernel.pages import render
from portal.kernel.site import site
from portal.surveys import labels
from portal.surveys.console.blueprint import nps_console
from portal.surveys.maths import group_of
from portal.surveys.policy import READ
from portal.surveys.queries.panel.answer import told
from portal.surveys.queries.panel.handling import handling_of


@nps_console.get("/responses/<int:response_id>")
@allowed(READ)
def answer(response_id: int) -> ResponseReturnValue:
    """The score, the words, every time it was sent, and the way of the invitation."""
    found = told(response_id)
    theirs = {found.answer.id: found.company.id} if found.company else {}
    return render(
        "surveys/console/answer.html",
        found=found,
        group=group_of(found.answer.score),
        handling=handling_of(me(), theirs).get(found.answer.id),
        labels=labels,
        tier_names=TIER_NAMES,
        language_names=LANGUAGE_NAMES,
        currency=site().currency,
    )
