"""`/api/v1/follow-ups`: what staff have to do for customers, read and worked on from another system."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for

from portal.accounts.models import Organization, Person
from portal.api.resources.follow_up_shapes import (
    Closing,
    FollowUpAnswer,
    FollowUpQuery,
    FollowUpReceipt,
    FollowUpWhole,
    Handing,
    Noting,
    Opening,
    Snoozing,
)
from portal.api.serving.door import caller
from portal.api.serving.resource import Resource
from portal.api.serving.shapes import page_of_, reference
from portal.api.serving.wrongs import unfit
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, lazy
from portal.kernel.paging import page_of
from portal.success.commands import opening, working
from portal.success.models import FollowUp, Team
from portal.success.policy import CS_TEAM
from portal.success.queries.one import history
from portal.success.queries.teams import visible_to
from portal.success.queries.work import OWNER

follow_ups = Resource(
    "follow-ups",
    lazy("Follow-ups"),
    reads=lazy("Read follow-ups and what became of them"),
    writes=lazy("Open follow-ups and work on them"),
)
SAME = (
    "id",
    "reason",
    "source",
    "state",
    "due_at",
    "snoozed_until",
    "outcome",
    "opened_at",
    "closed_at",
    "updated_at",
    "version",
)
FILTERS = {"state": FollowUp.state, "organization": FollowUp.organization_id, "owner": FollowUp.owner_id}


@follow_ups.read(
    "",
    summary=lazy("List follow-ups, the one that moved longest ago first"),
    words=lazy(
        "To keep another system in step, ask with `updated_since` a minute before your last answer: what moves while "
        "you read comes again at the end."
    ),
    query=FollowUpQuery,
    answer=page_of_(FollowUpAnswer, "FollowUpPage"),
)
def index(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of them; one statement."""
    wanted = _follow_ups()
    for name in FILTERS.keys() & asked.keys():
        wanted = wanted.where(FILTERS[name] == asked[name])
    if "updated_since" in asked:
        wanted = wanted.where(FollowUp.updated_at >= asked["updated_since"])
    keys: Any = [(FollowUp.updated_at, "asc"), (FollowUp.id, "asc")]
    page = page_of(db.session, wanted, keys, after=asked.get("after"), size=asked["limit"])
    return {"items": [_told(row) for row in page.items], "next": page.on}


@follow_ups.read("/<int:follow_up_id>", summary=lazy("Read one follow-up with its history"), answer=FollowUpWhole)
def one(follow_up_id: int) -> dict[str, Any]:
    """What it is about, and all that was done."""
    row = db.session.execute(_follow_ups().where(FollowUp.id == follow_up_id)).first()
    if row is None:
        raise NotFound("")
    return _told(row) | {"history": [_step(line) for line in history(follow_up_id)]}


@follow_ups.act(
    "",
    summary=lazy("Open a follow-up"),
    words=lazy(
        "Never two open for the same company and words: then the one that stands is gone on with, and its number is "
        "the answer."
    ),
    body=Opening,
    answer=FollowUpReceipt,
    status=201,
)
def open_(body: dict[str, Any]) -> Any:
    """As staff who saw something to do."""
    given = {"note": body.get("note", ""), "owner_id": body.get("owner"), "team_id": _team(body.get("team", CS_TEAM))}
    found = opening.note_by_hand(caller().person, body["organization"], body["title"], **given)
    return _receipt(found), 201, {"Location": url_for("api_follow_ups.one", follow_up_id=found.id)}


@follow_ups.act("/<int:follow_up_id>/hand", summary=lazy("Hand a follow-up over"), body=Handing, answer=FollowUpReceipt)
def hand(body: dict[str, Any], follow_up_id: int) -> dict[str, Any]:
    """To somebody, or to all of a team; whoever has it now is told."""
    given = {"owner_id": body["owner"], "team_id": _team(body["team"]), "note": body.get("note", "")}
    return _receipt(working.hand(caller().person, follow_up_id, body["version"], **given))


@follow_ups.act(
    "/<int:follow_up_id>/notes", summary=lazy("Note something for colleagues"), body=Noting, answer=FollowUpReceipt
)
def note(body: dict[str, Any], follow_up_id: int) -> dict[str, Any]:
    """On a follow-up, open or not."""
    working.note(caller().person, follow_up_id, body["text"])
    return _receipt(db.session.get_one(FollowUp, follow_up_id))


@follow_ups.act(
    "/<int:follow_up_id>/snooze", summary=lazy("Put a follow-up off"), body=Snoozing, answer=FollowUpReceipt
)
def snooze(body: dict[str, Any], follow_up_id: int) -> dict[str, Any]:
    """It leaves the list and comes back by itself."""
    until, words = body["until"], body.get("note", "")
    return _receipt(working.snooze(caller().person, follow_up_id, body["version"], until, words))


@follow_ups.act(
    "/<int:follow_up_id>/done", summary=lazy("Close a follow-up as done"), body=Closing, answer=FollowUpReceipt
)
def done(body: dict[str, Any], follow_up_id: int) -> dict[str, Any]:
    """With an outcome and a sentence."""
    said = body["outcome"], body["closing"]
    return _receipt(working.finish(caller().person, follow_up_id, body["version"], *said))


def _follow_ups() -> sa.Select[Any]:
    columns: list[Any] = [
        FollowUp,
        Organization.name.label("company"),
        Person.display_name.label("person"),
        OWNER.display_name.label("owner"),
        Team.slug.label("team"),
    ]
    return (
        sa.select(*columns)
        .join(Organization, Organization.id == FollowUp.organization_id)
        .join(Team, Team.id == FollowUp.team_id)
        .outerjoin(Person, Person.id == FollowUp.person_id)
        .outerjoin(OWNER, OWNER.id == FollowUp.owner_id)
        .where(visible_to(caller().person))
    )


def _told(row: Any) -> dict[str, Any]:
    found: FollowUp = row.FollowUp
    words = {"title": found.title, "closing": found.closing} if caller().personal else {"title": None, "closing": None}
    return {
        **{name: getattr(found, name) for name in SAME},
        **words,
        "organization": {"id": found.organization_id, "name": row.company},
        "person": reference(found.person_id, row.person),
        "owner": reference(found.owner_id, row.owner),
        "team": row.team,
        "url": f"{settings().base_url}/console/follow-ups/{found.id}",
    }


def _step(line: Any) -> dict[str, Any]:
    step = line.FollowUpStep
    return {
        "what": step.what,
        "at": step.at,
        "by": reference(step.by_id, line.name),
        "note": step.note if caller().personal else None,
        "given_to": reference(step.owner_id, line.given),
        "until": step.until,
    }


def _receipt(found: FollowUp) -> dict[str, Any]:
    db.session.flush()
    return {"id": found.id, "state": found.state, "version": found.version}


def _team(slug: str) -> int:
    number = db.session.scalar(sa.select(Team.id).where(Team.slug == slug))
    if number is None:
        raise unfit("team", _("There is no such team."))
    return number
