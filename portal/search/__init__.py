"""Search: one box over whatever the slices declare searchable."""

from __future__ import annotations

from flask import Flask

from portal.search import index, privacy, tidy, views

__all__ = ["init_app", "privacy", "tidy"]


def init_app(app: Flask) -> None:
    """Add the page and listen for changes."""
    app.register_blueprint(views.bp)
    index.subscribe()
