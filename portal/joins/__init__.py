"""Where slices that do not know each other meet."""

from flask import Flask

from portal.joins import asked, stages
from portal.joins.views import joins_console

__all__ = ["asked", "init_app", "stages"]


def init_app(app: Flask) -> None:
    """Add the pages; importing the parts joins the slices."""
    app.register_blueprint(joins_console)
