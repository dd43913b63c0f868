"""Waves and answers as other systems read them: what counts, narrowed, without names where the token may not read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.models import Organization
from portal.kernel.calendar import now
from portal.surveys.models import Response
from tests.success.conftest import Office


def test_an_answer_is_told_with_who_gave_it_and_for_which_company(
    office: Office, answered: dict[str, int], program: Any
) -> None:
    found = program().get(f"responses/{answered['response']}")
    assert (found["score"], found["group"], found["about"], found["contact"]) == (3, "detractor", "missing", "mail")
    assert (found["words"], found["wave_id"], found["source"]) == (
        "Ann waits for the export.",
        answered["wave"],
        "mail",
    )
    assert found["person"] == {"id": office.ann.id, "name": "Ann"}
    assert found["organization"] == {"id": office.company.id, "name": "Aoba"}


def test_without_personal_data_neither_words_nor_names_are_told(answered: dict[str, int], program: Any) -> None:
    told = program("read:responses", "read:waves")("GET", "responses")
    [found] = told.get_json()["items"]
    assert (found["score"], found["words"], found["person"]["name"]) == (3, None, None) and "Ann" not in told.text


def test_what_a_machine_sent_is_not_there(answered: dict[str, int], program: Any, change: Any) -> None:
    change(Response, answered["response"], suspected=True)
    by = program()
    assert by.get("responses")["items"] == []
    assert by("GET", f"responses/{answered['response']}").status_code == 404


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ({"group": "detractor"}, True),
        ({"group": "passive"}, False),
        ({"group": "promoter"}, False),
        ({"wave": "{wave}"}, True),
        ({"wave": 99_999}, False),
        ({"organization": 99_999}, False),
        ({"updated_since": (now() - timedelta(days=30)).isoformat()}, True),
        ({"updated_since": (now() + timedelta(days=1)).isoformat()}, False),
    ],
)
def test_answers_are_narrowed(answered: dict[str, int], program: Any, query: dict[str, Any], there: bool) -> None:
    asked = {name: answered["wave"] if value == "{wave}" else value for name, value in query.items()}
    assert bool(program().get("responses", **asked)["items"]) is there


def test_a_wave_is_told_with_its_figures_and_whom_it_asked(answered: dict[str, int], program: Any) -> None:
    by = program()
    found = by.get(f"waves/{answered['wave']}")
    assert (found["survey"], found["number"], found["state"], found["kind"]) == ("Relationship", 1, "live", "sent")
    assert (found["promoters"], found["passives"], found["detractors"]) == (0, 0, 1)
    assert (found["nps"], found["interval"]) == (None, None), "one answer is no score"
    assert found["asked"] + found["left_out"] == 1 and found["companies"] == 1
    assert [one["id"] for one in by.get("waves", state="live")["items"]] == [answered["wave"]]
    assert by.get("waves", state="draft")["items"] == by.get("waves", survey=99_999)["items"] == []


def test_no_fact_of_the_company_that_is_for_staff_stands_with_an_answer(
    office: Office, answered: dict[str, int], program: Any, change: Any
) -> None:
    change(Organization, office.company.id, tier_reason="MARKER", contract_value=987_654_321)
    by = program("read:responses", "read:waves", "read:personal")
    for path in ("responses", f"responses/{answered['response']}", "waves", f"waves/{answered['wave']}"):
        told = by("GET", path).text
        assert "MARKER" not in told and "987654321" not in told, path


def test_lists_take_the_same_few_statements_however_long(
    answered: dict[str, int], program: Any, count_queries: Any
) -> None:
    by = program()
    for path in ("responses", "waves"):
        by.get(path)
        with count_queries() as number:
            by.get(path)
        assert number() <= 5, path
