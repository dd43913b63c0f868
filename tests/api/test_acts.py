"""What is done: through the same commands as in the console, from a version, and once for each key."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Organization, Person
from portal.api.tokens.models import ApiAct
from portal.api.tokens.tidy import forget
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.success.commands import working
from portal.success.models import FollowUp, FollowUpStep
from tests.success.conftest import Office


def wrong(answer: Any) -> list[str]:
    """Where a request was wrong."""
    assert answer.status_code == 422, answer.text
    return [one.get("pointer", one.get("parameter")) for one in answer.get_json()["errors"]]


def test_facts_that_another_system_owns_are_changed(office: Office, program: Any, rows: Any) -> None:
    by, path = program("write:organizations"), f"organizations/{office.company.id}"
    facts = {
        "stage": "onboarding",
        "contract_value": 12_000_000,
        "mrr": 5,
        "contract_start": "2026-01-01",
        "renewal": "2027-01-01",
        "industry": "Rail",
        "owner": office.other.id,
    }
    answer = by("PATCH", path, {"version": 1} | facts)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["version"] == 2
    changed = {"contract_value", "mrr", "contract_start", "renewal", "industry", "owner", "tier", "touch"}
    assert set(answer.get_json()["changed"]) == changed
    [found] = rows(Organization, id=office.company.id)
    assert (found.contract_value, found.mrr, found.owner_id, found.tier) == (12_000_000, 5, office.other.id, "high")
    [event] = rows(Event, name="organization.changed")
    assert set(event.data["fields"]) == changed - {"owner"} | {"owner_id"}


def test_what_is_left_out_stays_and_null_empties(office: Office, program: Any, rows: Any, change: Any) -> None:
    change(Organization, office.company.id, touch="high", touch_reason="A friend", industry="Rail", mrr=7)
    by, path = program("write:organizations"), f"organizations/{office.company.id}"
    assert by("PATCH", path, {"version": 1, "mrr": None, "owner": None}).status_code == 200
    [found] = rows(Organization, id=office.company.id)
    assert (found.mrr, found.owner_id, found.industry) == (None, None, "Rail")
    assert (found.touch, found.touch_reason, found.name) == ("high", "A friend", "Aoba")


def test_a_tier_against_the_rule_needs_its_reason(office: Office, program: Any, rows: Any) -> None:
    by, path = program("write:organizations"), f"organizations/{office.company.id}"
    assert wrong(by("PATCH", path, {"version": 1, "tier": "high"})) == ["#/tier_reason"]
    assert wrong(by("PATCH", path, {"version": 1, "tier_reason": "Known"})) == ["#/tier"]
    assert by("PATCH", path, {"version": 1, "tier": "high", "tier_reason": "Known"}).status_code == 200
    assert [row.tier for row in rows(Organization, id=office.company.id)] == ["high"]
    assert by("PATCH", path, {"version": 2, "tier": None}).status_code == 200
    assert [(row.tier, row.tier_reason) for row in rows(Organization, id=office.company.id)] == [("middle", "")]


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"stage": "nowhere"}, "#/stage"),
        ({"owner": 2**30}, "#/owner"),
        ({"contract_value": -1}, "#/contract_value"),
        ({"contract_value": "12"}, "#/contract_value"),
        ({"contract_start": "2027-01-01", "renewal": "2026-01-01"}, "#/renewal"),
        ({"renewal": "soon"}, "#/renewal"),
        ({"industry": "x\0"}, "#/industry"),
        ({"name": "Other"}, "#/name"),
        ({"version": None}, "#/version"),
    ],
)
def test_what_cannot_be_a_fact_is_refused_where_it_stands(
    facts: dict[str, Any], place: str, office: Office, program: Any, rows: Any
) -> None:
    answer = program("write:organizations")("PATCH", f"organizations/{office.company.id}", {"version": 1} | facts)
    assert wrong(answer) == [place]
    assert [row.version for row in rows(Organization, id=office.company.id)] == [1]


def test_a_change_of_an_older_version_is_refused(office: Office, program: Any, rows: Any) -> None:
    by, path = program("write:organizations"), f"organizations/{office.company.id}"
    by("PATCH", path, {"version": 1, "industry": "Rail"})
    answer = by("PATCH", path, {"version": 1, "industry": "Road"})
    assert (answer.status_code, answer.get_json()["version"]) == (409, 2)
    assert [row.industry for row in rows(Organization, id=office.company.id)] == ["Rail"]


def test_a_follow_up_is_opened_once_for_a_customer_and_words(office: Office, program: Any, rows: Any) -> None:
    by, body = program(), {"organization": office.company.id, "title": "Call them", "note": "Soon"}
    first, second = by("POST", "follow-ups", body), by("POST", "follow-ups", body)
    [found] = rows(FollowUp)
    assert first.get_json() == second.get_json() == {"id": found.id, "state": "open", "version": 1}
    assert first.headers["Location"] == f"/api/v1/follow-ups/{found.id}"
    assert (found.owner_id, found.team_id, found.source) == (office.cs.id, office.teams["cs"], "hand")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"title": " "}, "#/title"),
        ({"title": ""}, "#/title"),
        ({"title": "x" * 201}, "#/title"),
        ({"organization": 2**30}, "#/organization"),
        ({"organization": True}, "#/organization"),
        ({"team": "nobody"}, "#/team"),
        ({"owner": 2**30}, "#/owner"),
        ({"color": "red"}, "#/color"),
    ],
)
def test_what_cannot_be_opened_is_refused_where_it_stands(
    body: dict[str, Any], place: str, office: Office, program: Any, rows: Any
) -> None:
    whole = {"organization": office.company.id, "title": "Call them"} | body
    assert wrong(program()("POST", "follow-ups", whole)) == [place]
    assert rows(FollowUp) == []


def test_all_that_is_wrong_is_said_at_once(program: Any) -> None:
    places = wrong(program()("POST", "follow-ups", {"team": 5, "owner": "me"}))
    assert sorted(places) == ["#/organization", "#/owner", "#/team", "#/title"]


def test_a_follow_up_is_handed_over_put_off_and_closed(office: Office, program: Any, rows: Any, app: Flask) -> None:
    by, number = program("write:follow-ups"), office.open()
    path = f"follow-ups/{number}"
    handed = by("POST", f"{path}/hand", {"version": 1, "team": "product", "owner": office.other.id, "note": "Yours"})
    assert handed.get_json() == {"id": number, "state": "open", "version": 2}
    until = (now() + timedelta(days=3)).isoformat()
    assert by("POST", f"{path}/snooze", {"version": 2, "until": until}).get_json()["state"] == "snoozed"
    assert by("POST", f"{path}/notes", {"text": "They paid."}).get_json() == {
        "id": number,
        "state": "snoozed",
        "version": 3,
    }
    closing = {"version": 3, "outcome": "solved", "closing": "They go on."}
    assert by("POST", f"{path}/done", closing).get_json()["state"] == "done"
    assert by("POST", f"{path}/done", closing | {"version": 4}).status_code == 409
    [found] = rows(FollowUp)
    assert (found.owner_id, found.team_id, found.closing) == (office.other.id, office.teams["product"], "They go on.")
    assert [step.what for step in rows(FollowUpStep)] == ["opened", "handed", "snoozed", "noted", "done"]


def test_an_act_from_an_older_version_is_refused_without_a_name(office: Office, program: Any, app: Flask) -> None:
    number = office.open()
    with app.app_context():
        working.take(db.session.get_one(Person, office.other.id), number, 1)
        db.session.commit()
    act = {"version": 1, "outcome": "solved", "closing": "They go on."}
    answer = program("write:follow-ups")("POST", f"follow-ups/{number}/done", act)
    assert (answer.status_code, answer.get_json()["version"]) == (409, 2)
    assert "Otto" not in answer.text


@pytest.mark.parametrize(
    "until", ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "2027-01-01", "0001-01-01T00:00:00+14:00"]
)
def test_it_is_put_off_to_a_moment_within_a_year(until: str, office: Office, program: Any) -> None:
    answer = program()("POST", f"follow-ups/{office.open()}/snooze", {"version": 1, "until": until})
    assert wrong(answer) == ["#/until"]


def test_a_key_makes_an_act_one(office: Office, program: Any, rows: Any) -> None:
    by, path = program("write:follow-ups"), f"follow-ups/{office.open()}/notes"
    key = {"Idempotency-Key": "a-key-of-ours"}
    first = by("POST", path, {"text": "They paid."}, headers=key)
    again = by("POST", path, {"text": "They paid."}, headers=key)
    assert (first.status_code, first.get_json()) == (again.status_code, again.get_json())
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert len(rows(FollowUpStep, what="noted")) == 1
    assert by("POST", path, {"text": "They paid."}).status_code == 200
    assert len(rows(FollowUpStep, what="noted")) == 2


def test_a_key_repeats_status_and_address(office: Office, program: Any) -> None:
    by, body = program("write:follow-ups"), {"organization": office.company.id, "title": "Call them"}
    first, again = (by("POST", "follow-ups", body, headers={"Idempotency-Key": "k"}) for _n in range(2))
    assert (again.status_code, again.headers["Location"]) == (201, first.headers["Location"])


def test_a_key_with_something_else_is_refused(office: Office, program: Any, rows: Any) -> None:
    by, path, key = program("write:follow-ups"), f"follow-ups/{office.open()}/notes", {"Idempotency-Key": "k"}
    by("POST", path, {"text": "They paid."}, headers=key)
    assert wrong(by("POST", path, {"text": "They did not."}, headers=key)) == ["Idempotency-Key"]
    assert wrong(by("POST", f"follow-ups/{office.open('Two')}/notes", {"text": "They paid."}, headers=key)) == [
        "Idempotency-Key"
    ]
    assert len(rows(FollowUpStep, what="noted")) == 1


def test_keys_of_two_programs_are_two(office: Office, program: Any, rows: Any) -> None:
    path, key = f"follow-ups/{office.open()}/notes", {"Idempotency-Key": "k"}
    for by in (program("write:follow-ups"), program("write:follow-ups")):
        assert by("POST", path, {"text": "They paid."}, headers=key).status_code == 200
    assert len(rows(FollowUpStep, what="noted")) == 2


def test_an_act_that_failed_gives_its_key_back(office: Office, program: Any, rows: Any) -> None:
    by, path, key = program("write:follow-ups"), f"follow-ups/{office.open()}/done", {"Idempotency-Key": "k"}
    assert by("POST", path, {"version": 9, "outcome": "solved", "closing": "Yes."}, headers=key).status_code == 409
    assert rows(ApiAct) == []
    assert by("POST", path, {"version": 1, "outcome": "solved", "closing": "Yes."}, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "鍵"])
def test_what_is_no_key_is_refused(key: str, office: Office, program: Any, rows: Any) -> None:
    path = f"follow-ups/{office.open()}/notes"
    answer = program()(
        "POST", path, {"text": "They paid."}, headers={"Idempotency-Key": key.encode().decode("latin-1")}
    )
    assert answer.status_code == 400
    assert rows(FollowUpStep, what="noted") == []


def test_a_key_is_kept_for_a_day(office: Office, program: Any, change: Any, rows: Any, app: Flask) -> None:
    by, path, key = program("write:follow-ups"), f"follow-ups/{office.open()}/notes", {"Idempotency-Key": "k"}
    by("POST", path, {"text": "They paid."}, headers=key)
    change(ApiAct, at=now() - timedelta(hours=23))
    with app.app_context():
        forget()
    by("POST", path, {"text": "They paid."}, headers=key)
    assert len(rows(FollowUpStep, what="noted")) == 1
    change(ApiAct, at=now() - timedelta(hours=25))
    by("POST", path, {"text": "They paid."}, headers=key)
    assert len(rows(FollowUpStep, what="noted")) == 2
    change(ApiAct, at=now() - timedelta(hours=25))
    with app.app_context():
        forget()
    assert rows(ApiAct) == []


def test_what_is_kept_of_an_act_names_nobody(office: Office, program: Any, rows: Any) -> None:
    body = {"organization": office.company.id, "title": "Call Ann", "note": "ann@aoba.example"}
    program()("POST", "follow-ups", body, headers={"Idempotency-Key": "for ann".replace(" ", "-")})
    [kept] = rows(ApiAct)
    assert set(kept.answer) == {"id", "state", "version"}
    assert "ann" not in f"{kept.key}{kept.said}{kept.location}".lower()


def test_two_at_once_are_one_act(office: Office, program: Any, rows: Any) -> None:
    by, path, key = program("write:follow-ups"), f"follow-ups/{office.open()}/notes", {"Idempotency-Key": "k"}
    together, answers = threading.Barrier(4), []

    def send() -> None:
        together.wait()
        answers.append(by("POST", path, {"text": "They paid."}, headers=key))

    threads = [threading.Thread(target=send) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.text for answer in answers}) == 1
    assert len(rows(FollowUpStep, what="noted")) == 1


def test_nothing_is_left_of_an_act_that_broke(
    office: Office, program: Any, rows: Any, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    number = office.open()
    monkeypatch.setattr("portal.api.serving.once.keep", lambda _response: db.session.execute(sa.text("no sql")))
    answer = program()("POST", f"follow-ups/{number}/notes", {"text": "They paid."})
    assert answer.status_code >= 500
    assert rows(FollowUpStep, what="noted") == []
