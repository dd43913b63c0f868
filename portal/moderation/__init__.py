"""Moderation for every slice: reports by customers, first posts that wait for a look, and the queue staff work through.

Slices register what can be moderated with `portal.moderation.things`.
"""

from flask import Flask

from portal.kernel.i18n import lazy
from portal.kernel.registry import Panel, Place, console_navigation, person_panel
from portal.moderation import conduct_notices, events, notices, privacy, warnings
from portal.moderation.console import moderation_console
from portal.moderation.queries import conduct
from portal.moderation.views import bp

__all__ = ["conduct_notices", "events", "init_app", "notices", "privacy", "warnings"]


def init_app(app: Flask) -> None:
    """Add the pages, and the place in the console."""
    app.register_blueprint(bp)
    app.register_blueprint(moderation_console)
    person_panel(Panel("moderation/_of_person.html", conduct.of))
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
