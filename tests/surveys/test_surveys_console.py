"""Surveys for staff: made, changed, archived, looked at, and tried out on oneself."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.kernel.events import Event
from portal.surveys.models import Invitation, Survey
from tests.surveys.running import SURVEYS, mails, run

__all__ = ["run"]
FIELDS = {"name": "Every half year", "by": "hand", "every_days": "180", "delay_days": "1", "drip_days": "3"}


def form(**change):
    return FIELDS | {"version": "0"} | change


def test_a_survey_keeps_what_was_typed_and_leaves_one_line_in_the_audit_log(run, client_of, rows, event_names):
    day = (now() + timedelta(days=30)).date()
    typed = form(by="days", next_on=day.isoformat(), tiers=["high"], key_persons="y", organizations="ＡＯＢＡ\n")
    answer = client_of(run.cs).post(f"{SURVEYS}/new", data=typed)
    [made] = rows(Survey)
    assert answer.status_code == 303 and answer.location.endswith(f"{SURVEYS}/{made.id}")
    assert (made.name, made.by, made.every_days, made.next_on, made.drip_days) == (typed["name"], "days", 180, day, 3)
    assert made.segment == {"tiers": ["high"], "organizations": [run.company.id], "key_persons": True}
    assert event_names() == ["survey.saved"]
    page = client_of(run.cs).get(answer.location).text
    assert "Aoba" in page and "High" in page and "Key persons" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "A survey needs a name of up to 100 characters."),
        ({"name": "x" * 101}, "A survey needs a name of up to 100 characters."),
        ({"by": "moon"}, "Choose when it asks."),
        ({"by": "days"}, "Choose the day of the next wave."),
        ({"by": "days", "next_on": "soon"}, "Write the day as year-month-day"),
        ({"by": "days", "next_on": "2030-01-01", "every_days": "60"}, "A number from 90 to 730, please."),
        ({"by": "days", "next_on": "2030-01-01", "drip_days": "many"}, "Write a whole number."),
        ({"by": "event"}, "Choose what makes it ask."),
        ({"by": "event", "trigger": "stage", "delay_days": "99"}, "A number from 0 to 60, please."),
        ({"tiers": ["huge"]}, "Choose people by what the form offers."),
        ({"organizations": "Nowhere"}, "There is no company named “Nowhere”."),
        ({"industries": "Piracy"}, "No company is in the industry “Piracy”."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(run, client_of, rows, change, said):
    typed = form(**{"organizations": "Aoba", **change})
    answer = client_of(run.cs).post(f"{SURVEYS}/new", data=typed)
    assert answer.status_code == 422 and said in answer.text and rows(Survey) == []
    assert change.get("organizations", "Aoba") in answer.text


def test_every_trigger_that_slices_offer_stands_in_the_form(run, client_of, rows):
    page = client_of(run.cs).get(f"{SURVEYS}/new").text
    offered = re.findall(r'<option value="(\w+)"', page.partition('id="trigger"')[2].partition("</select>")[0])
    assert sorted(offered) == ["course", "live", "request", "stage"]
    client_of(run.cs).post(f"{SURVEYS}/new", data=form(by="event", trigger="request", delay_days="3"))
    [made] = rows(Survey)
    assert (made.by, made.trigger, made.delay_days) == ("event", "request", 3)


def test_a_form_sent_twice_makes_one_survey(run, client_of, rows):
    browser = client_of(run.cs)
    answers = [browser.post(f"{SURVEYS}/new", data=form(form_key="once")) for _ in range(2)]
    assert len(rows(Survey)) == 1 and answers[0].location == answers[1].location


def test_a_save_over_a_newer_one_shows_both_and_can_be_sent_again(run, client_of, rows):
    number = run.survey(**{name: FIELDS[name] for name in ("name", "by")}, drip_days=3)
    at = f"{SURVEYS}/{number}/edit"
    assert client_of(run.cs).post(at, data=form(version="1", name="Mine")).status_code == 303
    answer = client_of(run.other).post(at, data=form(version="1", name="Theirs"))
    assert answer.status_code == 409 and "A colleague changed this survey since you opened it." in answer.text
    stands = answer.text.partition("Stands now")[2].partition("</table>")[0]
    assert "Mine" in stands and "Theirs" in stands and "Working days" not in stands, "the drip is the same"
    assert [one.name for one in rows(Survey)] == ["Mine"]
    assert client_of(run.other).post(at, data=form(version="2", name="Theirs")).status_code == 303
    assert [one.name for one in rows(Survey)] == ["Theirs"]


def test_an_archived_survey_takes_no_wave_until_it_is_taken_back(run, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    browser.post(f"{SURVEYS}/{number}/archive")
    assert rows(Survey)[0].state == "archived"
    assert "Relationship" not in browser.get(SURVEYS).text
    assert "Relationship" in browser.get(f"{SURVEYS}?state=archived").text
    assert "Plan a wave" not in browser.get(f"{SURVEYS}/{number}").text
    tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    planned = browser.post(f"{SURVEYS}/{number}/waves/new", data={"starts_at": tomorrow, "drip_days": "1"})
    assert planned.status_code == 409 and "This survey is archived." in planned.text and tomorrow in planned.text
    browser.post(f"{SURVEYS}/{number}/archive", data={"back": "1"})
    browser.post(f"{SURVEYS}/{number}/archive", data={"back": "1"})
    assert rows(Survey)[0].state == "live" and len([one for one in rows(Event) if one.name == "survey.saved"]) == 2


def test_the_list_shows_the_state_of_the_newest_wave(run, client_of):
    number = run.survey()
    run.wave(number, state="closed")
    run.wave(number)
    page = client_of(run.cs).get(SURVEYS).text.partition("<tbody>")[2]
    assert "Wave 2" in page and "Draft" in page and "Wave 1" not in page


def test_product_reads_and_changes_nothing_and_members_find_no_such_page(run, client_of):
    number = run.survey()
    wave = run.wave(number)
    reads = [SURVEYS, f"{SURVEYS}/{number}", f"{SURVEYS}/waves/{wave}", f"{SURVEYS}/{number}/preview"]
    reads.append(f"{SURVEYS}/pauses")
    for path in reads:
        page = client_of(run.product).get(path)
        assert page.status_code == 200 and "<form" not in page.text.partition("<main")[2], path
        assert client_of(run.person()).get(path).status_code == 404
    sent = [f"{SURVEYS}/new", f"{SURVEYS}/{number}/edit", f"{SURVEYS}/{number}/archive", f"{SURVEYS}/{number}/test"]
    sent += [f"{SURVEYS}/waves/{wave}/{act}" for act in ("edit", "launch", "close", "drop")]
    sent += [f"{SURVEYS}/{number}/waves/new", f"{SURVEYS}/pauses", f"{SURVEYS}/{number}/import"]
    for path in sent:
        assert client_of(run.product).post(path, data=form()).status_code == 403, path
        assert client_of(run.person()).post(path, data=form()).status_code == 404, path


def test_the_preview_shows_mail_reminder_and_page_in_every_language_and_keeps_nothing(run, client_of, rows):
    number, browser = run.survey(), client_of(run.product)
    page = browser.get(f"{SURVEYS}/{number}/preview").text
    frames = [one.replace("&amp;", "&") for one in re.findall(r'<iframe[^>]* src="([^"]+)"', page)]
    assert len(frames) == 6 and page.count("<iframe") == page.count(" sandbox")
    answers = {path: browser.get(path) for path in frames}
    for path, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert answer.status_code == 200 and "frame-ancestors 'self'" in policy, path
        assert "sandbox" in policy if "/mail" in path else "script-src 'none'" in policy
    words = {path: answer.text for path, answer in answers.items()}
    english, japanese = (words[f"{SURVEYS}/{number}/preview/{code}/page"] for code in ("en", "ja"))
    assert "recommend" in english and 'lang="ja"' in japanese and english != japanese
    first, again = (words[f"{SURVEYS}/{number}/preview/en/mail{more}"] for more in ("", "?again=1"))
    assert first != again and f"{SURVEYS}/{number}/preview/en?score=9" in first
    assert browser.get(f"{SURVEYS}/{number}/preview/xx").status_code == 404
    assert rows(Invitation) == []


def test_a_test_comes_to_oneself_marked_as_one_and_invites_nobody(run, client_of, rows, outgoing, event_names):
    number, browser = run.survey(), client_of(run.cs)
    answer = browser.post(f"{SURVEYS}/{number}/test", data={"language": "ja", "again": "1"})
    [sent] = mails(outgoing, "survey_test")
    assert answer.status_code == 303 and (sent.to_email, sent.language) == (run.cs.email, "ja")
    assert sent.subject.startswith("【テスト】") and not sent.bulk
    assert event_names() == ["wave.tested"] and rows(Invitation) == []
    link = re.search(r"(/console/nps/surveys/\S+\?score=9)", sent.text)
    shown = browser.get(link[1])
    assert shown.status_code == 200 and "score=9" in shown.text and "This is a test." in shown.text
    frame = browser.get(re.search(r'src="([^"]+)"', shown.text.partition("<iframe")[2])[1])
    assert re.search(r'value="9"[^>]* checked', frame.text) and rows(Invitation) == []
    target = re.search(r'<form[^>]* action="(/nps/[^"]+)"', frame.text)[1]
    assert browser.post(target, data={"score": "9", "by": "button"}).status_code == 404, "its form keeps nothing"


@pytest.mark.usefixtures("within_an_hour")
def test_tests_are_limited_by_the_hour_and_need_a_language(run, client_of, outgoing):
    number, browser = run.survey(), client_of(run.cs)
    assert browser.post(f"{SURVEYS}/{number}/test", data={"language": "tlh"}).status_code == 422
    answers = [browser.post(f"{SURVEYS}/{number}/test", data={"language": "en"}).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429] and len(mails(outgoing, "survey_test")) == 10


def test_pages_speak_japanese(run, client_of):
    number = run.survey(by="days", next_on=date(2030, 1, 7))
    clerk = run.make.staff(Role.CS, language="ja")
    for path in (SURVEYS, f"{SURVEYS}/{number}", f"{SURVEYS}/{number}/edit", f"{SURVEYS}/{number}/waves/new"):
        page = client_of(clerk).get(path).text
        assert "調査" in page and "Wave" not in page.partition("<main")[2], path
