"""The OpenAPI 3.1 document of all resources. Its words are translated when it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask, current_app

from portal.api.serving import once
from portal.api.serving.door import LIMIT
from portal.api.serving.resource import PREFIX, Resource
from portal.api.serving.shapes import Problem
from portal.api.tokens.policy import PREFIX as TOKEN_PREFIX
from portal.config import settings
from portal.kernel.i18n import lazy, locale

VERSION = "1.0.0"
WHY = {
    400: lazy("The request cannot be read."),
    401: lazy("No token, or one that is unknown, revoked, expired, or of somebody who is no admin any more."),
    403: lazy("The token lacks the scope, or whom it acts as may not do this."),
    404: lazy("There is nothing at this address, or nothing that is still there."),
    409: lazy("It does not fit the state the thing is in now, or another version stands by now."),
    413: lazy("The body is larger than 64 kB."),
    415: lazy("The body is not JSON."),
    422: lazy("Something that was sent cannot be taken; `errors` says what. Or the key was used for another request."),
    429: lazy("Too many requests; Retry-After says for how many seconds to wait."),
    500: lazy("Something went wrong here."),
    503: lazy("The portal is not reachable right now."),
}
ABOUT = lazy(
    "Companies, people and follow-ups for other systems. Send a token in the header Authorization; an admin makes it "
    "in the console, with the scopes below. It acts as that admin. Names, addresses and what people wrote are null "
    "without the scope `read:personal`. Lists come in pages: send `next` as `after`. Errors are RFC 9457 problems."
)
HEADERS = {
    "RateLimit": (lazy("How many requests are left (r), and for how many seconds (t)."), '"token";r=599;t=42'),
    "RateLimit-Policy": (
        lazy("How many requests (q) a token has in a window (w, in seconds)."),
        f'"token";q={LIMIT.times};w={LIMIT.seconds}',
    ),
    "Retry-After": (lazy("Seconds to wait."), "42"),
    "WWW-Authenticate": (lazy("What was wrong with the token, after RFC 6750."), 'Bearer realm="portal"'),
    "Location": (lazy("The address of what was made."), f"{PREFIX}/follow-ups/12"),
}
OF_STATUS = {
    401: ("WWW-Authenticate",),
    403: ("WWW-Authenticate",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
}


class Api(flask_smorest.Api):
    """Flask-Smorest's, but for errors, which have one place in this house, and its own pages, which are not used."""

    DEFAULT_ERROR_RESPONSE_NAME = None  # each operation names those it has

    def _register_error_handlers(self) -> None:
        """See `kernel.problems`."""

    def _register_doc_blueprint(self) -> None:
        """See `portal.api.reading`."""

    def _register_etag_headers(self) -> None:
        """Versions stand in the bodies."""

    def _register_pagination_header(self) -> None:
        """Pages are by key, and `next` stands in the body."""

    def _register_responses(self) -> None:
        components = self.spec.components
        for name, (words, example) in HEADERS.items():
            components.header(name, {"description": words, "schema": {"type": "string"}, "example": example})
        components.schema("Problem", schema=Problem)
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for status, why in WHY.items():
            headers = {name: {"$ref": f"#/components/headers/{name}"} for name in OF_STATUS.get(status, ())}
            answer = {"description": why, "content": content} | ({"headers": headers} if headers else {})
            components.response(HTTPStatus(status).name, answer)
        components.parameter("IdempotencyKey", "header", KEY)
        components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": f"{TOKEN_PREFIX}…"})

    def add(self, resource: Resource) -> None:
        """Serve the resource and tell of it."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][resource.name] = self
        self._app.register_blueprint(resource)
        resource.register_views_in_doc(self, self._app, self.spec, name=resource.name, parameters=None)
        self.spec.tag({"name": resource.label, "description": resource.title})


KEY = {
    "name": once.HEADER,
    "required": False,
    "description": lazy("A word of your own for this act: sent again within 24 hours, it is not done twice."),
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$", "minLength": 1, "maxLength": 200},
}


def init_document(app: Flask, resources: Sequence[Resource]) -> None:
    """Serve all of them."""
    told = {"title": "Portal API", "version": VERSION, "openapi_version": "3.1.0", "info": {"description": ABOUT}}
    api = Api(app, spec_kwargs=told)
    for resource in resources:
        api.add(resource)
    app.extensions["api_spec"] = api.spec
    app.extensions["api_documents"] = {}


def document() -> dict[str, Any]:
    """All of it, in the reader's language; made once for each."""
    made: dict[str, dict[str, Any]] = current_app.extensions["api_documents"]
    if locale() not in made:
        told = _worded(current_app.extensions["api_spec"].to_dict())
        made[locale()] = told | {"servers": [{"url": settings().base_url.rstrip("/")}]}
    return made[locale()]


def _worded(part: Any) -> Any:
    """The same with every message in the language in force."""
    if isinstance(part, lazy):
        return str(part)
    if isinstance(part, Mapping):
        return {key: _worded(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_worded(one) for one in part]
    return part
