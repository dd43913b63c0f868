"""The idea board: what customers wish for, how much, and what became of it."""

from flask import Flask

from portal.accounts.models import Role
from portal.ideas import console, events, subscribers, views
from portal.ideas.commands import counters
from portal.ideas.policy import IDEA
from portal.ideas.queries.one import sees
from portal.ideas.views.feed import public_feed_url
from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, console_navigation, navigation
from portal.posting.images import pictured

__all__ = ["counters", "events", "init_app", "subscribers"]


def init_app(app: Flask) -> None:
    """Add the pages, and the place in the navigation."""
    for blueprint in (views.bp, console.idea_console):
        app.register_blueprint(blueprint)
    pictured(IDEA, sees)
    navigation(Place(lazy("Ideas"), "ideas.board", icon="bulb", section="ideas", position=40))
    console_navigation(
        Place(
            lazy("Ideas"),
            "idea_console.index",
            icon="bulb",
            section="idea_console",
            position=15,
            visible=lambda person: bool(person and person.has(Role.STAFF)),
        )
    )
    app.jinja_env.globals.update(ideas_feed_url=public_feed_url)
