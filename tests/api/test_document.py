"""The document says what is so: it is OpenAPI 3.1, and what is sent and answered is as it says."""

from __future__ import annotations

import html
import itertools
import json
import re
import shlex
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from portal.api.serving import door
from portal.api.tokens.scopes import SCOPES
from tests.api.operations import OPERATIONS, Operation
from tests.success.conftest import Office

EXAMPLES = 12  # of each operation: bounded in time, another set each run
CONFORMS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def told(client: Any) -> dict[str, Any]:
    """The document as a guest gets it."""
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def operations(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    }


def test_it_is_a_document_of_openapi_3_1(told: dict[str, Any]) -> None:
    assert told["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(told).iter_errors()) == []


def test_it_names_every_operation_with_its_scope(told: dict[str, Any]) -> None:
    wanted = sorted((f"{one.method} /api/v1/" + re.sub(r"{\w+}", "{}", one.path), one.scope) for one in OPERATIONS)
    found = sorted(
        (re.sub(r"{\w+}", "{}", name), one["security"][0]["token"][0]) for name, one in operations(told).items()
    )
    assert found == wanted


def test_every_error_is_a_problem(told: dict[str, Any]) -> None:
    for name, operation in operations(told).items():
        statuses = set(operation["responses"])
        assert {"401", "403", "429", "500", "503"} <= statuses, name
        assert ("404" in statuses) == ("{" in name), name
        assert ("requestBody" in operation) == ({"409", "413", "415"} <= statuses), name
    for status, answer in told["components"]["responses"].items():
        assert list(answer["content"]) == ["application/problem+json"], status


def test_every_value_has_words_in_both_languages(client: Any) -> None:
    said = {
        language: client.get("/api/v1/openapi.json", headers={"Accept-Language": language}) for language in ("en", "ja")
    }
    words = {language: _words(answer.get_json()) for language, answer in said.items()}
    assert len(words["en"]) == len(words["ja"]) > 100
    assert [text for text in words["en"] if not text] == []
    same = [text for text, other in zip(words["en"], words["ja"], strict=True) if text == other]
    assert same == []
    assert "Accept-Language" in said["ja"].headers["Vary"]


def _words(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part[key] for key in ("description", "summary") if isinstance(part.get(key), str)]
        return own + [text for one in part.values() for text in _words(one)]
    return [text for one in part for text in _words(one)] if isinstance(part, list) else []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_shows_all_of_it_without_a_script_of_its_own(language: str, client: Any, told: dict[str, Any]) -> None:
    page = client.get("/api/docs", headers={"Accept-Language": language})
    assert page.status_code == 200
    for name in operations(told):
        assert name.partition(" ")[2] in page.text
    for scope in SCOPES:
        assert f"<code>{scope}</code>" in page.text
    assert page.text.count("curl -H") == len(operations(told))
    assert all(source.startswith("/static/") for source in re.findall(r'<script[^>]*src="([^"]*)"', page.text))
    assert "lazy(" not in page.text


def test_a_line_of_the_page_holds_a_body_that_can_be_taken(
    told: dict[str, Any], office: Office, program: Any, client: Any
) -> None:
    page, number = html.unescape(client.get("/api/docs").text), office.open()
    lines = [shlex.split(line) for line in re.findall(r"<code>(curl -H .*?)</code>", page)]
    [note] = [line for line in lines if line[-1].endswith("/notes")]
    assert note[:5] == ["curl", "-H", "Authorization: Bearer $TOKEN", "-X", "POST"]
    assert program()("POST", f"follow-ups/{number}/notes", json.loads(note[6])).status_code == 200


def test_the_document_and_its_page_ask_the_database_nothing(client: Any, count_queries: Any) -> None:
    client.get("/api/docs")
    with count_queries() as number:
        client.get("/api/docs")
        client.get("/api/v1/openapi.json")
    assert number() == 0


@pytest.mark.one_database
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as told", "otherwise"])
@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_whatever_is_sent_the_answer_is_as_the_document_says(
    one: Operation,
    mode: GenerationMode,
    app: Flask,
    office: Office,
    answered: dict[str, int],
    program: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "LIMIT", door.Limit("api", 100_000, 60))
    number = [office.open(f"Call them {n}", owner=office.other) for n in range(3)][0]
    there = {"organization_id": office.company.id, "person_id": office.ann.id, "follow_up_id": number}
    there |= {f"{name}_id": made for name, made in answered.items()}
    headers, turns = {"Authorization": f"Bearer {program().token}"}, itertools.count()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    wanted = [*CONFORMS, checks.negative_data_rejection] if mode is GenerationMode.NEGATIVE else CONFORMS

    @given(case=schema[documented(one.path)][one.method].as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def conforms(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE and next(turns) % 2:  # every other time at something that is there
            case.path_parameters.update({name: there[name] for name in case.path_parameters})
        case.validate_response(case.call(headers=headers), checks=wanted)

    conforms()


def documented(path: str) -> str:
    """The path as the document writes it."""
    names = {"company": "organization_id", "person": "person_id", "follow_up": "follow_up_id"}
    names |= {"wave": "wave_id", "response": "response_id"}
    return "/api/v1/" + re.sub(r"{(\w+)}", lambda found: f"{{{names[found[1]]}}}", path)
