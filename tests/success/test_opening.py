"""One follow-up for a customer and reason, due by the clock, and in the right hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Role
from portal.kernel import site
from portal.kernel.db import db
from portal.success.models import FollowUp, FollowUpSource, FollowUpStep, TeamMember

FRIDAY = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)  # noon in Tokyo


def test_a_second_cause_for_the_same_reason_joins_the_open_one(office, rows, one):
    first = office.set_off(office.cause(ref=1))
    again, other = office.set_off(office.cause(ref=2)), office.set_off(office.cause("request:other", 3))
    assert again == first != other
    assert [row.ref for row in rows(FollowUpSource, follow_up_id=first)] == [1, 2]
    assert [row.what for row in rows(FollowUpStep, follow_up_id=first)] == ["opened", "joined"]
    assert one(first).due_at - one(first).opened_at == timedelta(hours=48)


def test_the_same_cause_twice_changes_nothing(office, rows, event_names):
    for _time in range(2):
        office.set_off(office.cause())
    assert len(rows(FollowUp)) == len(rows(FollowUpSource)) == len(rows(FollowUpStep)) == 1
    assert event_names() == ["followup.opened"]


def test_once_closed_the_reason_opens_a_new_one(office, client_of):
    first = office.set_off(office.cause())
    form = {"close-version": "1", "close-closing": "No need.", "act": "drop"}
    assert client_of(office.cs).post(f"/console/follow-ups/{first}/close", data=form).status_code == 303
    assert office.set_off(office.cause(ref=2)) != first


def test_two_sources_at_the_same_moment_open_one(office, rows):
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda ref: office.set_off(office.cause(ref=ref)), range(1, 7)))
    assert len(set(found)) == 1
    assert sorted(row.ref for row in rows(FollowUpSource)) == [1, 2, 3, 4, 5, 6]
    assert [row.what for row in rows(FollowUpStep)].count("opened") == 1


def test_it_goes_to_who_looks_after_the_company_unless_they_cannot_act(office, one):
    assert one(office.set_off(office.cause())).owner_id == office.cs.id
    office.change(office.cs, suspended_at=FRIDAY)
    found = one(office.set_off(office.cause("request:other")))
    assert (found.owner_id, found.team_id) == (None, office.teams["cs"])


@pytest.mark.parametrize(
    ("working", "due"), [(False, FRIDAY + timedelta(hours=8)), (True, FRIDAY + timedelta(days=3, hours=-1))]
)
def test_the_clock_counts_hours_or_working_hours_as_the_setting_says(office, client_of, one, app, working, due):
    form = {"hours": "8"} | ({"working": "1"} if working else {})
    assert client_of(office.cs).post("/console/follow-ups/settings", data=form).status_code == 303
    with time_machine.travel(FRIDAY, tick=False):
        number = office.set_off(office.cause())
    assert one(number).due_at == due  # eight working hours from Friday noon in Japan end on Monday at eleven
    with app.app_context():
        assert site.row().follow_up_hours == 8 and db.session.get(site.Site, 1).follow_up_working is working


@pytest.mark.parametrize("hours", ["", "0", "721", "soon"])
def test_a_clock_of_no_use_is_refused_with_what_was_typed(office, client_of, app, hours):
    answer = client_of(office.cs).post("/console/follow-ups/settings", data={"hours": hours})
    assert answer.status_code == 422 and "A number from 1 to 720" in answer.text
    with app.app_context():
        assert site.row().follow_up_hours == 48


def test_who_is_told_at_once_is_the_owner_alone_else_all_of_the_team(office, drain, outgoing, make):
    sam = make.staff(Role.CS, display_name="Sam", language="ja")
    make.add(TeamMember(team_id=office.teams["sales"], person_id=sam.id))
    office.set_off(office.cause())
    drain()
    [letter] = outgoing()
    assert letter.to_email == office.cs.email and "New follow-up for Aoba" in letter.subject
    office.open("Ring them", by=office.cs, team="sales", company=make.organization(name="Rival"))
    drain()
    [_first, second] = outgoing()
    assert second.to_email == sam.email and second.subject.startswith("Rival：新しい対応")


def test_a_further_source_sends_no_second_mail(office, drain, outgoing):
    office.set_off(office.cause(ref=1))
    drain()
    office.set_off(office.cause(ref=2))
    drain()
    assert len(outgoing()) == 1


def test_staff_add_one_by_hand_and_the_same_again_is_the_same(office, client_of, rows):
    browser = client_of(office.other)
    form = {
        "organization": "aoba",
        "title": "Call  them",
        "note": "They rang.",
        "team": office.teams["cs"],
        "owner": "0",
    }
    first = browser.post("/console/follow-ups/new", data=form)
    again = browser.post("/console/follow-ups/new", data=form | {"title": "call them"})
    assert first.status_code == again.status_code == 303 and first.location == again.location
    [found] = rows(FollowUp)
    assert (found.title, found.owner_id, found.source) == ("Call them", office.cs.id, "hand")
    assert "They rang." in browser.get(first.location).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organization": "Nobody"}, "There is no company named"),
        ({"title": " "}, "Write what is to be done, in one sentence."),
        ({"title": "x" * 201}, "Up to 200 characters"),
        ({"team": "0"}, "Choose a team."),
        ({"owner": "999999"}, "Choose somebody of the staff who can act on it."),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_typed_is_lost(office, client_of, rows, change, said):
    form = {
        "organization": "Aoba",
        "title": "Call them",
        "note": "They rang.",
        "team": office.teams["cs"],
        "owner": "0",
    }
    answer = client_of(office.cs).post("/console/follow-ups/new", data=form | change)
    assert answer.status_code == 422 and said in answer.text and "They rang." in answer.text
    assert rows(FollowUp) == []


def test_what_is_noted_again_under_the_same_words_is_kept_with_what_was_written(office, client_of, rows):
    browser, form = client_of(office.cs), {"organization": "Aoba", "title": "Call them", "team": office.teams["cs"]}
    for note in ("They rang.", "They rang again."):
        assert browser.post("/console/follow-ups/new", data=form | {"note": note, "owner": "0"}).status_code == 303
    assert len(rows(FollowUp)) == len(rows(FollowUpSource)) == 1
    assert [row.note for row in rows(FollowUpStep)] == ["They rang.", "They rang again."]
