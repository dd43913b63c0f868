"""Surveys (NPS): who is asked, one honest tap, and what follows from it."""

from flask import Flask

from portal.surveys import events, subscribers
from portal.surveys.commands import counting, sending, ticking
from portal.surveys.views import bp

__all__ = ["counting", "events", "init_app", "sending", "subscribers", "ticking"]


def init_app(app: Flask) -> None:
    """Add the pages; commands that come with the clock and the counters are known once they are imported."""
    app.register_blueprint(bp)
