"""What surveys hold about a person.

Erased: the reason they wrote, and whether they may be contacted; the company of an answer where fewer than five people
of it answered in that wave, since it would name them. Kept, by numbers without names: that there was an answer, and its
score, so that no figure of the past moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.surveys.maths import FEWEST
from portal.surveys.models import Invitation, Response, ResponseChange, SurveyPause, Wave

NO_SESSION = {"synchronize_session": False}


def erase(leaver: Leaver) -> None:
    """Words, wishes, the company of a few; links end; the name in what staff wrote."""
    mine = Response.person_id == leaver.person_id
    others = aliased(Response)
    together = sa.select(sa.func.count()).where(
        others.wave_id == Response.wave_id, others.organization_id == Response.organization_id
    )
    few = together.scalar_subquery() < FEWEST
    emptied = {"words": "", "about": "", "contact": ""}
    db.session.execute(sa.update(Response).where(mine, few).values(organization_id=None), execution_options=NO_SESSION)
    db.session.execute(sa.update(Response).where(mine).values(emptied), execution_options=NO_SESSION)
    theirs = Invitation.person_id == leaver.person_id
    named = sa.exists().where(Response.invitation_id == Invitation.id, Response.organization_id.is_(None))
    for where, values in (
        ((theirs, named), {"organization_id": None}),
        ((theirs, Invitation.expires_at > now()), {"expires_at": now()}),
        ((theirs,), {"remind_at": None}),
    ):
        db.session.execute(sa.update(Invitation).where(*where).values(values), execution_options=NO_SESSION)
    naming = sa.select(SurveyPause).where(leaver.words.perhaps_in(SurveyPause.reason))
    for pause in db.session.scalars(naming):
        pause.reason = leaver.words.replaced(pause.reason, "…")


def export(person: Person) -> dict[str, Any]:
    """What they were asked and what they answered, each time they sent it."""
    return {"surveys": _asked(person)}


def _asked(person: Person) -> Iterator[dict[str, Any]]:
    columns: list[Any] = [Invitation.id, Wave.number, Invitation.sent_at, Response]
    wanted = (
        sa.select(*columns)
        .join(Wave, Wave.id == Invitation.wave_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.person_id == person.id, Invitation.sent_at.is_not(None))
    )
    for _number, number, sent_at, answer in one_by_one(wanted):
        yield {"wave": number, "asked_at": sent_at, "answer": _answer(answer) if answer else None}


def _answer(answer: Response) -> dict[str, Any]:
    sent = sa.select(ResponseChange.score, ResponseChange.at).where(ResponseChange.response_id == answer.id)
    return {
        "score": answer.score,
        "reason": answer.words,
        "about": answer.about,
        "contact": answer.contact,
        "at": answer.at,
        "sent": [{"score": score, "at": at} for score, at in db.session.execute(sent.order_by(ResponseChange.id))],
    }


FIGURES = "figures of the past, by numbers without names"
personal(
    Personal(
        key="surveys",
        erase=erase,
        export=export,
        removed=("response.words", "response.about", "response.contact", "survey_pause.reason"),
        kept={
            "survey": "how the vendor works; it names nobody",
            "wave": "how the vendor works; it names nobody",
            "survey_pause": "how the vendor works; names of people are taken out",
            "invitation": FIGURES,
            "opening": "when a link was followed, by a number without a name",
            "response": FIGURES,
            "response_change": FIGURES,
            "response_count": FIGURES,
            "advocacy": "that somebody was asked, by a number without a name",
        },
    )
)
