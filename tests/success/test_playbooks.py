"""Playbooks: written by customer success, live only with steps, saved over by nobody unawares."""

from __future__ import annotations

import pytest

from portal.success.models import Playbook, PlaybookStep

NEW = "/console/playbooks/new"


def form(office, **change):
    steps = {"step-text": ["Thank them", "", "Ask who follows"], "step-days": ["0", "", "7"]}
    steps["step-team"] = [str(office.teams["cs"]), "", ""]
    return {"name": "A leaver", "about": "When told", "state": "live", "version": "0"} | steps | change


def test_a_playbook_keeps_its_steps_in_order_without_the_empty_rows(office, client_of, rows):
    answer = client_of(office.cs).post(NEW, data=form(office, reviewed="y"))
    [book], steps = rows(Playbook), rows(PlaybookStep)
    assert answer.status_code == 303 and (book.state, book.reviewed_by_id) == ("live", office.cs.id)
    assert [(one.position, one.text, one.days, one.team_id) for one in steps] == [
        (1, "Thank them", 0, office.teams["cs"]),
        (2, "Ask who follows", 7, None),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Give the playbook a name."),
        ({"state": "great"}, "Choose whether it is a draft, live or retired."),
        ({"step-text": [], "step-days": [], "step-team": []}, "A live playbook needs a step at least."),
        ({"step-days": ["soon", "", "7"]}, "Step 1: days from 0 to 365, please."),
        ({"step-team": ["999", "", ""]}, "Step 1: choose a team."),
        ({"step-text": ["x" * 301, "", "B"]}, "Step 1: up to 300 characters, please."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, client_of, rows, change, said):
    answer = client_of(office.cs).post(NEW, data=form(office, **change))
    assert answer.status_code == 422 and said in answer.text and "When told" in answer.text and rows(Playbook) == []


def test_a_save_over_a_newer_one_is_told_so_and_kept_in_the_form(office, client_of, rows):
    client_of(office.cs).post(NEW, data=form(office))
    [book] = rows(Playbook)
    at = f"/console/playbooks/{book.id}"
    assert client_of(office.cs).post(at, data=form(office, version="1", name="Mine")).status_code == 303
    answer = client_of(office.other).post(at, data=form(office, version="1", name="Theirs"))
    assert (
        answer.status_code == 409
        and "Somebody saved this playbook meanwhile." in answer.text
        and "Theirs" in answer.text
    )
    assert [row.name for row in rows(Playbook)] == ["Mine"]
    stands = answer.text.partition("Stands now")[2].partition("</table>")[0]
    assert "Mine" in stands and "Theirs" in stands and "Thank them" not in stands, "the steps are the same"
    assert client_of(office.other).post(at, data=form(office, version="2", name="Theirs")).status_code == 303


def test_product_reads_playbooks_and_changes_none(office, client_of, rows):
    client_of(office.cs).post(NEW, data=form(office))
    [book], browser = rows(Playbook), client_of(office.product)
    page = browser.get(f"/console/playbooks/{book.id}").text
    assert "Thank them" in page and "<form" not in page.partition("<main")[2]
    assert browser.post(NEW, data=form(office)).status_code == 403
    assert browser.post(f"/console/playbooks/{book.id}", data=form(office, version="1")).status_code == 403


def test_only_live_ones_are_offered_on_a_follow_up(office, client_of, rows):
    browser = client_of(office.cs)
    browser.post(NEW, data=form(office))
    browser.post(NEW, data=form(office, name="Half done", state="draft"))
    page = browser.get(f"/console/follow-ups/{office.open()}").text
    assert "A leaver" in page and "Half done" not in page
    assert "Half done" in browser.get("/console/playbooks?state=draft").text
