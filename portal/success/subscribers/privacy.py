"""What success holds about a person.

Erased: what they asked for in words, what they were told, and what staff wrote in follow-ups about them; elsewhere
their name and address are taken out of what staff wrote. Kept, by numbers without names: that there was a request or a
follow-up of their company, when, and how it ended, because the company's history is made of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.kernel.db import db
from portal.success.models import (
    CustomerRequest,
    FollowUp,
    FollowUpStep,
    FollowUpTask,
    Playbook,
    PlaybookStep,
    RequestStep,
    TeamMember,
)

NO_SESSION = {"synchronize_session": False}
NAMING: tuple[tuple[Any, Any], ...] = (  # where staff may have written somebody's name
    (FollowUp, FollowUp.title),
    (FollowUp, FollowUp.closing),
    (FollowUpTask, FollowUpTask.text),
    (FollowUpStep, FollowUpStep.note),
    (RequestStep, RequestStep.reply),
    (CustomerRequest, CustomerRequest.title),
    (CustomerRequest, CustomerRequest.words),
    (CustomerRequest, CustomerRequest.reply),
    (Playbook, Playbook.name),
    (Playbook, Playbook.about),
    (PlaybookStep, PlaybookStep.text),
)


def erase(leaver: Leaver) -> None:
    """Their requests' words, words about them, their places in teams; follow-ups of theirs go to the team."""
    requests = sa.select(CustomerRequest.id).where(CustomerRequest.person_id == leaver.person_id)
    about = sa.select(FollowUp.id).where(FollowUp.person_id == leaver.person_id)
    emptied: tuple[tuple[Any, Any, dict[str, str]], ...] = (
        (RequestStep, RequestStep.request_id.in_(requests), {"reply": ""}),
        (FollowUpStep, FollowUpStep.follow_up_id.in_(about), {"note": ""}),
        (FollowUpTask, FollowUpTask.follow_up_id.in_(about), {"text": ""}),
        (FollowUp, FollowUp.id.in_(about), {"title": "", "closing": ""}),
        (CustomerRequest, CustomerRequest.person_id == leaver.person_id, {"title": "", "words": "", "reply": ""}),
    )
    for model, where, values in emptied:
        db.session.execute(sa.update(model).where(where).values(values), execution_options=NO_SESSION)
    owned = sa.update(FollowUp).where(FollowUp.owner_id == leaver.person_id, FollowUp.closed_at.is_(None))
    db.session.execute(owned.values(owner_id=None, version=FollowUp.version + 1), execution_options=NO_SESSION)
    places = sa.delete(TeamMember).where(TeamMember.person_id == leaver.person_id)
    db.session.execute(places, execution_options=NO_SESSION)
    for model, column in NAMING:
        _unname(leaver, model, column)


def _unname(leaver: Leaver, model: Any, column: Any) -> None:
    holding = sa.select(model.id, column).where(leaver.words.perhaps_in(column))
    for row_id, text in db.session.execute(holding).all():
        if leaver.words.stand_in(text):
            changed = sa.update(model).where(model.id == row_id).values({column: leaver.words.replaced(text, "…")})
            db.session.execute(changed, execution_options=NO_SESSION)


def export(person: Person) -> dict[str, Any]:
    """Their requests with all that they were told; follow-ups are for staff only."""
    return {"requests": _requests(person)}


def _requests(person: Person) -> Iterator[dict[str, Any]]:
    names = ("kind", "title", "words", "state", "reply", "at", "moved_at")
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    steps = sa.select(RequestStep).join(CustomerRequest, CustomerRequest.id == RequestStep.request_id)
    for one in db.session.scalars(steps.where(CustomerRequest.person_id == person.id).order_by(RequestStep.id)):
        told[one.request_id].append({"state": one.state, "reply": one.reply, "at": one.at})
    wanted = sa.select(CustomerRequest.id, Organization.name, *(getattr(CustomerRequest, name) for name in names)).join(
        Organization, Organization.id == CustomerRequest.organization_id
    )
    for number, company, *values in one_by_one(wanted.where(CustomerRequest.person_id == person.id)):
        yield {"company": company, **dict(zip(names, values, strict=True)), "history": told[number]}


WORKED = "that something was done for a company, by numbers without names"
OFFICE = "how the vendor works; names of people are taken out"
personal(
    Personal(
        key="requests",
        erase=erase,
        export=export,
        removed=(
            "customer_request.title",
            "customer_request.words",
            "customer_request.reply",
            "request_step.reply",
            "follow_up.title",
            "follow_up.closing",
            "follow_up_task.text",
            "follow_up_step.note",
            "team_member",
        ),
        kept={
            "customer_request": WORKED,
            "request_step": WORKED,
            "follow_up": WORKED,
            "follow_up_source": WORKED,
            "follow_up_task": WORKED,
            "follow_up_step": WORKED,
            "playbook": OFFICE,
            "playbook_step": OFFICE,
            "team": OFFICE,
        },
    )
)
