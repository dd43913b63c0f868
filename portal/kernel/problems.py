"""Errors as designed pages for people and as RFC 9457 problem details for programs."""

from __future__ import annotations

import structlog
from flask import Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES

from portal.kernel.db import db, let_go
from portal.kernel.errors import PortalError, TooMany
from portal.kernel.i18n import _, locale
from portal.kernel.metrics import ERRORS
from portal.kernel.pages import render, wants_fragment
from portal.kernel.programs import for_programs

GONE = (OperationalError, InterfaceError)

log = structlog.get_logger()


def wants_json() -> bool:
    """A program asks: at an address of its own, or one that accepts JSON and would not take a page."""
    if for_programs():
        return True
    accepts = request.accept_mimetypes
    return bool(accepts) and not accepts.accept_html and accepts.accept_json


def _titles() -> dict[int, tuple[str, str]]:
    return {
        400: (
            _("This request was not understood"),
            _("The form may be too old. Go back, reload the page and send it again."),
        ),
        403: (_("This is not open to you"), _("You can see this, but not change it.")),
        404: (
            _("We cannot find that page"),
            _("It may have moved, or it is not open to you. Search for it, or start at home."),
        ),
        405: (_("This address does not work that way"), _("Open the page and use its buttons.")),
        409: (_("This could not be done"), _("Look at how it stands now, then try again.")),
        413: (_("That is too much at once"), _("Files may have up to 10 MB.")),
        422: (_("Something needs your attention"), _("Check what you entered and send it again.")),
        429: (_("Too many tries"), _("Wait a little, then try again.")),
        500: (
            _("Something went wrong on our side"),
            _("It was written down with the number below. Try again in a minute."),
        ),
        503: (_("The portal is not reachable right now"), _("Nothing you saved is lost. Try again in a minute.")),
    }


def _hints_for_programs() -> dict[int, str]:
    return {
        400: _("The request could not be read. The body has to be JSON, and no address holds a NUL."),
        404: _("There is nothing at this address, or nothing that is still there."),
        405: _("This address does not take that method. The header Allow names those it takes."),
        409: _("Somebody else did the same at the same moment. Read how it stands now, then try again."),
        413: _("The body is too large."),
        415: _("Send JSON, with the header Content-Type: application/json."),
        500: _("Something went wrong on our side. It was written down under the number in request_id."),
        503: _("The portal is not reachable right now. Try again in a minute."),
    }


def problem(status: int, detail: str = "", **extra: object) -> Response:
    """The answer for an error, in the form the reader can use; a program reads RFC 9457.

    There the title of a problem without a type of its own is the phrase of its status, so what a page says above its
    sentence is left out.
    """
    title, hint = _titles().get(status, _titles()[500 if status >= 500 else 400])
    if for_programs():
        hint = _hints_for_programs().get(status, hint)
    detail = detail or hint
    if wants_json():
        phrase = HTTP_STATUS_CODES.get(status, "")
        body = {"type": "about:blank", "title": phrase, "status": status, "detail": detail, "instance": request.path}
        answer: Response = jsonify(body | extra | {"request_id": g.get("request_id", "")})
        answer.content_type = "application/problem+json"
        return _negotiated(answer, status)
    template = "errors/_error.html" if wants_fragment() else "errors/error.html"
    number = g.get("request_id", "")
    page = render(template, status, error_status=status, title=title, message=detail, request_id=number)
    return _negotiated(current_app.make_response(page), status)


def _negotiated(answer: Response, status: int) -> Response:
    answer.status_code = status
    answer.vary.add("Accept")
    return answer


def _with_headers_of(error: HTTPException, answer: Response) -> Response:
    """A 405 says what is allowed, a 429 when to come again; only the body is ours."""
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            answer.headers[name] = value
    return answer


def _undo() -> None:
    let_go(db.session.rollback, "database.lost_before_answer")


def init_problems(app: Flask) -> None:
    """One place where errors become answers."""

    @app.errorhandler(PortalError)
    def refused(error: PortalError) -> ResponseReturnValue:
        _undo()
        answer = problem(error.status, error.message, **error.more)
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> ResponseReturnValue:
        return problem(400)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or error.code is None or error.code < 400:
            return error.get_response()
        return _with_headers_of(error, problem(error.code))

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def no_such_value(_error: Exception) -> ResponseReturnValue:
        """A number no row can have: what was asked for does not exist."""
        _undo()
        return problem(404)

    @app.errorhandler(IntegrityError)
    def beaten(error: IntegrityError) -> ResponseReturnValue:
        """Somebody else wrote the same unique value in the same moment."""
        _undo()
        log.warning("request.beaten", path=request.path, error=str(error.orig).splitlines()[0])
        return problem(409)

    for kind in GONE:
        app.register_error_handler(kind, _database_gone)
    app.register_error_handler(InternalServerError, _failed_again)
    app.register_error_handler(Exception, _failed)


def _database_gone(error: Exception) -> ResponseReturnValue:
    _undo()
    log.error("database.unreachable", path=request.path, error=str(error.__cause__ or error).splitlines()[0])
    return bare(503)


def _failed(error: BaseException) -> ResponseReturnValue:
    _undo()
    ERRORS.labels(request.endpoint or "none").inc()
    log.error("request.failed", path=request.path, exc_info=error)
    return bare(500)


def _failed_again(error: InternalServerError) -> ResponseReturnValue:
    """What should have said that something else went wrong went wrong itself."""
    cause = error.original_exception or error
    return _database_gone(cause) if isinstance(cause, GONE) else _failed(cause)


def bare(status: int) -> Response:
    """A page that needs no database: name and brand may be out of reach."""
    if wants_json():
        return problem(status)
    title, hint = _titles()[status]
    template = current_app.jinja_env.get_template("errors/bare.html")  # render_template would ask for reader and brand
    number = g.get("request_id", "")
    page = template.render(locale=locale(), title=title, message=hint, request_id=number)
    return _negotiated(current_app.make_response(page), status)
