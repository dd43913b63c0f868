"""Follow-ups in every state, and the requests of customers behind some of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from benchmarks.world.people import CS, MEMBER, PRODUCT, company_of, customer
from benchmarks.world.sizes import World, moment
from benchmarks.world.writing import Row, at_once, load
from portal.kernel.db import db
from portal.success.commands.teams import ensure_teams
from portal.success.models import CustomerRequest, FollowUp, FollowUpSource, FollowUpStep, FollowUpTask, Team

STATES = ("open", "open", "open", "snoozed", "done", "done", "dropped")
OWN = 20  # requests, of which the reader made one
TEN_YEARS = timedelta(days=3650)


def fill(world: World) -> None:
    """Write them and commit."""
    ensure_teams()
    teams = list(db.session.scalars(sa.select(Team.id).order_by(Team.position)))
    numbers = range(1, world.follow_ups + 1)
    with at_once((FollowUp, FollowUpSource, FollowUpStep, FollowUpTask, CustomerRequest)):
        load(FollowUp, (_follow_up(n, world, teams) for n in numbers))
        load(CustomerRequest, (_request(n, world) for n in numbers if n % 2 == 0))
        load(FollowUpSource, (_source(n, world) for n in numbers))
        load(FollowUpStep, (_step(n, world) for n in numbers))
        load(FollowUpTask, (_task(n) for n in numbers if n % 4 == 0))


def _who(n: int, world: World) -> int:
    return MEMBER if n % OWN == 2 else customer(n * 53, world)


def _follow_up(n: int, world: World, teams: list[int]) -> Row:
    """One in four belongs to customer success's reader, one in four to nobody; half are late."""
    state, at, person = STATES[n % len(STATES)], moment(n, world.follow_ups), _who(n, world)
    closed = at + timedelta(days=2) if state in ("done", "dropped") else None
    return {
        "id": n, "organization_id": company_of(person, world), "person_id": person, "reason": f"request:{n}",
        "source": "hand" if n % 2 else "request", "title": f"Call about work order {n}",
        "owner_id": (CS, PRODUCT, None, CS)[n // 7 % 4], "team_id": teams[n // 3 % len(teams)], "state": state,
        "due_at": at + (timedelta(days=2) if n % 3 else TEN_YEARS),
        "snoozed_until": at + TEN_YEARS if state == "snoozed" else None, "outcome": "solved" if state == "done" else "",
        "closing": "Done." if closed else "", "version": 1, "opened_at": at, "closed_at": closed,
        "updated_at": closed or at,
    }  # fmt: skip


def _request(n: int, world: World) -> Row:
    person, at = _who(n, world), moment(n, world.follow_ups)
    return {
        "id": n, "organization_id": company_of(person, world), "person_id": person, "kind": "help",
        "title": f"Help with work order {n}", "words": "It does not close.", "language": "en",
        "state": ("received", "work", "accepted", "done")[n // 2 % 4], "reply": "", "follow_up_id": n, "version": 1,
        "at": at, "moved_at": at,
    }  # fmt: skip


def _source(n: int, world: World) -> Row:
    kind, ref = ("hand", CS) if n % 2 else ("request", n)
    return {"id": n, "follow_up_id": n, "kind": kind, "ref": ref, "at": moment(n, world.follow_ups)}


def _step(n: int, world: World) -> Row:
    at: datetime = moment(n, world.follow_ups)
    return {"id": n, "follow_up_id": n, "what": "opened", "by_id": CS, "note": "", "at": at}


def _task(n: int) -> Row:
    return {"id": n, "follow_up_id": n, "text": "Write to them", "due": date(2026, 6, 1)}
