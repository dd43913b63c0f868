"""What is left of people in follow-ups and requests once they were erased, and what they take along."""

from __future__ import annotations

import io
import json
import zipfile

from portal.accounts.commands import erasing
from portal.accounts.models import Person, Role
from portal.kernel.db import db
from portal.success.models import CustomerRequest, FollowUp, FollowUpStep, TeamMember


def erase(app, by, person, reason="asked"):
    with app.app_context():
        erasing.erase(db.session.get_one(Person, by.id), person.id, reason)
        db.session.commit()


def test_words_of_and_about_somebody_go_and_the_rest_stays_readable(office, app, client_of, rows):
    number, other = office.ask(), office.open("Ring Ann before noon")
    [request], browser = rows(CustomerRequest), client_of(office.cs)
    browser.post(f"/console/follow-ups/{request.follow_up_id}/note", data={"note-text": "She is in a hurry."})
    erase(app, office.cs, office.ann)
    [request] = rows(CustomerRequest)
    assert (request.title, request.words, request.person_id) == ("", "", office.ann.id)
    assert [row.title for row in rows(FollowUp)] == ["", "Ring … before noon"]
    assert [row.note for row in rows(FollowUpStep) if row.note] == []
    for path in (
        f"/console/follow-ups/{request.follow_up_id}",
        f"/console/follow-ups/{other}",
        "/console/follow-ups?list=all",
    ):
        assert browser.get(path).status_code == 200
    assert "Request of a former member" in client_of(office.key).get(f"/requests/{number}").text
    assert "Request of a former member" in client_of(office.key).get("/requests?of=company").text


def test_follow_ups_of_staff_who_were_erased_wait_for_their_team(office, app, make, rows, client_of):
    number, admin = office.open(), make.staff(Role.ADMIN)
    make.add(TeamMember(team_id=office.teams["sales"], person_id=office.cs.id))
    erase(app, admin, office.cs, "asked")
    [found] = rows(FollowUp)
    assert (found.owner_id, found.version, rows(TeamMember)) == (None, 2, [])
    page = client_of(office.other).get(f"/console/follow-ups/{number}")
    assert page.status_code == 200 and "Nobody yet" in page.text


def test_ones_own_requests_are_taken_along_and_follow_ups_are_not(office, client_of, rows):
    office.ask()
    [request] = rows(CustomerRequest)
    note = {"note-text": "Careful with them."}
    client_of(office.cs).post(f"/console/follow-ups/{request.follow_up_id}/note", data=note)
    for version, words in ((1, "We look at it."), (2, "It works now.")):
        told = {"version": version, "state": "done", "reply": words}
        form = {f"answer-{request.id}-{name}": value for name, value in told.items()} | {"request": request.id}
        client_of(office.cs).post(f"/console/follow-ups/{request.follow_up_id}/request", data=form)
    answer = client_of(office.ann).post("/account/export")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    [mine] = json.loads(texts["requests.json"])["requests"]
    assert (mine["title"], mine["words"], mine["company"]) == ("Help us", "By Monday.", "Aoba")
    assert [one["reply"] for one in mine["history"]] == ["We look at it.", "It works now."]
    assert "Careful with them." not in "".join(texts.values())
