"""`/nps/<token>`: the question, and after it the thanks. Looking changes nothing; the button does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import structlog
from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from portal.kernel.access import open_to_all
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import LANGUAGE_COOKIE, using
from portal.kernel.mail import language_for, unsubscribe_url
from portal.kernel.pages import render
from portal.kernel.security import csrf
from portal.surveys import labels
from portal.surveys.commands import answering
from portal.surveys.policy import BUTTON, BY_HAND, CARD, MAIL, NO_SIGNAL
from portal.surveys.queries.asked import Asked, asked, exits_of, note_opening
from portal.surveys.queries.audience import KIND
from portal.surveys.views.blueprint import bp

SENT_BY = {"button": BUTTON, "hand": BY_HAND}  # what the page says of how it was sent; else nothing did

log = structlog.get_logger()


@bp.get("/<token>")
@open_to_all
def show(token: str) -> ResponseReturnValue:
    """The question with the score of the address chosen (`score`), or what was answered.

    That the link was followed goes into a log, and nowhere else; where the log cannot be written the page still comes.
    """
    score = _score(request.args.get("score"))
    try:
        note_opening(token, score, request.method)
        db.session.commit()
    except DBAPIError as error:
        db.session.rollback()
        log.warning("nps.opening_not_noted", error=str(error.orig).splitlines()[0])
    return _page(asked(token), chosen=score)


@bp.post("/<token>")
@csrf.exempt
@open_to_all
def send(token: str) -> ResponseReturnValue:
    """Keep the score; `by` says how it was sent (`button`, `hand`: the page itself, after somebody touched it).

    The address is the proof that CSRF protection would ask for: who has it can answer.
    """
    found = asked(token)
    score, by = _score(request.form.get("score")), SENT_BY.get(request.form.get("by", ""), NO_SIGNAL)
    source = CARD if request.form.get("from") == CARD else MAIL
    return _act(found, lambda: answering.answer(found.invitation.id, score, by, source), chosen=score)


@bp.post("/<token>/reason")
@csrf.exempt
@open_to_all
def explain(token: str) -> ResponseReturnValue:
    """Keep the reason (`words`), what it is about (`about`) and whether one may be contacted (`contact`)."""
    found = asked(token)
    words, about, contact = (request.form.get(name, "") for name in ("words", "about", "contact"))
    return _act(found, lambda: answering.explain(found.invitation.id, words, about, contact), typed=request.form)


@bp.post("/<token>/others")
@csrf.exempt
@open_to_all
def advocate(token: str) -> ResponseReturnValue:
    """Keep whether one would tell others (`said`)."""
    found = asked(token)
    return _act(found, lambda: answering.advocate(found.invitation.id, request.form.get("said", "")))


def _spoken(found: Asked) -> AbstractContextManager[None]:
    """In the language of who was asked, as the mail was, unless the reader chose another one here."""
    wish = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or found.person.language
    return using(language_for(wish), found.person.time_zone)


def _act(found: Asked, act: Callable[[], object], **shown: object) -> ResponseReturnValue:
    try:
        with _spoken(found):
            act()
    except (Invalid, Refused, Forbidden) as error:
        db.session.rollback()
        return _page(asked(found.token), error.status, error=error, **shown)
    db.session.commit()
    return redirect(url_for("nps.show", token=found.token), 303)


def _page(found: Asked, status: int = 200, **shown: object) -> ResponseReturnValue:
    with _spoken(found):
        context = {
            "asked": found,
            "exits": exits_of(found),
            "labels": labels,
            "stop_url": unsubscribe_url(found.person.id, KIND),
            "chosen": None,
            "typed": None,
            "error": None,
        }
        return render("surveys/nps.html", status, **(context | shown))


def _score(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and int(text) <= 10 else None
