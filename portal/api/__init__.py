"""The API: other systems read customers, people, follow-ups and answers, and work on follow-ups; each with a token."""

from __future__ import annotations

from flask import Flask

from portal.api import reading
from portal.api.resources import ALL
from portal.api.serving.document import init_document
from portal.api.serving.door import init_door
from portal.api.tokens import events, privacy, tidy
from portal.api.tokens.console import token_console
from portal.kernel.security import csrf

__all__ = ["events", "init_app", "privacy", "tidy"]


def init_app(app: Flask) -> None:
    """Add the resources, the pages about them, and those where admins let programs in."""
    init_door(app)
    init_document(app, ALL)
    for resource in ALL:
        csrf.exempt(resource)  # no cookie counts there, so nobody can be made to send anything
    app.register_blueprint(reading.bp)
    app.register_blueprint(token_console)
