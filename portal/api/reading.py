"""The document, and the page on which people read it."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from portal.api.serving.document import document
from portal.api.tokens.scopes import SCOPES
from portal.kernel.access import open_to_all
from portal.kernel.pages import render

bp = Blueprint("api", __name__)


@dataclass(frozen=True)
class Line:
    """One value: what it is called, what kind it is, and what is said about it."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One address and method."""

    anchor: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    asked: list[Line]
    answer: list[Line]
    statuses: list[tuple[str, str]]
    curl: str

    @property
    def toc_entry(self) -> tuple[str, str]:
        """Its place on the page, and what it is called there."""
        return self.anchor, self.summary


@dataclass(frozen=True)
class Chapter:
    """A resource with its operations."""

    name: str
    title: str
    operations: list[Operation]


@bp.get("/api/v1/openapi.json")
@open_to_all
def openapi() -> Response:
    """OpenAPI 3.1, in the language that Accept-Language asks for. It tells nothing of anybody."""
    answer = jsonify(document())
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.add("Accept-Language")
    return answer


@bp.get("/api/docs")
@open_to_all
def docs() -> ResponseReturnValue:
    """The same for people, without a script."""
    told = document()
    return render(
        "api/docs.html",
        about=told["info"]["description"],
        version=told["info"]["version"],
        chapters=chapters(told),
        scopes=SCOPES,
    )


def chapters(told: dict[str, Any]) -> list[Chapter]:
    """The document, resource by resource."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in told["tags"]}
    for path, methods in told["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method != "parameters":
                found[operation["tags"][0]].append(_operation(told, path, method, operation, shared))
    return [Chapter(tag["name"], tag["description"], found[tag["name"]]) for tag in told["tags"]]


def _operation(
    told: dict[str, Any], path: str, method: str, operation: dict[str, Any], shared: list[dict[str, Any]]
) -> Operation:
    given = [_resolved(told, one) for one in (*shared, *operation.get("parameters", []))]
    body = _content(told, operation.get("requestBody", {}))
    answers = {status: _resolved(told, one) for status, one in sorted(operation["responses"].items())}
    well = next(one for status, one in answers.items() if status.startswith("2"))
    return Operation(
        anchor=operation["operationId"].replace(".", "-").rstrip("_"),
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        words=operation.get("description", ""),
        scope=operation["security"][0]["token"][0],
        asked=[_line(told, one["name"], one["schema"], one) for one in given] + _lines(told, body),
        answer=_lines(told, _content(told, well)),
        statuses=[(status, one["description"]) for status, one in answers.items() if not status.startswith("2")],
        curl=_curl(told, path, method, body),
    )


def _resolved(told: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = told
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _content(told: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The shape of a JSON body, {} where there is none."""
    return _resolved(told, part.get("content", {}).get("application/json", {}).get("schema", {}))


def _lines(told: dict[str, Any], shape: dict[str, Any]) -> list[Line]:
    needed = shape.get("required", ())
    return [
        _line(told, name, one, {"required": name in needed, "description": one.get("description", "")})
        for name, one in shape.get("properties", {}).items()
    ]


def _line(told: dict[str, Any], name: str, shape: dict[str, Any], about: dict[str, Any]) -> Line:
    words = about.get("description") or shape.get("description", "")
    return Line(name, _kind(told, shape), bool(about.get("required")), words)


def _kind(told: dict[str, Any], shape: dict[str, Any]) -> str:
    """The type in JSON's words: `string (date) | null`, `one | two`, `array: Company`."""
    for several in ("anyOf", "allOf"):
        if several in shape:
            return " | ".join(_kind(told, one) for one in shape[several])
    if "$ref" in shape:
        return str(shape["$ref"].rpartition("/")[2])
    if "enum" in shape:
        return " | ".join(str(word) if word is not None else "null" for word in shape["enum"])
    kinds = shape.get("type", "")
    first, *rest = kinds if isinstance(kinds, list) else [kinds]
    if "items" in shape:
        first = f"{first}: {_kind(told, shape['items'])}"
    if "format" in shape:
        first = f"{first} ({shape['format']})"
    return " | ".join([first, *rest])


def _curl(told: dict[str, Any], path: str, method: str, body: dict[str, Any]) -> str:
    """One line that does it; the token stands in $TOKEN."""
    address = told["servers"][0]["url"] + re.sub(r"{\w+}", "7", path)
    parts = ["curl", '-H "Authorization: Bearer $TOKEN"']
    if method != "get":
        example = {name: one["examples"][0] for name, one in body.get("properties", {}).items() if "examples" in one}
        parts += [f"-X {method.upper()}", "--json " + shlex.quote(json.dumps(example, ensure_ascii=False))]
    return " ".join([*parts, address])
