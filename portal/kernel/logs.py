"""One line of JSON for each thing worth knowing, with the request's id; never a body, a token or a password."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request

from portal.kernel.metrics import REQUESTS

SLASH = "(?:/|%2F)"  # addresses inside a query are quoted
SECRET_PATHS = re.compile(
    rf"({SLASH}(?:sign-in|sign-up|invite|reset|change-email|unsubscribe|nps){SLASH})[\w.~%-]+", re.IGNORECASE
)
KEYS = re.compile(r"((?:[?&]|%3F|%26)key(?:=|%3D))[\w.~%-]+", re.IGNORECASE)  # of feeds, the secret is in the query
TOKENS = re.compile(r"(portal_)[\w-]{43}")  # of programs, wherever one was pasted
PASSWORDS = re.compile(r"//[^@/\s]+@")
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger()


def hide_secrets(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take tokens out of paths and passwords out of addresses, wherever in a text they stand."""
    for key, value in entry.items():
        entry[key] = _without_secrets(value)
    return entry


def _without_secrets(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _without_secrets(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(one) for one in value]
    text = value if isinstance(value, str) else repr(value)
    return TOKENS.sub(r"\1…", PASSWORDS.sub("//…@", KEYS.sub(r"\1…", SECRET_PATHS.sub(r"\1…", text))))


def name_request(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the id of the request a line was written in."""
    if has_request_context() and "request_id" in g:
        entry["request_id"] = g.request_id
    return entry


def configure_logs() -> None:
    """JSON to stderr, or coloured lines when a person is watching."""
    watching = sys.stderr.isatty()
    structlog.configure(
        processors=[
            name_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.dev.ConsoleRenderer() if watching else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),  # as it stands when a line is written
        cache_logger_on_first_use=False,
    )


def init_logs(app: Flask) -> None:
    """Number each request and note the slow and the failed ones."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        g.began = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        if "began" in g:
            seconds = time.perf_counter() - g.began
            endpoint = request.endpoint or "none"
            REQUESTS.labels(endpoint, str(response.status_code)).observe(seconds)
            response.headers["X-Request-Id"] = g.request_id
            if response.status_code >= 500 or seconds > 1:
                log.info(
                    "request",
                    method=request.method,
                    path=request.path,
                    status=response.status_code,
                    ms=round(seconds * 1000),
                )
        return response
