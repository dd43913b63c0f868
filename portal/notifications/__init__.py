"""Who is told of what, in the portal and by mail."""

from __future__ import annotations

from flask import Flask

from portal.notifications import digests, mails, privacy, subscribers, tidy
from portal.notifications.dev_mail import dev_mail_bp
from portal.notifications.unsubscribing import unsubscribe_bp
from portal.notifications.views import bp, unread_context

__all__ = ["digests", "init_app", "mails", "privacy", "subscribers", "tidy"]


def init_app(app: Flask) -> None:
    """Serve the notifications, the way to unsubscribe, and the developers' mail page; give pages `unread`."""
    for blueprint in (bp, unsubscribe_bp, dev_mail_bp):
        app.register_blueprint(blueprint)
    app.context_processor(unread_context)
