"""The community: customers answer customers; champions are found, thanked and never flooded."""

from flask import Flask

from portal.community import console, events, subscribers, views
from portal.community.commands import counters
from portal.community.policy import ANSWER, QUESTION
from portal.community.queries import one
from portal.community.queries.answers import sees_answer
from portal.community.views.feed import public_feed_url
from portal.kernel.i18n import lazy
from portal.kernel.registry import Place, navigation
from portal.posting.images import pictured

__all__ = ["counters", "events", "init_app", "subscribers"]


def init_app(app: Flask) -> None:
    """Add the pages, and the place in the navigation."""
    for blueprint in (views.bp, console.community_console):
        app.register_blueprint(blueprint)
    pictured(QUESTION, one.sees)
    pictured(ANSWER, sees_answer)
    navigation(Place(lazy("Community"), "community.index", icon="messages", section="community", position=30))
    app.jinja_env.globals.update(community_feed_url=public_feed_url)
