"""The incident switch: while it is on nobody is asked, and what was to go out waits."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from portal.kernel.calendar import now
from portal.surveys.models import Invitation, SurveyPause
from tests.surveys.running import SURVEYS, left_out, mails, run

__all__ = ["run"]
PAUSES = f"{SURVEYS}/pauses"
TOKYO = ZoneInfo("Asia/Tokyo")


def day(n: int) -> date:
    return now().astimezone(TOKYO).date() + timedelta(days=n)


def typed(**change):
    return {"whom": "one", "organization": "aoba", "until": day(3).isoformat(), "reason": "Outage"} | change


def test_a_pause_holds_until_the_end_of_its_last_day_on_the_vendors_clock(run, client_of, rows, event_names):
    answer = client_of(run.cs).post(PAUSES, data=typed())
    [made] = rows(SurveyPause)
    assert answer.status_code == 303 and (made.organization_id, made.by_id) == (run.company.id, run.cs.id)
    assert made.until.astimezone(TOKYO).date() == day(4) and made.until.astimezone(TOKYO).hour == 0
    assert event_names() == ["surveys.paused"]
    page = client_of(run.product).get(PAUSES).text
    assert "Aoba" in page and "Outage" in page and "Cora" in page and "End now" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"whom": "nobody"}, "Choose for whom."),
        ({"organization": ""}, "Write the name of the company."),
        ({"organization": "Nowhere"}, "There is no company named “Nowhere”."),
        ({"until": ""}, "Choose the last day of the pause."),
        ({"until": "soon"}, "Write the day as year-month-day"),
        ({"until": "2020-01-01"}, "Choose a day still to come, within a year."),
        ({"until": "2099-01-01"}, "Choose a day still to come, within a year."),
        ({"reason": " "}, "Say why, in up to 300 characters"),
        ({"reason": "x" * 301}, "Say why, in up to 300 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(run, client_of, rows, change, said):
    answer = client_of(run.cs).post(PAUSES, data=typed(**change))
    assert answer.status_code == 422 and said in answer.text and rows(SurveyPause) == []
    kept = typed(**change)
    assert kept["reason"].strip() in answer.text and f'value="{kept["organization"]}"' in answer.text


def test_a_pause_for_all_needs_no_company_and_leaves_everybody_out(run, client_of, rows):
    run.person(), run.person(run.make.organization(name="Bee"))
    client_of(run.cs).post(PAUSES, data=typed(whom="all", organization=""))
    assert [one.organization_id for one in rows(SurveyPause)] == [None]
    wave = run.wave(run.survey())
    run.launch(wave)
    assert left_out(rows, wave) == {"incident": 2}


def test_a_pause_of_one_company_leaves_others_alone(run, client_of, rows):
    run.person(), run.person(run.make.organization(name="Bee"))
    client_of(run.cs).post(PAUSES, data=typed())
    wave = run.wave(run.survey())
    run.launch(wave)
    assert left_out(rows, wave) == {"incident": 1, "": 1}


def test_what_was_to_go_out_waits_until_the_pause_is_over(run, client_of, rows, outgoing):
    ann = run.person()
    wave, browser = run.wave(run.survey()), client_of(run.cs)
    run.launch(wave)
    browser.post(PAUSES, data=typed())
    run.send()
    [waits] = rows(Invitation)
    assert mails(outgoing) == [] and waits.left_out == "" and waits.send_at > now()
    [pause] = rows(SurveyPause)
    assert browser.post(f"{PAUSES}/{pause.id}/end").status_code == 303
    with time_machine.travel(now() + timedelta(hours=1, minutes=1), tick=False):
        run.send()
        assert [one.person_id for one in mails(outgoing)] == [ann.id]


def test_a_pause_ended_by_hand_says_by_whom_and_ends_once(run, client_of, rows, event_names):
    browser = client_of(run.cs)
    browser.post(PAUSES, data=typed())
    [pause] = rows(SurveyPause)
    assert client_of(run.other).post(f"{PAUSES}/{pause.id}/end").status_code == 303
    assert browser.post(f"{PAUSES}/{pause.id}/end").status_code == 409
    [ended] = rows(SurveyPause)
    assert ended.ended_by_id == run.other.id and event_names() == ["surveys.paused", "surveys.resumed"]
    page = browser.get(f"{PAUSES}?list=over").text
    assert "Outage" in page and "by Otto" in page and "Outage" not in browser.get(PAUSES).text


def test_a_pause_whose_day_is_over_stands_among_the_past_ones(run, client_of):
    browser = client_of(run.cs)
    browser.post(PAUSES, data=typed())
    with time_machine.travel(now() + timedelta(days=5), tick=False):
        browser = client_of(run.cs)
        assert "Outage" in browser.get(f"{PAUSES}?list=over").text and "Outage" not in browser.get(PAUSES).text


def test_the_company_and_the_waves_say_so_while_a_pause_holds(run, client_of, rows):
    number = run.survey()
    wave, bee = run.wave(number), run.make.organization(name="Bee")
    places = [f"{SURVEYS}/{number}", f"{SURVEYS}/waves/{wave}", f"/console/customers/{run.company.id}"]
    browser = client_of(run.cs)
    assert not any("Surveys are paused" in browser.get(path).text for path in places)
    browser.post(PAUSES, data=typed())
    assert all("Outage" in browser.get(path).text for path in places)
    assert "Outage" not in browser.get(f"/console/customers/{bee.id}").text
    browser.post(f"{PAUSES}/{rows(SurveyPause)[0].id}/end")
    assert not any("Outage" in browser.get(path).text for path in places)


def test_a_form_sent_twice_makes_one_pause(run, client_of, rows):
    browser = client_of(run.cs)
    for _ in range(2):
        browser.post(PAUSES, data=typed(form_key="once"))
    assert len(rows(SurveyPause)) == 1
