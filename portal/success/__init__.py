"""Success: what staff do for customers, from one work list, and what customers asked for."""

from flask import Flask

from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, console_navigation
from portal.success import events, subscribers
from portal.success.console import follow_ups_bp
from portal.success.policy import WORK
from portal.success.views import bp

__all__ = ["events", "init_app", "subscribers"]


def init_app(app: Flask) -> None:
    """Add the pages, and the place in the console."""
    app.register_blueprint(bp)
    app.register_blueprint(follow_ups_bp)
    console_navigation(
        Place(
            lazy("Follow-ups"),
            "follow_ups.index",
            icon="list-check",
            section="follow_ups",
            position=5,
            visible=lambda person: bool(person and person.has(WORK)),
        )
    )
