"""Forms that programs like to fill in: they carry a field that people do not see, and the moment they were shown.

Whoever fills the one in, or sends the form sooner than anybody can type, gets it back with all words kept and a
sentence that says so; pressing again sends it. A guest's form needs no cookie for that: the moment is signed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField

from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.i18n import _, lazy

SOONEST = timedelta(seconds=2)
UNFILLED = {  # no browser and no password manager is to put anything there
    "autocomplete": "off",
    "tabindex": "-1",
    "data-1p-ignore": "true",
    "data-lpignore": "true",
    "data-bwignore": "true",
}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="unhurried")


def stamp() -> str:
    """This moment, signed."""
    return str(_signer().dumps(int(now().timestamp() * 1000)))


class Unhurried(FlaskForm):
    """To be mixed into a form; its template shows `unhurried(form)` of the form macros."""

    shown_at = HiddenField(default=stamp)
    second_line = StringField(lazy("Leave this empty"), render_kw=UNFILLED)

    def hurried(self) -> bool:
        """Whether a program seems to have sent it; the sentence then stands above the form.

        The moment it was shown stays the same, so whoever looked at the sentence is not too quick again.
        """
        if current_app.config.get("FORMS_UNWATCHED"):
            return False
        if self.second_line.data:
            self.second_line.process_data("")
            self.form_errors.append(
                _("A line was filled in that people do not see. It is empty again: press the button once more.")
            )
            return True
        shown = _moment(self.shown_at.data or "")
        if shown is not None and now() - shown >= SOONEST:
            return False
        if shown is None:
            self.shown_at.process_data(stamp())
        self.form_errors.append(
            _("That was very quick. Have a look at what you wrote, then press the button once more.")
        )
        return True


def _moment(signed: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(_signer().loads(signed) / 1000, UTC)
    except (BadSignature, TypeError, ValueError, OverflowError, OSError):
        return None
