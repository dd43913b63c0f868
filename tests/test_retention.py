"""What only grows is kept for the days the settings say, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.kernel import jobs, retention
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox, record
from portal.kernel.site import Site
from portal.notifications.models import Notification
from portal.search import commands
from portal.search.models import SearchMiss
from portal.search.query import parse


@pytest.fixture
def later(app):
    """`later(days, "kernel.forget_events")` runs a daily job as it will run then."""

    def run(days, name):
        assert jobs.JOBS[name].seconds == 24 * 3600
        with time_machine.travel(now() + timedelta(days=days)), app.app_context():
            jobs.JOBS[name].run()

    return run


@pytest.fixture
def happened(app, make):
    """An event, and that somebody was told of it."""
    subject, reader = make.person(), make.person()
    with app.app_context():
        event = record("person.suspended", subject)
        db.session.add(Notification(person_id=reader.id, event_id=event.id, kind="access", mail_due=False))
        db.session.commit()
        return event.id


def test_events_are_kept_for_two_years_unless_the_settings_say_otherwise(later, happened, make, rows):
    later(729, "kernel.forget_events")
    assert len(rows(Event)) == len(rows(Notification)) == 1
    later(731, "kernel.forget_events")
    assert rows(Event) == rows(Notification) == []


def test_the_settings_say_how_long(app, later, happened, rows):
    later(40, "notifications.forget")
    with app.app_context():
        db.session.get_one(Site, 1).notifications_days = 30
        db.session.commit()
    assert len(rows(Notification)) == 1
    later(40, "notifications.forget")
    assert rows(Notification) == [] and len(rows(Event)) == 1


def test_work_given_up_goes_after_ninety_days_and_work_still_owed_stays(app, make, later, rows):
    for due_at in (None, now()):
        with app.app_context():
            event = record("person.suspended", db.session.merge(make.person()))
            db.session.add(Outbox(event_id=event.id, consumer="nobody", due_at=due_at, tries=12, error="E"))
            db.session.commit()
    later(89, "kernel.forget_failed_work")
    assert len(rows(Outbox, consumer="nobody")) == 2
    later(91, "kernel.forget_failed_work")
    [owed] = rows(Outbox, consumer="nobody")
    assert owed.due_at


def miss(app, words):
    with app.app_context():
        commands.count_miss(parse(words))
        db.session.commit()


def test_searches_in_vain_are_forgotten(app, later, rows):
    miss(app, "harbour")
    later(179, "search.forget_misses")
    assert len(rows(SearchMiss)) == 1
    later(181, "search.forget_misses")
    assert rows(SearchMiss) == []


def test_one_day_holds_so_many_different_searches_and_goes_on_counting_those(app, rows, monkeypatch):
    monkeypatch.setattr(commands, "MOST_A_DAY", 2)
    for words in ("harbour", "ship", "made up", "ship"):
        miss(app, words)
    assert [(row.q, row.count) for row in rows(SearchMiss)] == [("harbour", 1), ("ship", 2)]
    with time_machine.travel(now() + timedelta(days=1)):
        miss(app, "made up")
    assert len(rows(SearchMiss)) == 3


def test_more_rows_than_one_chunk_go_too(app, make, rows, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 2)
    for days in (9, 8, 7, 6, 5, 1):
        make.add(SearchMiss(day=now().date(), locale="en", q=f"q{days}", at=now() - timedelta(days=days)))
    with app.app_context():
        assert retention.forget(SearchMiss, SearchMiss.at, 3) == 5
    assert [row.q for row in rows(SearchMiss)] == ["q1"]
