"""Organizations, the people in them, and how they come in."""

from __future__ import annotations

from flask import Flask

from portal.accounts import console_events, events, feed_keys, hooks, returned_mail, tidy
from portal.accounts.browser import init_browser
from portal.accounts.console import console_bp, people_bp
from portal.accounts.privacy import account, afterwards
from portal.accounts.views import bp

__all__ = [
    "account",
    "afterwards",
    "console_events",
    "events",
    "feed_keys",
    "hooks",
    "init_app",
    "returned_mail",
    "tidy",
]


def init_app(app: Flask) -> None:
    """Find the reader before each request; serve entry, account and the staff pages on customers."""
    init_browser(app)
    for blueprint in (bp, console_bp, people_bp):
        app.register_blueprint(blueprint)
