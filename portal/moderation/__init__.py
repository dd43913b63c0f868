"""Moderation for every slice: reports by customers, first posts that wait for a look, and the queue staff work through.

Slices register what can be moderated with `portal.moderation.things`.
"""

from flask import Flask

from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, console_navigation
from portal.moderation import events, notices, privacy
from portal.moderation.console import moderation_console
from portal.moderation.views import bp

__all__ = ["events", "init_app", "notices", "privacy"]


def init_app(app: Flask) -> None:
    """Add the pages, and the place in the console."""
    app.register_blueprint(bp)
    app.register_blueprint(moderation_console)
    console_navigation(
        Place(
            lazy("Moderation"),
            "moderation_console.index",
            icon="flag",
            section="moderation_console",
            position=45,
            visible=lambda person: bool(person and person.is_staff),
        )
    )
