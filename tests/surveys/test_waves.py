"""Waves: planned, counted, launched once, closed early. What the dry run says is what the launch does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from portal.accounts.models import Role
from portal.kernel.calendar import WorkingCalendar, now
from portal.kernel.events import Event
from portal.surveys.labels import LEFT_OUT
from portal.surveys.models import Invitation, Survey, Wave
from portal.surveys.queries.audience import dry_run
from portal.surveys.queries.turns import Drip, turns_of
from tests.surveys.running import MONDAY, SURVEYS, left_out, mails, run

__all__ = ["run"]
TOKYO = ZoneInfo("Asia/Tokyo")


def plan(at: datetime, **change):
    local = at.astimezone(WorkingCalendar("JP").zone)
    return {"starts_at": local.strftime("%Y-%m-%dT%H:%M"), "drip_days": "1", "version": "0"} | change


def test_a_plan_keeps_its_segment_and_moment_on_the_vendors_clock(run, client_of, rows, event_names):
    number = run.survey()
    at = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    typed = plan(at, drip_days="3", stages=["onboarding"], languages=["ja"], jobs=["it"])
    answer = client_of(run.cs).post(f"{SURVEYS}/{number}/waves/new", data=typed)
    [wave] = rows(Wave)
    assert answer.status_code == 303 and (wave.number, wave.state, wave.starts_at, wave.drip_days) == (
        1,
        "draft",
        at,
        3,
    )
    assert wave.segment == {"stages": ["onboarding"], "languages": ["ja"], "jobs": ["it"]}
    with run.app.app_context():
        assert wave.closes_at == turns_of(Drip(at, 3))[-1] + timedelta(days=30)
    assert event_names() == ["wave.saved"] and rows(Invitation) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts_at": ""}, "Choose a day and a time."),
        ({"starts_at": "2020-01-01T10:00"}, "Choose a moment that is still to come."),
        ({"drip_days": "31"}, "A number from 1 to 30, please."),
        ({"drip_days": "two"}, "Write a whole number."),
        ({"organizations": "Aoba\nNowhere"}, "There is no company named “Nowhere”."),
        ({"stages": ["heaven"]}, "Choose people by what the form offers."),
    ],
)
@pytest.mark.parametrize("act", ["save", "look"])
def test_what_is_wrong_with_a_plan_is_said_and_stays_in_the_form(run, client_of, rows, act, change, said):
    number = run.survey()
    typed = plan(now() + timedelta(days=2)) | {"organizations": "Aoba", "act": act} | change
    answer = client_of(run.cs).post(f"{SURVEYS}/{number}/waves/new", data=typed)
    assert answer.status_code == 422 and said in answer.text and rows(Wave) == []
    kept = typed["organizations"].splitlines()[0], typed["drip_days"], typed["starts_at"]
    assert all(f'value="{one}"' in answer.text or f">\r\n{one}" in answer.text for one in kept)


def test_the_dry_run_beside_the_form_counts_and_saves_nothing(run, client_of, rows):
    number = run.survey()
    run.person()
    run.person(run.make.organization(name="Bee"))
    browser = client_of(run.cs)
    look = plan(now() + timedelta(days=2)) | {"act": "look"}
    answer = browser.post(f"{SURVEYS}/{number}/waves/new", data=look)
    assert answer.status_code == 200 and "Would reach 2 people" in answer.text and "in 2 companies." in answer.text
    answer = browser.post(f"{SURVEYS}/{number}/waves/new", data=look | {"organizations": "Bee"})
    assert "Would reach 1 person" in answer.text and "in 1 company." in answer.text
    assert rows(Wave) == [] and rows(Invitation) == []


def test_a_segment_chooses_by_each_of_its_parts(run, app):
    number = run.survey()
    bee = run.make.organization(name="Bee", tier="low", touch="tech", stage="growth", industry="Ships")
    ann = run.person(language="ja", job="it", influence="decides")
    run.person(roles=Role.MEMBER | Role.KEYPERSON)
    run.person(bee)
    ours = {"tiers": ["high"], "touches": ["high"], "stages": ["adoption"], "organizations": [run.company.id]}
    with app.app_context():
        for name, values in ours.items():
            assert dry_run(number, {name: values}, [now()]).asked == 2, name
        for name, values in {"languages": [ann.language], "jobs": ["it"], "influences": ["decides"]}.items():
            assert dry_run(number, {name: values}, [now()]).asked == 1, name
        assert dry_run(number, {"industries": ["Ships"]}, [now()]).asked == 1
        assert dry_run(number, {"key_persons": True}, [now()]).asked == 1
        assert dry_run(number, ours | {"industries": ["Ships"]}, [now()]).asked == 0
        assert dry_run(number, {}, [now()]).asked == 3


def test_the_dry_run_equals_the_real_run_with_every_cause_at_once(run, client_of, rows, outgoing):
    number = run.survey()
    causes = run.left_out_for_every_cause(number)
    for _n in range(9):
        run.person()
    wave, browser = run.wave(number), client_of(run.cs)
    page = browser.get(f"{SURVEYS}/waves/{wave}/launch").text
    assert "Would reach 9 people" in page and "in 1 company." in page and "27 are left out" in page
    for code, many in causes.items():
        assert f'{LEFT_OUT[code]}</th><td class="num">{many}</td>' in page, code
    with run.app.app_context():
        promised = dry_run(number, {}, [now()])
    assert browser.post(f"{SURVEYS}/waves/{wave}/launch", data={"version": "1"}).status_code == 303
    assert left_out(rows, wave) == causes | {"": 9} == promised.left_out | {"": promised.asked}
    run.send()
    assert len(mails(outgoing)) == 9
    [launched] = [one for one in rows(Event) if one.name == "wave.launched"]
    assert launched.data == {"asked": 9, "left_out": 27} and launched.actor_id == run.cs.id


def test_the_first_cause_that_holds_is_named_and_nobody_counts_twice(run, app, rows):
    number = run.survey()
    ann = run.person(suspended_at=now(), created_at=now() - timedelta(days=3))
    run.asked(ann, 2, number)
    wave = run.wave(number)
    assert run.launch(wave) == "launched" and left_out(rows, wave) == {"suspended": 1}


def test_clocks_are_read_at_the_persons_own_turn(run, rows):
    number, another = run.survey(), run.survey(name="Another")
    ann, new = run.person(), run.person(created_at=now() - timedelta(days=25))
    run.asked(ann, 10, another)
    late = run.wave(number, now() + timedelta(days=6))
    assert run.launch(late) == "launched" and left_out(rows, late) == {"": 2}
    assert new.id in [one.person_id for one in rows(Invitation, wave_id=late)]


def test_a_wave_goes_out_on_working_days_only(run, rows):
    friday = datetime(2026, 5, 1, 6, 0, tzinfo=UTC)  # then a weekend, and three holidays in Japan
    with run.app.app_context():
        turns = turns_of(Drip(friday, 3))
    assert [turn.astimezone(TOKYO).date() for turn in turns] == [date(2026, 5, 1), date(2026, 5, 7), date(2026, 5, 8)]
    assert [turn.astimezone(TOKYO).hour for turn in turns] == [15, 10, 10]
    with time_machine.travel(friday, tick=False):
        number = run.survey()
        people = [run.person() for _ in range(6)]
        wave = run.wave(number, drip_days=3)
        run.launch(wave)
        when = {one.person_id: one.send_at for one in rows(Invitation, wave_id=wave)}
        assert when == {one.id: turns[one.id % 3] for one in people}
        run.send()
        assert sum(one.sent_at is not None for one in rows(Invitation)) == 2, "only those whose turn it is"
    with time_machine.travel(turns[1], tick=False):
        run.send()
        assert sum(one.sent_at is not None for one in rows(Invitation)) == 4


def test_a_persons_turn_is_the_same_in_every_wave(run, rows):
    with time_machine.travel(MONDAY, tick=False):
        number = run.survey()
        people = [run.person().id for _ in range(7)]
        first = run.wave(number, drip_days=3)
        run.launch(first)
    with time_machine.travel(MONDAY + timedelta(days=7 * 26), tick=False):
        second = run.wave(number, drip_days=3)
        run.launch(second)
    days = []
    for wave in (first, second):
        turns = sorted({one.send_at for one in rows(Invitation, wave_id=wave)})
        days.append({one.person_id: turns.index(one.send_at) for one in rows(Invitation, wave_id=wave)})
    assert days[0] == days[1] and set(days[0]) == set(people)


def test_a_launch_needs_the_plan_as_it_stands_and_happens_once(run, client_of, rows):
    number = run.survey()
    run.person()
    wave, browser = run.wave(number), client_of(run.cs)
    assert (
        client_of(run.other)
        .post(f"{SURVEYS}/waves/{wave}/edit", data=plan(now() + timedelta(days=1), version="1"))
        .status_code
        == 303
    )
    answer = browser.post(f"{SURVEYS}/waves/{wave}/launch", data={"version": "1"})
    assert answer.status_code == 409 and "A colleague changed this wave" in answer.text
    assert "Would reach 1 person" in answer.text and rows(Invitation) == []
    assert browser.post(f"{SURVEYS}/waves/{wave}/launch", data={}).status_code == 422
    assert browser.post(f"{SURVEYS}/waves/{wave}/launch", data={"version": "2"}).status_code == 303
    again = browser.post(f"{SURVEYS}/waves/{wave}/launch", data={"version": "3"})
    assert again.status_code == 409 and "This wave was sent already." in again.text
    assert len(rows(Invitation)) == 1 and [one.launched_by_id for one in rows(Wave)] == [run.cs.id]


def test_the_page_of_a_wave_shows_the_launch_beside_now(run, client_of, rows):
    number = run.survey()
    run.person(), run.person(created_at=now())
    wave, browser = run.wave(number), client_of(run.cs)
    browser.post(f"{SURVEYS}/waves/{wave}/launch", data={"version": "1"})
    page = browser.get(f"{SURVEYS}/waves/{wave}").text
    asked = page.partition("People asked</th>")[2].partition("</tr>")[0]
    assert asked.count('<td class="num">1</td>') == 2 and "Cora" in page and f"/console/nps?wave={wave}" in page
    browser.post(f"{SURVEYS}/waves/{wave}/close")
    page = browser.get(f"{SURVEYS}/waves/{wave}").text
    asked = page.partition("People asked</th>")[2].partition("</tr>")[0]
    assert '<td class="num">1</td><td class="num">0</td>' in asked and str(LEFT_OUT["stopped"]) in page


def test_a_plan_saved_over_a_newer_one_shows_both(run, client_of, rows):
    number = run.survey()
    wave, day = run.wave(number), now() + timedelta(days=2)
    at = f"{SURVEYS}/waves/{wave}/edit"
    assert client_of(run.cs).post(at, data=plan(day, version="1", tiers=["high"])).status_code == 303
    answer = client_of(run.other).post(at, data=plan(day, version="1", tiers=["low"], drip_days="4"))
    assert answer.status_code == 409 and "A colleague changed this wave since you opened it." in answer.text
    stands = answer.text.partition("Stands now")[2].partition("</table>")[0]
    assert "Tier" in stands and "High" in stands and "Low" in stands and "Working days" in stands
    assert [one.segment for one in rows(Wave)] == [{"tiers": ["high"]}]
    assert client_of(run.other).post(at, data=plan(day, version="2", tiers=["low"])).status_code == 303
    assert [one.segment for one in rows(Wave)] == [{"tiers": ["low"]}]


def test_what_was_sent_is_neither_changed_nor_deleted(run, client_of, rows):
    number = run.survey()
    wave, browser = run.wave(number), client_of(run.cs)
    run.launch(wave)
    assert browser.get(f"{SURVEYS}/waves/{wave}/edit").status_code == 409
    assert (
        browser.post(f"{SURVEYS}/waves/{wave}/edit", data=plan(now() + timedelta(days=1), version="2")).status_code
        == 409
    )
    assert browser.post(f"{SURVEYS}/waves/{wave}/drop").status_code == 409
    assert "another state" in browser.get(f"{SURVEYS}/waves/{wave}/drop").text and len(rows(Wave)) == 1


def test_a_draft_can_be_deleted_and_not_closed(run, client_of, rows):
    wave, browser = run.wave(run.survey()), client_of(run.cs)
    assert browser.post(f"{SURVEYS}/waves/{wave}/close").status_code == 409
    assert "Delete this plan?" in browser.get(f"{SURVEYS}/waves/{wave}/drop").text
    assert browser.post(f"{SURVEYS}/waves/{wave}/drop").status_code == 303 and rows(Wave) == []


def test_closing_early_stops_whose_turn_had_not_come_and_ends_links(run, client_of, rows):
    number = run.survey()
    people = [run.person() for _ in range(4)]
    wave = run.wave(number, drip_days=2)
    run.launch(wave)
    run.send()
    sent = {one.person_id for one in rows(Invitation) if one.sent_at}
    assert 0 < len(sent) < len(people)
    browser = client_of(run.cs)
    assert "Close this wave early?" in browser.get(f"{SURVEYS}/waves/{wave}/close").text
    assert browser.post(f"{SURVEYS}/waves/{wave}/close").status_code == 303
    for one in rows(Invitation):
        assert one.left_out == ("" if one.person_id in sent else "stopped")
        assert one.expires_at is None or one.expires_at <= now()
    assert browser.post(f"{SURVEYS}/waves/{wave}/close").status_code == 409
    assert [one.state for one in rows(Wave)] == ["closed"]


def test_a_draft_that_lay_keeps_its_length_when_it_is_launched(run, rows):
    wave = run.wave(run.survey(), now() - timedelta(days=10))
    run.launch(wave)
    [found] = rows(Wave)
    assert found.closes_at - found.starts_at == timedelta(days=30) and found.starts_at > now() - timedelta(minutes=5)


def test_an_archived_survey_launches_nothing(run, client_of, rows):
    number = run.survey(state="archived")
    wave = run.wave(number)
    answer = client_of(run.cs).post(f"{SURVEYS}/waves/{wave}/launch", data={"version": "1"})
    assert answer.status_code == 409 and "This survey is archived." in answer.text
    assert rows(Survey)[0].state == "archived" and rows(Invitation) == []
