"""`…/preview`: the mail and the page of a survey as customers get them, in every language. Nothing is kept of it."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.config import settings
from portal.kernel import forms, mail
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import LANGUAGE_NAMES, _, using
from portal.kernel.pages import render
from portal.surveys import labels
from portal.surveys.commands import testing
from portal.surveys.console.surveys import words
from portal.surveys.console.surveys_blueprint import survey_console
from portal.surveys.policy import MANAGE, READ
from portal.surveys.queries import surveys as queries
from portal.surveys.queries.asked import Asked

SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)  # the frame runs none, and browsers complain of each
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
PAGE_POLICY = "default-src 'self'; style-src-attr 'unsafe-inline'; script-src 'none'; form-action 'none'; "
PAGE_POLICY += "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"


@survey_console.get("/<int:survey_id>/preview")
@allowed(READ)
def preview(survey_id: int) -> ResponseReturnValue:
    """Mail, reminder and page side by side, a part for each language of the portal."""
    survey = queries.one(survey_id)
    shown = [
        {
            "code": code,
            "name": LANGUAGE_NAMES[code],
            "mails": [
                (again, mail.preview(testing.preview_letter(me(), survey, code, again=again)))
                for again in (False, True)
            ],
        }
        for code in settings().locales
    ]
    return render("surveys/console/preview.html", survey=survey, shown=shown, **words())


@survey_console.get("/<int:survey_id>/preview/<language>/mail")
@allowed(READ)
def preview_mail(survey_id: int, language: str) -> ResponseReturnValue:
    """The HTML of the mail alone, shut off from the portal; of the reminder with `again=1`."""
    survey = queries.one(survey_id)
    again = request.args.get("again") == "1"
    letter = testing.preview_letter(me(), survey, _known(language), again=again)
    return _framed(make_response(mail.preview(letter)["html"]), MAIL_POLICY)


@survey_console.get("/<int:survey_id>/preview/<language>/page")
@allowed(READ)
def preview_page(survey_id: int, language: str) -> ResponseReturnValue:
    """The page behind the link, without scripts, and with a form that leads nowhere."""
    queries.one(survey_id)
    score = request.args.get("score", type=int)
    pretended = Asked(testing.pretended(), me(), "", None, None)
    context: dict[str, Any] = {"asked": pretended, "chosen": score if score is not None and 0 <= score <= 10 else None}
    context |= {"exits": None, "labels": labels, "stop_url": "#", "typed": None, "error": None}
    with using(_known(language), me().time_zone):
        page = SCRIPTS.sub("", render_template("surveys/nps.html", **context))
    return _framed(make_response(page), PAGE_POLICY)


@survey_console.get("/<int:survey_id>/preview/<language>")
@allowed(READ)
def preview_try(survey_id: int, language: str) -> ResponseReturnValue:
    """Where the link of a test mail leads: the page with the score that was chosen in it."""
    survey = queries.one(survey_id)
    shown: dict[str, Any] = {"language": _known(language), "language_name": LANGUAGE_NAMES[language]}
    score = request.args.get("score", type=int)
    return render("surveys/console/preview_try.html", survey=survey, score=score, **shown, **words())


@survey_console.post("/<int:survey_id>/test")
@allowed(MANAGE)
def send_test(survey_id: int) -> ResponseReturnValue:
    """Mail it to oneself, in a `language`; the reminder with `again=1`."""
    if again := forms.sent_before():
        return again
    survey = queries.one(survey_id)
    language = request.form.get("language", "")
    if language not in settings().locales:
        raise Invalid(_("Choose a language."))
    testing.send_test(me(), survey, language, again=request.form.get("again") == "1")
    onward = forms.answer(url_for("survey_console.preview", survey_id=survey_id))
    db.session.commit()
    flash(_("The test is on its way to %(email)s.", email=me().email))
    return redirect(onward, 303)


def _known(language: str) -> str:
    if language not in settings().locales:
        raise NotFound(_("This page was not found."))
    return language


def _framed(response: Response, policy: str) -> Response:
    """For a frame on our own pages, and for no cache."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-store"
    return response
