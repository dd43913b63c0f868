"""Surveys that ask after something happened: whom it happened to, once a quarter, with the same reasons left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.commands.organizations import OrganizationFacts, change_organization
from portal.accounts.console_queries import customer
from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox, record
from portal.learning.models import Item
from portal.success.commands import requests
from portal.success.commands.requests import Wanted
from portal.success.commands.teams import ensure_teams
from portal.success.policy import FULFILLED
from portal.surveys.commands.happenings import ask_after
from portal.surveys.models import Invitation, Survey, Wave
from portal.surveys.queries.turns import quarter_of, turn_after
from tests.surveys.running import MONDAY, SURVEYS, left_out, mails, run

__all__ = ["run"]
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def move(run, app, drain):
    """`move("growth")`: Aoba comes to that stage, and the worker hears of it."""

    def act(stage: str, company=None) -> None:
        with app.app_context():
            found = customer((company or run.company).id)
            facts = OrganizationFacts(found.name, stage=stage, contract_value=found.contract_value)
            change_organization(db.session.get_one(Person, run.cs.id), found.id, facts)
            db.session.commit()
        drain()

    return act


def happen(app, name: str, subject, actor, company, **data) -> None:
    with app.app_context():
        record(name, subject, actor=actor, organization_id=company.id, **data)
        db.session.commit()


def asking(run, trigger: str, **values) -> int:
    return run.survey(**{"by": "event", "trigger": trigger, "delay_days": 1} | values)


def test_key_persons_are_asked_when_their_company_comes_to_another_stage(run, move, rows, client_of):
    kay = run.person(roles=Role.MEMBER | Role.KEYPERSON)
    run.person()
    number = asking(run, "stage")
    move("growth")
    [wave], [asked] = rows(Wave), rows(Invitation)
    assert (wave.kind, wave.state, wave.survey_id, wave.launched_by_id) == ("event", "live", number, None)
    assert (asked.person_id, asked.left_out, asked.stage) == (kay.id, "", "growth")
    assert asked.send_at == MONDAY + timedelta(days=1)
    [launched] = [one for one in rows(Event) if one.name == "wave.launched"]
    assert launched.data == {"asked": 1, "left_out": 0} and launched.actor_id is None
    page = client_of(run.cs).get(f"{SURVEYS}/waves/{wave.id}").text
    assert "After events" in page and "By itself" in page


def test_a_change_of_something_else_asks_nobody(run, app, drain, rows):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage")
    happen(app, "organization.changed", run.company, run.cs, run.company, fields=["tier"])
    drain()
    assert rows(Wave) == [] and rows(Outbox) == []


def test_who_made_a_request_is_asked_once_it_is_fulfilled(run, app, drain, rows):
    ann, number = run.person(), asking(run, "request", delay_days=0)
    with app.app_context():
        ensure_teams()
        request = requests.make(db.session.get_one(Person, ann.id), Wanted("help", "Help us", "By Monday."))
        db.session.commit()
        db.session.refresh(request)
        db.session.expunge(request)
    happen(app, "request.answered", request, run.cs, run.company, state="work")
    drain()
    assert rows(Invitation) == []
    happen(app, "request.answered", request, run.cs, run.company, state=FULFILLED)
    drain()
    assert [(one.survey_id, one.person_id) for one in rows(Invitation)] == [(number, ann.id)]
    assert [one.send_at for one in rows(Invitation)] == [MONDAY]


@pytest.mark.parametrize(
    ("form", "trigger"),
    [("workshop", "live"), ("webinar", "live"), ("service", "live"), ("course", "course"), ("article", "")],
)
def test_who_finished_a_live_event_a_service_or_a_course_is_asked(run, app, drain, rows, make, form, trigger):
    ann = run.person()
    surveys = {code: asking(run, code, name=code) for code in ("live", "course")}
    lists = dict.fromkeys(("jobs", "tags", "next_slugs", "prerequisites", "lessons"), [])
    item = make.add(Item(slug="i", stage="onboarding", format=form, minutes=5, review_days=180, **lists, extra={}))
    happen(app, "item.completed", item, ann, run.company, kind="self", version=1)
    drain()
    wanted = [(surveys[trigger], ann.id)] if trigger else []
    assert [(one.survey_id, one.person_id) for one in rows(Invitation)] == wanted


def test_the_same_events_again_change_nothing(run, app, move, rows):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage")
    move("growth")
    before = [(one.id, one.send_at) for one in rows(Invitation)]
    with app.app_context():
        ask_after(db.session.scalars(sa.select(Event).where(Event.name == "organization.changed")).all())
        db.session.commit()
    move("adoption")
    assert [(one.id, one.send_at) for one in rows(Invitation)] == before and len(rows(Wave)) == 1


def test_reasons_for_leaving_out_are_those_of_every_wave(run, move, rows):
    number = asking(run, "stage", delay_days=0)
    key = Role.MEMBER | Role.KEYPERSON
    run.person(roles=key, suspended_at=now())
    run.person(roles=key, created_at=now() - timedelta(days=2))
    run.asked(run.person(roles=key), 3, run.survey(name="Another"))
    run.asked(run.person(roles=key), 30, number)
    run.person(roles=key)
    move("growth")
    [wave] = [one for one in rows(Wave) if one.kind == "event"]
    assert left_out(rows, wave.id) == {"suspended": 1, "too_new": 1, "asked_lately": 1, "asked_this": 1, "": 1}


def test_the_segment_of_the_survey_narrows_whom_it_asks(run, move, rows):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage", segment={"tiers": ["middle"]})
    move("growth")
    assert rows(Invitation) == []


@pytest.mark.parametrize("values", [{"state": "archived"}, {"by": "hand"}, {"trigger": "request"}])
def test_a_survey_that_does_not_ask_after_it_stays_quiet(run, move, rows, values):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, **{"trigger": "stage"} | values)
    move("growth")
    assert rows(Wave) == []


def test_each_quarter_has_a_wave_of_its_own(run, move, rows):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage")
    move("growth")
    with time_machine.travel(MONDAY + timedelta(days=120), tick=False):
        move("adoption")
    first, second = rows(Wave)
    assert (first.number, second.number) == (1, 2)
    starts = [one.starts_at.astimezone(TOKYO).date() for one in (first, second)]
    assert starts == [date(2026, 4, 1), date(2026, 7, 1)]
    assert first.closes_at.astimezone(TOKYO).date() == date(2026, 7, 31)
    assert [one.left_out for one in rows(Invitation)] == ["", ""]


def test_a_wave_closed_by_hand_asks_nobody_until_the_next_quarter(run, move, rows, client_of):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage")
    move("growth")
    [wave] = rows(Wave)
    client_of(run.cs).post(f"{SURVEYS}/waves/{wave.id}/close")
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    move("adoption")
    assert len(rows(Wave)) == 1 and len(rows(Invitation)) == 1


def test_the_question_comes_on_a_working_day_after_the_delay(run, app, move, rows, outgoing):
    with app.app_context():
        friday = datetime(2026, 6, 5, 8, 0, tzinfo=UTC)
        assert turn_after(friday, 0) == friday
        assert turn_after(friday, 1).astimezone(TOKYO) == datetime(2026, 6, 8, 10, 0, tzinfo=TOKYO)
        assert turn_after(MONDAY, 3).astimezone(TOKYO) == datetime(2026, 6, 4, 10, 0, tzinfo=TOKYO)
        december = quarter_of(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
        assert [one.astimezone(TOKYO).date() for one in december] == [date(2027, 1, 1), date(2027, 4, 1)]
    kay = run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage", delay_days=2)
    move("growth")
    run.send()
    assert mails(outgoing) == []
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        run.send()
        assert [one.person_id for one in mails(outgoing)] == [kay.id]


def test_events_handled_at_once_open_one_wave(run, app, rows):
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    asking(run, "stage")
    happen(app, "organization.changed", run.company, run.cs, run.company, fields=["stage"])

    def handle() -> None:
        with app.app_context():
            found = sa.select(Event).where(Event.name == "organization.changed")
            ask_after(db.session.scalars(found).all())
            db.session.commit()

    run.at_once(handle, handle, handle)
    assert len(rows(Wave)) == 1 and len(rows(Invitation)) == 1 and len(rows(Survey)) == 1
