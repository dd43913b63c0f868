"""Other systems hear what happens here, after Standard Webhooks 1.0.0.

Slices say what is told with `portal.kernel.hooks`; this one knows none of them.
"""

from __future__ import annotations

from flask import Flask

from portal.webhooks import events, privacy, sender, subscribers, tidy
from portal.webhooks.console import webhook_console

__all__ = ["events", "init_app", "privacy", "sender", "tidy"]


def init_app(app: Flask) -> None:
    """Add the pages, and listen."""
    app.register_blueprint(webhook_console)
    subscribers.subscribe()
