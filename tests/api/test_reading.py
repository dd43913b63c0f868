"""What is read: companies, people and follow-ups, with their filters, page by page, and what is left out of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Organization, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.commands import working
from portal.success.models import FollowUp, FollowUpStep
from tests.api.conftest import EVERYTHING
from tests.success.conftest import Office


def walk(program: Any, path: str, **query: Any) -> list[int]:
    """The numbers of all things of a list, page by page."""
    found, after = [], ""
    while True:
        page = program.get(path, **query, **({"after": after} if after else {}))
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            return found
        after = page["next"]


def test_a_company_is_told_with_all_its_facts(make: Any, program: Any) -> None:
    owner = make.staff(display_name="Cora")
    company = make.organization(
        name="Aoba", tier="high", tier_reason="Known for long", contract_value=1200, renewal=date(2027, 3, 31)
    )
    by = program("read:organizations", "read:personal")
    found = by.get(f"organizations/{company.id}")
    assert (found["name"], found["tier"], found["tier_reason"]) == ("Aoba", "high", "Known for long")
    assert (found["contract_value"], found["mrr"], found["monthly_value"]) == (1200, None, 100)
    assert (found["currency"], found["renewal"], found["owner"]) == ("EUR", "2027-03-31", None)
    make.organization(name="Rival", owner_id=owner.id)
    assert [one["owner"] for one in by.get("organizations", owner=owner.id)["items"]] == [
        {"id": owner.id, "name": "Cora"}
    ]


def test_companies_are_narrowed_by_stage_and_tier(make: Any, program: Any) -> None:
    first = make.organization(stage="adoption", tier="high")
    make.organization(stage="adoption")
    make.organization(tier="high")
    assert walk(program(), "organizations", stage="adoption", tier="high") == [first.id]


def test_people_are_narrowed_by_company_and_role(office: Office, make: Any, program: Any) -> None:
    make.person(organization=office.company, roles=Role.MEMBER | Role.CHAMPION, display_name="Chris")
    make.person()
    by = program("read:people", "read:personal")
    names = [one["name"] for one in by.get("people", organization=office.company.id)["items"]]
    assert names == ["Ann", "Kay", "Chris"]
    assert [one["name"] for one in by.get("people", role="champion")["items"]] == ["Chris"]
    [kay] = [one for one in by.get("people", organization=office.company.id)["items"] if one["name"] == "Kay"]
    assert kay["organizations"] == [{"id": office.company.id, "name": "Aoba", "key_person": True}]
    assert kay["roles"] == ["member"]


def test_who_was_erased_is_not_there(make: Any, program: Any) -> None:
    gone = make.person(erased_at=now(), display_name="")
    by = program("read:people")
    assert gone.id not in walk(by, "people")
    assert by("GET", f"people/{gone.id}").status_code == 404


def test_without_the_scope_nothing_tells_who_somebody_is(office: Office, program: Any, app: Flask) -> None:
    number = office.open("Call Ann, ann@aoba.example", owner=office.cs)
    with app.app_context():
        cora = db.session.get_one(Person, office.cs.id)
        working.note(cora, number, "Ann said no")
        working.finish(cora, number, 1, "solved", "Ann is glad")
        db.session.commit()
    words = ("Ann", "Kay", "Cora", "Otto", "Petra", "@")
    blind = program(*(scope for scope in EVERYTHING if scope != "read:personal"))
    seeing = program()
    for path in ("people", f"people/{office.ann.id}", "organizations", "follow-ups", f"follow-ups/{number}"):
        told = blind("GET", path).text
        assert [word for word in words if word in told] == [], path
    assert all(word in seeing("GET", "people").text for word in words)
    whole = seeing.get(f"follow-ups/{number}")
    assert (whole["title"], whole["closing"]) == ("Call Ann, ann@aoba.example", "Ann is glad")
    assert [line["note"] for line in whole["history"]] == ["Ann is glad", "Ann said no", ""]


def test_facts_of_a_company_stand_in_companies_alone(office: Office, program: Any, change: Any) -> None:
    facts = {"tier": "high", "tier_reason": "MARKER", "touch_reason": "MARKER", "contract_value": 987_654_321}
    change(Organization, office.company.id, **facts)
    number = office.open()
    others = program("read:people", "read:follow-ups", "read:personal", "write:follow-ups", "write:organizations")
    for path in ("people", f"people/{office.ann.id}", "follow-ups", f"follow-ups/{number}"):
        told = others("GET", path).text
        assert "MARKER" not in told and "987654321" not in told, path
    assert "MARKER" in program("read:organizations")("GET", "organizations").text
    receipt = others("PATCH", f"organizations/{office.company.id}", {"version": 1, "industry": "Rail"})
    assert set(receipt.get_json()) == {"id", "version", "changed"}


def test_follow_ups_are_narrowed_by_state_company_owner_and_time(
    office: Office, make: Any, program: Any, change: Any
) -> None:
    other = make.organization(name="Rival")
    first = office.open("One", owner=office.other)
    second = office.open("Two", owner=office.other, company=other)
    third = office.open("Three")
    change(FollowUp, first, state="done", closed_at=now())
    by = program("read:follow-ups")
    assert walk(by, "follow-ups", state="done") == [first]
    assert walk(by, "follow-ups", organization=other.id) == [second]
    assert sorted(walk(by, "follow-ups", owner=office.other.id)) == [first, second]
    change(FollowUp, updated_at=now() - timedelta(days=2))
    change(FollowUp, third, updated_at=now())
    assert walk(by, "follow-ups", updated_since=(now() - timedelta(days=1)).isoformat()) == [third]


@pytest.mark.parametrize("act", ["note", "take", "snooze", "reopen"])
def test_whatever_is_done_with_a_follow_up_moves_it(
    act: str, office: Office, app: Flask, change: Any, rows: Any
) -> None:
    number, long_ago = office.open(), now() - timedelta(days=9)
    change(FollowUp, updated_at=long_ago)
    with app.app_context():
        cora = db.session.get_one(Person, office.cs.id)
        if act == "reopen":
            working.reopen(cora, number, working.drop(cora, number, 1, "No").version)
        elif act == "note":
            working.note(cora, number, "They paid.")
        elif act == "take":
            working.take(db.session.get_one(Person, office.other.id), number, 1)
        else:
            working.snooze(cora, number, 1, now() + timedelta(days=3))
        db.session.commit()
    [found] = rows(FollowUp)
    assert now() - found.updated_at < timedelta(minutes=5)


def test_rows_that_tie_are_each_told_once(office: Office, program: Any, change: Any) -> None:
    numbers = [office.open(f"Number {n}") for n in range(7)]
    change(FollowUp, updated_at=now())
    by = program("read:follow-ups")
    assert walk(by, "follow-ups", limit=2) == numbers
    assert walk(by, "follow-ups", limit=7) == numbers


def test_a_page_holds_as_many_as_were_asked_for(make: Any, program: Any) -> None:
    numbers = [make.organization().id for _n in range(4)]
    by = program("read:organizations")
    page = by.get("organizations", limit=3)
    assert ([one["id"] for one in page["items"]], bool(page["next"])) == (numbers[:3], True)
    assert walk(by, "organizations", limit=1) == numbers
    for limit in ("0", "101", "many"):
        answer = by("GET", "organizations", query_string={"limit": limit})
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["parameter"] == "limit"


@pytest.mark.parametrize("path", ["organizations", "people", "follow-ups"])
def test_a_page_costs_the_same_however_many_rows_there_are(
    path: str, office: Office, make: Any, program: Any, count_queries: Any
) -> None:
    by, counted = program(), []
    office.open("First")
    by.get(path)
    for _round in range(2):
        with count_queries() as number:
            by.get(path)
        counted.append(number())
        for n in range(5):
            office.open(f"More {n} {_round}", company=make.organization(owner_id=office.cs.id))
    assert counted[0] == counted[1]
    assert counted[0] <= 4  # token and maker, the count, the rows, and what hangs on them


def test_history_is_told_with_who_did_what(office: Office, program: Any, rows: Any) -> None:
    number = office.open(owner=office.other)
    [line] = program().get(f"follow-ups/{number}")["history"]
    assert (line["what"], line["by"]["name"], line["given_to"]["name"]) == ("opened", "Cora", "Otto")
    assert len(rows(FollowUpStep)) == 1
