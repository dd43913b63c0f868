"""Taking, handing over, putting off and ending follow-ups; the second of two is told so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from portal.kernel import jobs
from portal.kernel.calendar import now
from portal.success.models import FollowUp, FollowUpStep, FollowUpTask, Playbook, PlaybookStep

AT = "/console/follow-ups/{}"


def post(browser, number, act, /, **form):
    return browser.post(f"{AT.format(number)}/{act}", data=form)


def closing(version=1, act="done", outcome="solved", words="It works."):
    return {"close-version": version, "close-outcome": outcome, "close-closing": words, "act": act}


def whats(rows, number):
    return [row.what for row in rows(FollowUpStep, follow_up_id=number)]


def test_of_two_who_take_it_at_once_one_has_it_and_the_other_reads_who(office, client_of, one, rows):
    number = office.open(owner=None, company=office.make.organization(name="Rival"))
    browsers = [client_of(office.cs), client_of(office.other)]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda browser: post(browser, number, "take", version=1), browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    name = {office.cs.id: "Cora", office.other.id: "Otto"}[one(number).owner_id]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert f"{name} acted on this follow-up since you opened it." in refused.text
    assert whats(rows, number) == ["opened", "taken"]


def test_of_two_who_end_it_at_once_one_outcome_stands(office, client_of, one, rows):
    number = office.open()
    deeds = [(client_of(office.cs), closing(words="One")), (client_of(office.other), closing(words="Two", act="drop"))]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda deed: post(deed[0], number, "close", **deed[1]), deeds))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len([what for what in whats(rows, number) if what in ("done", "dropped")]) == 1
    assert one(number).closing in ("One", "Two") and one(number).version == 2


def test_who_is_refused_keeps_what_they_typed(office, client_of):
    number = office.open()
    post(client_of(office.other), number, "take", version=1)
    answer = post(client_of(office.cs), number, "close", **closing(words="All is well there."))
    assert answer.status_code == 409 and "All is well there." in answer.text and "Otto acted on this" in answer.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (closing(outcome=""), "Choose what came of it."),
        (closing(outcome="made up"), "Choose what came of it."),
        (closing(words=" "), "Write in a sentence what came of it."),
        (closing(words="", act="drop"), "Write in a sentence why nothing is to be done."),
        (closing(words="x" * 4001), "Up to 4000 characters"),
    ],
)
def test_it_does_not_end_without_an_outcome_and_a_sentence(office, client_of, one, form, said):
    number = office.open()
    answer = post(client_of(office.cs), number, "close", **form)
    assert answer.status_code == 422 and said in answer.text and one(number).state == "open"


def test_done_keeps_outcome_and_words_and_can_be_opened_again(office, client_of, one, rows, event_names):
    number, browser = office.open(), client_of(office.other)
    post(browser, number, "close", **closing())
    assert (one(number).state, one(number).outcome, one(number).closing) == ("done", "solved", "It works.")
    assert post(browser, number, "note", **{"note-text": "Later."}).status_code == 303
    assert post(browser, number, "take", version=2).status_code == 409
    assert post(browser, number, "reopen", version=2).status_code == 303
    found = one(number)
    assert (found.state, found.owner_id, found.closed_at, found.outcome) == ("open", office.other.id, None, "")
    assert whats(rows, number) == ["opened", "done", "noted", "reopened"]
    assert event_names()[-3:] == ["followup.closed", "followup.noted", "followup.reopened"]


def test_it_is_not_opened_again_beside_another_for_the_same_reason(office, client_of, one):
    number, browser = office.open(), client_of(office.cs)
    post(browser, number, "close", **closing())
    assert office.open() != number
    answer = post(browser, number, "reopen", version=2)
    assert answer.status_code == 409 and "open for the same reason" in answer.text and one(number).state == "done"


def test_opening_again_and_a_new_cause_at_the_same_moment_leave_one_open(office, client_of, rows):
    first, browser = office.set_off(office.cause()), client_of(office.cs)
    post(browser, first, "close", **closing())
    with ThreadPoolExecutor(2) as threads:
        again = threads.submit(post, browser, first, "reopen", version=2)
        threads.submit(office.set_off, office.cause(ref=2)).result()
    assert again.result().status_code in (303, 409)
    assert len(rows(FollowUp, closed_at=None)) == 1


def test_what_is_put_off_leaves_the_list_and_comes_back_on_its_day(office, client_of, one, app, drain, outgoing):
    number, browser = office.open(), client_of(office.cs)
    day = (now() + timedelta(days=5)).date()
    answer = post(browser, number, "snooze", **{"snooze-version": 1, "snooze-until": day.isoformat()})
    assert answer.status_code == 303
    found = one(number)
    assert found.state == "snoozed" and found.due_at == found.snoozed_until
    assert "Call them" not in browser.get("/console/follow-ups?list=all").text
    assert "Call them" in browser.get("/console/follow-ups?list=waiting").text
    with app.app_context():
        jobs.JOBS["success.wake_follow_ups"].run()
    assert one(number).state == "snoozed"
    with time_machine.travel(found.snoozed_until + timedelta(minutes=1)), app.app_context():
        jobs.JOBS["success.wake_follow_ups"].run()
        drain()
    assert one(number).state == "open" and one(number).snoozed_until is None
    assert any("Back on your list: Aoba" in letter.subject for letter in outgoing())


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "2999-01-01"])
def test_a_day_it_cannot_come_back_on_is_refused(office, client_of, one, until):
    number = office.open()
    form = {"snooze-version": 1, "snooze-until": until, "snooze-note": "They are away."}
    answer = post(client_of(office.cs), number, "snooze", **form)
    assert answer.status_code == 422 and "They are away." in answer.text and one(number).state == "open"


def test_a_new_cause_brings_back_what_was_put_off(office, client_of, one):
    number = office.set_off(office.cause())
    day = (now() + timedelta(days=5)).date().isoformat()
    post(client_of(office.cs), number, "snooze", **{"snooze-version": 1, "snooze-until": day})
    office.set_off(office.cause(ref=2))
    found = one(number)
    assert found.state == "open" and found.due_at - now() < timedelta(hours=49)


def test_whoever_it_is_handed_to_is_told_once(office, client_of, one, drain, outgoing):
    number, browser = office.open(), client_of(office.cs)
    drain()
    sent = len(outgoing())
    form = {
        "hand-version": 1,
        "hand-owner": office.other.id,
        "hand-team": office.teams["cs"],
        "hand-note": "You know them.",
    }
    assert post(browser, number, "hand", **form).status_code == 303
    drain()
    [letter] = outgoing()[sent:]
    assert letter.to_email == office.other.email and one(number).owner_id == office.other.id
    again = post(browser, number, "hand", **(form | {"hand-version": 2}))
    assert again.status_code == 422 and "It is with them already." in again.text and "You know them." in again.text


def test_nobody_who_cannot_act_gets_it(office, client_of, one):
    number, browser = office.open(), client_of(office.cs)
    office.change(office.other, suspended_at=now())
    for owner in (office.other.id, office.ann.id, 999_999):
        form = {"hand-version": 1, "hand-owner": owner, "hand-team": office.teams["cs"]}
        assert post(browser, number, "hand", **form).status_code == 422
    assert one(number).owner_id == office.cs.id


def test_a_task_is_ticked_by_name_and_unticked(office, client_of, rows):
    number, browser = office.open(), client_of(office.cs)
    assert post(browser, number, "tasks", **{"task-text": "Ask them", "task-due": "2099-02-03"}).status_code == 303
    [task] = rows(FollowUpTask)
    for _time in range(2):
        post(browser, number, "tick", task=task.id, want=1)
    [task] = rows(FollowUpTask)
    assert task.done_by_id == office.cs.id and "Ticked by Cora" in browser.get(AT.format(number)).text
    post(browser, number, "tick", task=task.id, want=0)
    assert rows(FollowUpTask)[0].done_at is None
    other = office.open("Something else")
    assert post(browser, other, "tick", task=task.id, want=1).status_code == 404


def test_a_playbook_is_copied_once_and_stays_as_it_was_copied(office, client_of, rows, make):
    book = make.add(Playbook(name="A leaver", state="live"))
    make.add(PlaybookStep(playbook_id=book.id, position=1, text="Thank them", days=0, team_id=office.teams["sales"]))
    make.add(PlaybookStep(playbook_id=book.id, position=2, text="Ask who follows", days=7))
    number, browser = office.open(), client_of(office.cs)
    assert post(browser, number, "playbook", playbook=book.id).status_code == 303
    assert post(browser, number, "playbook", playbook=book.id).status_code == 409
    first, second = rows(FollowUpTask)
    assert (first.text, first.team_id, second.text) == ("Thank them", office.teams["sales"], "Ask who follows")
    assert second.due - first.due == timedelta(days=7)
    form = {"version": 1, "name": "A leaver", "state": "retired", "step-text": "New", "step-days": "1", "step-team": ""}
    assert browser.post(f"/console/playbooks/{book.id}", data=form).status_code == 303
    assert [task.text for task in rows(FollowUpTask)] == ["Thank them", "Ask who follows"]
    assert post(browser, office.open("Another"), "playbook", playbook=book.id).status_code == 409


def test_a_note_sent_twice_is_noted_once(office, client_of, rows):
    number, browser = office.open(), client_of(office.cs)
    for _time in range(2):
        post(browser, number, "note", **{"note-text": "They rang.", "form_key": "k"})
    assert whats(rows, number) == ["opened", "noted"]
    assert post(browser, number, "note", **{"note-text": " "}).status_code == 422


@pytest.mark.parametrize(
    ("day", "said"), [("0001-01-01", "Choose a day from tomorrow on"), ("30 June", "Write the day as year-month-day")]
)
def test_a_day_that_is_none_is_told_beside_it(office, client_of, one, day, said):
    office.change(office.cs, time_zone="Asia/Tokyo")
    number, form = office.open(), {"snooze-version": 1, "snooze-until": day, "snooze-note": "They are away."}
    answer = post(client_of(office.cs), number, "snooze", **form)
    assert answer.status_code == 422 and said in answer.text
    assert "They are away." in answer.text and f'value="{day}"' in answer.text and one(number).state == "open"


def test_a_task_is_not_noted_without_the_day_that_was_typed(office, client_of, rows):
    number = office.open()
    answer = post(client_of(office.cs), number, "tasks", **{"task-text": "Call Ann", "task-due": "soon"})
    assert answer.status_code == 422 and "Write the day as year-month-day" in answer.text
    assert 'value="Call Ann"' in answer.text and rows(FollowUpTask) == []
