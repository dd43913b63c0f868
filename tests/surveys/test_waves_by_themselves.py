"""Waves at the same moment, and waves that go out by themselves: nobody is asked twice, whoever is quicker."""

from __future__ import annotations

from datetime import date, timedelta

import time_machine

from portal.kernel import jobs
from portal.kernel.calendar import now
from portal.kernel.events import Event
from portal.surveys.models import Invitation, Survey, Wave
from tests.surveys.running import MONDAY, left_out, run

__all__ = ["run"]


def test_a_wave_launched_twice_at_once_makes_one_set(run, rows):
    people = {run.person().id for _ in range(5)}
    wave = run.wave(run.survey())
    assert sorted(run.at_once(*[lambda: run.launch(wave)] * 4)) == ["Refused"] * 3 + ["launched"]
    assert sorted(one.person_id for one in rows(Invitation)) == sorted(people)
    assert len([one for one in rows(Event) if one.name == "wave.launched"]) == 1


def test_two_waves_launched_at_the_same_moment_never_ask_one_person_twice(run, rows):
    people = [run.person() for _ in range(5)]
    waves = [run.wave(run.survey(name=name)) for name in "ABC"]
    assert run.at_once(*[lambda wave=wave: run.launch(wave) for wave in waves]) == ["launched"] * 3
    asked = [one.person_id for one in rows(Invitation) if not one.left_out]
    assert sorted(asked) == sorted(one.id for one in people)
    assert sorted(str(left_out(rows, wave)) for wave in waves) == [
        "{'': 5}",
        "{'asked_lately': 5}",
        "{'asked_lately': 5}",
    ]


def test_a_survey_goes_out_by_itself_on_its_day_after_ten_on_the_vendors_clock(run, rows):
    with time_machine.travel(MONDAY - timedelta(hours=3), tick=False):
        run.person()
        run.survey(by="days", next_on=date(2026, 6, 1), every_days=180, segment={"tiers": ["high"]}, drip_days=2)
        run.tick()
        assert rows(Wave) == [], "it is seven in the morning"
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        run.tick()
        assert rows(Wave) == [], "it is the day before"
    with time_machine.travel(MONDAY + timedelta(minutes=5), tick=False):
        run.tick()
        run.tick()
        [wave], [survey] = rows(Wave), rows(Survey)
        assert (wave.state, wave.launched_by_id, wave.segment, wave.drip_days) == ("live", None, {"tiers": ["high"]}, 2)
        assert survey.next_on == date(2026, 6, 1) + timedelta(days=180) and left_out(rows, wave.id) == {"": 1}


def test_two_workers_send_a_wave_once(run, rows):
    with time_machine.travel(MONDAY + timedelta(minutes=5), tick=False):
        run.person()
        run.survey(by="days", next_on=date(2026, 6, 1))
        run.at_once(run.tick, run.tick, run.tick)
        assert len(rows(Wave)) == 1 and len(rows(Invitation)) == 1


def test_the_clock_of_the_portal_knows_both_jobs(run, app, rows):
    with time_machine.travel(MONDAY + timedelta(minutes=5), tick=False):
        run.survey(by="days", next_on=date(2026, 6, 1))
        with app.app_context():
            jobs.run_due({})
        assert len(rows(Wave)) == 1


def test_surveys_that_are_archived_or_asked_by_hand_wait(run, rows):
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        run.survey(by="days", next_on=date(2026, 6, 1), state="archived")
        run.survey(by="days", next_on=date(2026, 6, 2))
        run.survey()
        run.tick()
        assert rows(Wave) == []


def test_a_wave_is_closed_when_its_last_link_has_ended(run, rows):
    number = run.survey()
    over = run.wave(number, now() - timedelta(days=31), state="live")
    goes_on = run.wave(number, now() - timedelta(days=29), state="live")
    run.tick()
    assert {one.id: one.state for one in rows(Wave)} == {over: "closed", goes_on: "live"}
