"""The community: customers answer customers; champions are found, thanked and never flooded."""

from flask import Flask

from portal.accounts.models import Role
from portal.community import champion_events, console, events, subscribers, views
from portal.community.commands import counters
from portal.community.commands.champions import bringing, clock, recounting
from portal.community.policy import ANSWER, QUESTION
from portal.community.queries import one
from portal.community.queries.answers import sees_answer
from portal.community.views.feed import public_feed_url
from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, console_navigation, navigation
from portal.posting.images import pictured

__all__ = ["bringing", "champion_events", "clock", "counters", "events", "init_app", "recounting", "subscribers"]


def init_app(app: Flask) -> None:
    """Add the pages, and the places in the navigations."""
    for blueprint in (views.bp, console.community_console):
        app.register_blueprint(blueprint)
    pictured(QUESTION, one.sees)
    pictured(ANSWER, sees_answer)
    navigation(Place(lazy("Community"), "community.index", icon="messages", section="community", position=30))
    console_navigation(
        Place(
            lazy("Community"),
            "community_console.waiting",
            icon="messages",
            section="community_console",
            position=17,
            visible=lambda person: bool(person and person.has(Role.STAFF)),
        )
    )
    app.jinja_env.globals.update(community_feed_url=public_feed_url)
