"""The staff shell: its overview, its settings, and the places of its navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from portal.accounts.models import Role
from portal.accounts.stages import read_stages_with
from portal.console import events, undelivered
from portal.console.queries import stage_choices
from portal.console.settings import settings_bp
from portal.console.views import bp
from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, console_navigation

__all__ = ["events", "init_app", "undelivered"]


def init_app(app: Flask) -> None:
    """Serve the console's own pages, and tell accounts which stages learning knows."""
    for blueprint in (bp, settings_bp):
        app.register_blueprint(blueprint)
    read_stages_with(stage_choices)
    for place in PLACES:
        console_navigation(place)


def _for(roles: Role) -> Callable[[Any], bool]:
    return lambda person: bool(person and person.has(roles))


PLACES = (
    Place(
        lazy("Overview"),
        "console.overview",
        icon="layout-dashboard",
        section="console",
        position=0,
        visible=_for(Role.STAFF),
    ),
    Place(
        lazy("Customers"),
        "customers.index",
        icon="building",
        section="customers",
        position=20,
        visible=_for(Role.STAFF),
    ),
    Place(lazy("People"), "people.index", icon="users", section="people", position=30, visible=_for(Role.STAFF)),
    Place(
        lazy("Settings"),
        "settings.brand",
        icon="adjustments-horizontal",
        section="settings",
        position=90,
        visible=_for(Role.ADMIN),
    ),
)
