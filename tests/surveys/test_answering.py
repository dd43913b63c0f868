"""One honest tap: counted once, open to change for a day, and never by looking."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine

from portal.accounts.commands.erasing import SELF, erase
from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.success.models import FollowUp, FollowUpSource
from portal.surveys.commands.answering import answer
from portal.surveys.events import CHANGED
from portal.surveys.models import Advocacy, Invitation, Response, ResponseChange, ResponseCount
from portal.surveys.policy import BUTTON, MAIL
from portal.surveys.queries.asked import asked
from portal.surveys.tokens import token_of


def counts(rows):
    return {one.score: one.n for one in rows(ResponseCount) if one.n}


def test_the_mail_has_a_link_for_each_score_and_none_of_them_saves_anything(asking, client, outgoing, answers):
    asking.wave()
    [letter] = outgoing()
    links = [f"{asking.link()}?score={score}" for score in range(11)]
    assert letter.kind == "surveys" and letter.to_email == asking.ann.email and letter.state == "sent"
    for link in links:
        page = client.get(link)
        assert page.status_code == 200 and f"You chose {link[-1]}" in page.text.replace("10", "0")
    assert answers() == [] and "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"


def test_the_button_saves_the_score_once_and_the_page_says_until_when_it_can_be_changed(
    asking, client, rows, answers, event_names
):
    asking.wave()
    sent = asking.answer(9)
    assert sent.status_code == 303 and sent.location.endswith(asking.link())
    page = client.get(asking.link()).text
    assert "Saved." in page and "You chose 9." in page and "You can change it for 24 hours, until" in page
    assert answers() == [(9, False)] and counts(rows) == {9: 1} and event_names()[-1] == "response.given"
    asking.answer(9)
    assert answers() == [(9, False)] and counts(rows) == {9: 1} and event_names().count("response.given") == 1
    [company] = rows(Organization, id=asking.company.id)
    assert company.nps_score == 9


def test_changes_within_a_day_are_counted_once_and_each_is_written_down(asking, rows, answers, event_names):
    asking.wave()
    for score in (9, 3, 10):
        asking.answer(score)
    assert answers() == [(10, False)] and counts(rows) == {10: 1}
    assert [one.score for one in rows(ResponseChange)] == [9, 3, 10]
    assert event_names().count("response.changed") == 2


def test_after_a_day_an_answer_stands_and_the_page_says_so(asking, client, answers):
    asking.wave()
    asking.answer(9)
    with time_machine.travel(now() + timedelta(hours=24, seconds=1)):
        refused = asking.answer(3)
        page = client.get(asking.link()).text
    assert refused.status_code == 409 and "more than 24 hours ago" in refused.text
    assert answers() == [(9, False)] and "Change the number" not in page


def test_a_link_ends_after_thirty_days(asking, client, answers):
    asking.wave()
    with time_machine.travel(now() + timedelta(days=30, seconds=1)):
        late = asking.answer(9)
        page = client.get(asking.link()).text
    assert late.status_code == 409 and "This survey has ended" in late.text and answers() == []
    assert "This survey has ended" in page and 'name="score"' not in page


@pytest.mark.parametrize("score", ["", "11", "-1", "9.5", "nine", "٩"])
def test_what_is_no_score_is_refused_and_the_question_stays(asking, client, answers, score):
    asking.wave()
    refused = client.post(asking.link(), data={"score": score, "by": "button"})
    assert refused.status_code == 422 and "Choose a number from 0 to 10." in refused.text and answers() == []


def test_a_tampered_or_foreign_token_opens_nothing(asking, client, answers):
    asking.wave()
    link = asking.link()
    for address in (link[:-1] + ("A" if link[-1] != "A" else "B"), "/nps/x", "/nps/1", link + "x"):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"score": 9, "by": "button"}).status_code == 404
    assert answers() == []


def test_who_was_left_out_or_not_yet_asked_has_no_page(asking, client):
    asking.person(created_at=now())
    wave_id = asking.plan(asking.survey(), days=2)
    asking.launch(wave_id)
    assert client.get(asking.link()).status_code == 404


def test_an_erased_person_s_link_is_gone_and_their_words_with_it(asking, client, client_of, rows, drain):
    asking.wave()
    asking.answer(2)
    client.post(f"{asking.link()}/reason", data={"words": "Ann's secret", "about": "howto", "contact": "mail"})
    link = asking.link()
    with asking.app.app_context():
        erase(db.session.get_one(Person, asking.ann.id), asking.ann.id, SELF)
        db.session.commit()
    drain()
    [found] = rows(Response)
    assert (found.score, found.words, found.about, found.contact, found.organization_id) == (2, "", "", "", None)
    assert client.get(link).status_code == 404 and counts(rows) == {2: 1}


def test_who_moved_answers_for_the_company_they_were_asked_in(asking, rows):
    asking.wave()
    asking.change(asking.ann, organization_id=asking.firm(name="Elsewhere").id)
    asking.answer(4)
    [found], [follow_up] = rows(Response), rows(FollowUp)
    assert found.organization_id == follow_up.organization_id == asking.company.id


def test_a_suspended_person_cannot_answer_and_reads_why(asking, answers):
    asking.wave()
    asking.change(asking.ann, suspended_at=now(), suspended_reason="Spam")
    refused = asking.answer(9)
    assert refused.status_code == 403 and "Spam" in refused.text and answers() == []


def test_two_taps_at_the_same_moment_are_one_answer(asking, rows, answers):
    asking.wave()
    link, ready, got = asking.link(), threading.Barrier(6), []

    def tap(score):
        ready.wait()
        got.append(asking.app.test_client().post(link, data={"score": score, "by": "button"}).status_code)

    threads = [threading.Thread(target=tap, args=(score,)) for score in (2, 2, 2, 9, 9, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [303] * 6 and len(answers()) == 1
    [(score, suspected)] = answers()
    assert not suspected and counts(rows) == {score: 1} and len(rows(FollowUp)) <= 1


def test_an_answer_changed_since_its_page_was_read_is_counted_as_it_stands(asking, rows, answers):
    asking.wave()
    asking.answer(9)
    [invitation] = [found.invitation_id for found in rows(Response)]
    with asking.app.app_context():
        shown = asked(token_of(invitation))
        assert shown.answer.score == 9
        with asking.app.app_context():
            answer(invitation, 2, BUTTON, MAIL)
            db.session.commit()
        answer(invitation, 2, BUTTON, MAIL)
        db.session.commit()
    assert answers() == [(2, False)] and counts(rows) == {2: 1}
    assert len(rows(Event, name=CHANGED)) == 1


def test_a_detractor_opens_one_follow_up_for_a_company_however_many_answer(asking, rows):
    ben = asking.person()
    asking.wave()
    asking.answer(3)
    asking.answer(1, ben)
    asking.answer(2, ben)
    [found] = rows(FollowUp)
    assert (found.reason, found.owner_id, found.person_id) == ("detractor", asking.cs.id, asking.ann.id)
    assert found.due_at - found.opened_at == timedelta(hours=48)
    assert [source.kind for source in rows(FollowUpSource)] == ["nps", "nps"]


def test_the_alert_is_written_at_once_and_says_nothing_to_the_customer(asking, outgoing, client_of):
    asking.wave()
    asking.answer(3)
    asking.work()
    [_survey, alert] = outgoing()
    assert alert.to_email == asking.cs.email and "Aoba" in alert.subject
    [page] = [client_of(asking.cs).get("/console/follow-ups").text]
    assert "Aoba" in page and "NPS 3" in page


def test_the_reason_stands_on_the_follow_up_s_page(asking, client, client_of, rows):
    asking.wave()
    asking.answer(3)
    client.post(f"{asking.link()}/reason", data={"words": "Export fails", "about": "missing", "contact": "call"})
    [found] = rows(FollowUp)
    page = client_of(asking.cs).get(f"/console/follow-ups/{found.id}").text
    assert "Export fails" in page and "by phone or video" in page and "Ann" in page


@pytest.mark.parametrize("score", [9, 10])
def test_a_promoter_is_asked_once_a_year_whether_they_would_tell_others(asking, client, rows, score):
    asking.wave()
    asking.answer(score)
    assert "Would you tell others?" in client.get(asking.link()).text and len(rows(Advocacy)) == 1
    assert client.post(f"{asking.link()}/others", data={"said": "yes"}).status_code == 303
    [found] = rows(FollowUp)
    assert (found.reason, found.organization_id) == ("advocacy", asking.company.id)
    with time_machine.travel(now() + timedelta(days=200)):
        asking.wave()
        asking.answer(score)
        assert "Would you tell others?" not in client.get(asking.link()).text
    assert len(rows(Advocacy)) == 1


def test_a_passive_is_asked_nothing_more_and_nobody_is_called(asking, client, rows):
    asking.wave()
    asking.answer(7)
    assert client.post(f"{asking.link()}/others", data={"said": "yes"}).status_code == 404
    assert rows(FollowUp) == rows(Advocacy) == []


def test_what_cannot_be_taken_of_a_reason_is_said_and_the_words_stay(asking, client, rows):
    asking.wave()
    asking.answer(8)
    long = client.post(f"{asking.link()}/reason", data={"words": "x" * 4001, "about": "howto"})
    odd = client.post(f"{asking.link()}/reason", data={"words": "Fine", "about": "weather"})
    assert long.status_code == odd.status_code == 422 and "x" * 4001 in long.text and "Fine" in odd.text
    assert rows(Response)[0].words == ""


def test_a_reason_needs_a_number_first(asking, client, rows):
    asking.wave()
    early = client.post(f"{asking.link()}/reason", data={"words": "Hello"})
    assert early.status_code == 409 and rows(Response) == []


def test_the_answer_notes_what_kind_of_mail_it_came_from(asking, client_of, rows):
    asking.wave()
    page = client_of(asking.ann).get("/").text
    assert "How likely are you to recommend" in page and asking.link() in page
    client_of(asking.ann).post(asking.link(), data={"score": 8, "by": "button", "from": "card"})
    assert [one.source for one in rows(Response)] == ["card"]
    assert "How likely are you to recommend" not in client_of(asking.ann).get("/").text


def test_pages_speak_the_language_of_who_was_asked(asking, client, outgoing):
    asking.change(asking.ann, language="ja")
    asking.wave()
    assert "すすめる可能性" in client.get(asking.link()).text
    assert "How likely" in client.get(f"{asking.link()}?lang=en", follow_redirects=True).text
    assert "すすめ" in outgoing()[0].subject


def test_reminded_once_on_the_fifth_day_unless_answered(asking, outgoing, rows):
    ben = asking.person()
    asking.wave()
    asking.answer(8, ben)
    with time_machine.travel(now() + timedelta(days=6)):
        asking.work()
        asking.work()
    letters = [one for one in outgoing() if one.template == "survey"]
    assert [one.to_email for one in letters].count(asking.ann.email) == 2 and len(letters) == 3
    assert "A reminder" in letters[-1].subject
    assert {one.person_id for one in rows(Invitation) if one.reminded_at} == {asking.ann.id}
    with time_machine.travel(now() + timedelta(days=12)):
        asking.work()
    assert len([one for one in outgoing() if one.template == "survey"]) == 3
