"""The outbox: what a deed owes is paid once, and one consumer's failure harms no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts.models import Organization
from portal.kernel import events, jobs, outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox, declare, record
from portal.kernel.i18n import lazy
from portal.kernel.jobs import JobLease
from tests.factories import Factory

Seen = list[tuple[str, int]]


@pytest.fixture
def seen() -> Iterator[Seen]:
    """Two consumers of a made-up event; the one called `frail` fails when told to."""
    heard: Seen = []
    declare("thing.happened", lazy("a thing happened"), keys=("number", "fail"))

    def steady(batch: Sequence[Event]) -> None:
        heard.extend(("steady", event.data["number"]) for event in batch)

    def frail(batch: Sequence[Event]) -> None:
        if any(event.data.get("fail") for event in batch):
            raise RuntimeError("no")
        heard.extend(("frail", event.data["number"]) for event in batch)

    events.after("steady", "thing.happened")(steady)
    events.after("frail", "thing.happened")(frail)
    yield heard
    for consumer in ("steady", "frail"):
        events.AFTER.pop(consumer)
    events.EVENTS.pop("thing.happened")


def happen(app: Flask, company: Organization, number: int, *, fail: bool = False, commit: bool = True) -> None:
    with app.app_context():
        record("thing.happened", db.session.get_one(Organization, company.id), number=number, fail=fail)
        if commit:
            db.session.commit()


def test_each_consumer_gets_each_event_once(app: Flask, make: Factory, seen: Seen, drain: Callable[[], None]) -> None:
    company = make.organization()
    for number in range(3):
        happen(app, company, number)
    drain()
    drain()
    assert sorted(seen) == [("frail", 0), ("frail", 1), ("frail", 2), ("steady", 0), ("steady", 1), ("steady", 2)]


def test_what_happened_while_the_clock_ran_ahead_is_handled_once_it_is_set_back(
    app: Flask, make: Factory, seen: Seen, drain: Callable[[], None]
) -> None:
    company = make.organization()
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        happen(app, company, 1)
    drain()
    assert sorted(seen) == [("frail", 1), ("steady", 1)]


def test_a_deed_that_was_rolled_back_owes_nothing(
    app: Flask, make: Factory, seen: Seen, drain: Callable[[], None], rows: Callable[..., list[object]]
) -> None:
    happen(app, make.organization(), 1, commit=False)
    drain()
    assert seen == []
    assert rows(Event) == []


def test_a_consumer_that_fails_holds_back_only_the_event_it_fails_on(
    app: Flask, make: Factory, seen: Seen, drain: Callable[[], None], rows: Callable[..., list[Outbox]]
) -> None:
    company = make.organization()
    happen(app, company, 1)
    happen(app, company, 2, fail=True)
    happen(app, company, 3)
    drain()
    assert sorted(seen) == [("frail", 1), ("frail", 3), ("steady", 1), ("steady", 2), ("steady", 3)]
    (waiting,) = rows(Outbox)
    assert (waiting.consumer, waiting.tries) == ("frail", 1)
    assert waiting.due_at > now()


def test_after_the_last_try_the_debt_stays_for_staff_to_see(
    app: Flask, make: Factory, seen: Seen, drain: Callable[[], None], rows: Callable[..., list[Outbox]]
) -> None:
    happen(app, make.organization(), 1, fail=True)
    for attempt in range(outbox.MAX_TRIES):
        with time_machine.travel(now() + timedelta(hours=2 * attempt)):
            drain()
    (given_up,) = rows(Outbox)
    assert given_up.due_at is None
    assert given_up.error == "RuntimeError: no"


def test_data_that_the_events_contract_does_not_list_is_refused(app: Flask, make: Factory, seen: Seen) -> None:
    company = make.organization()
    with app.app_context(), pytest.raises(ValueError, match="does not carry email"):
        record("thing.happened", db.session.get_one(Organization, company.id), email="a@b.example")


def test_a_job_runs_once_in_its_period_however_many_workers_look(
    app: Flask, monkeypatch: pytest.MonkeyPatch, rows: Callable[..., list[JobLease]]
) -> None:
    runs: list[int] = []
    monkeypatch.setattr(jobs, "JOBS", {"test.count": jobs.Job("test.count", 3600, lambda: runs.append(1))})
    with app.app_context():
        for _worker in range(3):
            jobs.run_due({})
        assert len(runs) == 1
        with time_machine.travel(now() + timedelta(hours=1)):
            jobs.run_due({})
        assert len(runs) == 2
        db.session.execute(sa.delete(JobLease))
        db.session.commit()
