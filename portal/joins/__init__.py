"""Where slices that do not know each other meet."""

from flask import Flask

from portal.joins import stages

__all__ = ["init_app", "stages"]


def init_app(_app: Flask) -> None:
    """Nothing to add to the app: importing the parts joins them."""
