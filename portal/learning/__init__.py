"""The cafeteria: what customers can learn, in which order, and what they have finished."""

from flask import Flask

from portal.accounts.stages import StageChoice, read_stages_with
from portal.kernel.files import opens_files
from portal.kernel.i18n import lazy, locale
from portal.kernel.registry import Place, console_navigation, navigation
from portal.learning import labels, subscribers, views
from portal.learning.commands import counters
from portal.learning.console import content_bp
from portal.learning.queries.item import shows_file
from portal.learning.queries.menu import all_stages
from portal.learning.views.feed import public_feed_url

__all__ = ["counters", "init_app", "subscribers"]


def init_app(app: Flask) -> None:
    """Add the pages, the place in the navigation, and tell the accounts which stages there are."""
    app.register_blueprint(views.bp)
    app.register_blueprint(content_bp)
    navigation(Place(lazy("Cafeteria"), "learning.menu", icon="tools-kitchen-2", section="learning", position=20))
    console_navigation(
        Place(
            lazy("Content"),
            "content.index",
            icon="file-text",
            section="content",
            position=40,
            visible=lambda person: bool(person and person.is_staff),
        )
    )
    read_stages_with(_stage_choices)
    opens_files(shows_file)
    app.jinja_env.globals.update(
        format_name=labels.format_name,
        format_icon=labels.format_icon,
        duration=labels.duration,
        learn_feed_url=public_feed_url,
        price_text=labels.price_text,
        price_told=labels.price_told,
        totals_text=labels.totals_text,
        reason_text=labels.reason_text,
        jobs_text=labels.jobs_text,
        size_text=labels.size_text,
    )


def _stage_choices() -> list[StageChoice]:
    return [StageChoice(stage.slug, stage.name(locale())) for stage in all_stages()]
