"""A resource: one small file that says what is read, what is done, and in which words the document tells of it.

    things = Resource("things", lazy("Things"), reads=lazy("Read things"), writes=lazy("Change things"))

    @things.read("", summary=lazy("List things"), query=Listed, answer=page_of_(Thing, "Things"))
    def index(asked: dict[str, Any]) -> dict[str, Any]: ...

    @things.act("/<int:thing_id>", method="PATCH", summary=lazy("Change a thing"), body=Change, answer=Receipt)
    def change(body: dict[str, Any], thing_id: int) -> dict[str, Any]: ...

Add it to `portal.api.resources.ALL`. Views get what was asked for, checked, and give what the answer's shape holds;
they act through commands as `caller().person`. The commit is made here, with the key of the act.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from portal.accounts.commands.stale import Stale
from portal.api.serving import once
from portal.api.serving.door import let_in
from portal.api.serving.wrongs import Parser, unfit
from portal.api.tokens.scopes import scope
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _, lazy

View = Callable[..., Any]
PREFIX = "/api/v1"
LARGEST = 64 * 1024  # bytes of a body
EVERYWHERE = (401, 403, 429, 500, 503)
HEADERS = {"RateLimit": "RateLimit", "RateLimit-Policy": "RateLimit-Policy"}


class Resource(Blueprint):
    """Its addresses lie below `/api/v1/<label>`, its scopes are `read:<label>` and `write:<label>`."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, label: str, title: lazy, *, reads: lazy, writes: lazy | None = None) -> None:
        super().__init__(f"api_{label.replace('-', '_')}", __name__, url_prefix=f"{PREFIX}/{label}")
        self.label, self.title, self.reads, self.writes = label, title, reads, writes

    def offer_scopes(self) -> None:
        """Let tokens be given them."""
        scope(f"read:{self.label}", self.reads)
        if self.writes is not None:
            scope(f"write:{self.label}", self.writes)

    def read(
        self,
        path: str,
        *,
        summary: lazy,
        answer: type[Schema],
        query: type[Schema] | None = None,
        words: lazy | None = None,
    ) -> Callable[[View], View]:
        """Something that is read under `read:`."""

        def decorate(view: View) -> View:
            whole = self.response(200, answer, description=summary, headers=HEADERS)(view)
            if query is not None:
                whole = self.arguments(query, location="query")(whole)
            errors = {*((404,) if "<" in path else ()), *((422,) if query else ()), 400}
            return self._open(path, "GET", f"read:{self.label}", whole, errors, summary, words)

        return decorate

    def act(
        self,
        path: str,
        *,
        summary: lazy,
        body: type[Schema],
        answer: type[Schema],
        method: str = "POST",
        status: int = 200,
        words: lazy | None = None,
    ) -> Callable[[View], View]:
        """Something that is done under `write:`; its answer is a receipt, not the thing."""

        def decorate(view: View) -> View:
            headers = HEADERS | ({"Location": "Location"} if status == 201 else {})
            whole = _committed(self.response(status, answer, description=summary, headers=headers)(view))
            whole = _json_only(self.arguments(body)(whole))
            errors = {400, 409, 413, 415, 422, *((404,) if "<" in path else ())}
            return self._open(path, method, f"write:{self.label}", whole, errors, summary, words)

        return decorate

    def _open(
        self, path: str, method: str, needed: str, view: View, errors: set[int], summary: lazy, words: lazy | None
    ) -> View:
        told: dict[str, Any] = {"summary": summary, "security": [{"token": [needed]}]}
        told["operationId"] = f"{self.label}.{view.__name__}"
        if words is not None:
            told["description"] = words
        if method == "POST":
            told["parameters"] = ["IdempotencyKey"]
        whole = self.doc(**told)(view)
        for status in sorted({*EVERYWHERE, *errors}):
            whole = self.alt_response(status, HTTPStatus(status).name)(whole)
        guarded = _guarded(whole, needed)
        self.route(path, methods=[method], tags=[self.label])(guarded)
        return guarded


def _guarded(view: View, needed: str) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        let_in(needed)
        try:
            return view(*args, **kwargs)
        except NotFound as error:
            raise NotFound(_("There is nothing at this address, or nothing that is still there.")) from error
        except Stale as error:
            told = _("Version %(n)s stands by now. Read it, then send your change with that version.", n=error.version)
            raise Stale(told, error.version) from error
        except Invalid as error:
            if error.field is None:
                raise
            raise unfit(error.field.removesuffix("_id"), error.message) from error

    guarded.access = "token"  # type: ignore[attr-defined]
    guarded.scope = needed  # type: ignore[attr-defined]
    return guarded


def _json_only(view: View) -> View:
    @wraps(view)
    def read(*args: Any, **kwargs: Any) -> Any:
        if max(request.content_length or 0, len(request.get_data())) > LARGEST:
            raise RequestEntityTooLarge
        if request.mimetype != "application/json":
            raise UnsupportedMediaType
        return view(*args, **kwargs)

    return read


def _committed(view: View) -> View:
    @wraps(view)
    def done(*args: Any, **kwargs: Any) -> Response:
        if before := once.answered():
            return before
        response: Response = view(*args, **kwargs)
        once.keep(response)
        db.session.commit()
        return response

    return done
