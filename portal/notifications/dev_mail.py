"""The mails a developer's portal would have sent, to look at in the browser. No other portal has such a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal.config import LOOPBACK, settings
from portal.kernel.access import View, open_to_all
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.mailing.transport import folder
from portal.kernel.pages import render

dev_mail_bp = Blueprint("dev_mail", __name__)

SHOWN = 50
NAME = re.compile(r"[0-9T]{10,30}-[0-9]{1,20}\.eml")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups"


@dev_mail_bp.after_request
def keep_nowhere(response: Response) -> Response:
    """A page kept in memory would be given to others than this machine's browser."""
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class MailFile:
    """One mail as it lies in the folder."""

    name: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


def developers_only(view: View) -> View:
    """404 unless mails are kept as files, the portal is not in production, and a browser on this machine asks."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        found = settings()
        near = request.remote_addr in LOOPBACK and urlsplit(f"//{request.host}").hostname in LOOPBACK
        if found.mail_url or found.production or not near or any(name in request.headers for name in FORWARDED):
            raise NotFound(_("This page was not found."))
        return view(*args, **kwargs)

    return guarded  # type: ignore[return-value]


@dev_mail_bp.get("/dev/mail")
@open_to_all
@developers_only
def index() -> ResponseReturnValue:
    """The newest mails."""
    names = sorted((path.name for path in folder().glob("*.eml") if NAME.fullmatch(path.name)), reverse=True)
    return render("dev/mails.html", mails=[_read(name) for name in names[:SHOWN]], left_out=len(names[SHOWN:]))


@dev_mail_bp.get("/dev/mail/<name>")
@open_to_all
@developers_only
def show(name: str) -> ResponseReturnValue:
    """One mail: its headers and text."""
    return render("dev/mail.html", mail=_read(name))


@dev_mail_bp.get("/dev/mail/<name>/html")
@open_to_all
@developers_only
def show_html(name: str) -> ResponseReturnValue:
    """The HTML part alone, shut off from the portal."""
    response = Response(_read(name).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _read(name: str) -> MailFile:
    path: Path = folder() / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound(_("This mail was not found."))
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return MailFile(name, message)
