"""Other systems hear what happens here, after Standard Webhooks 1.0.0.

Slices say what is told with `portal.kernel.hooks`; this one knows none of them.
"""

from __future__ import annotations

from flask import Flask

from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, console_navigation
from portal.webhooks import events, privacy, sender, subscribers, tidy
from portal.webhooks.console import webhook_console
from portal.webhooks.policy import CONNECT

__all__ = ["events", "init_app", "privacy", "sender", "tidy"]


def init_app(app: Flask) -> None:
    """Add the pages and the place in the console, and listen."""
    app.register_blueprint(webhook_console)
    subscribers.subscribe()
    console_navigation(
        Place(
            lazy("Webhooks"),
            "webhook_console.index",
            icon="webhook",
            section="webhook_console",
            position=80,
            visible=lambda person: bool(person and person.has(CONNECT)),
        )
    )
