"""Where slices that do not know each other meet."""

from flask import Flask

from portal.joins import asked, bands, nps_exits, services, stages, surveys, webhook_news
from portal.joins.nps_views import nps_exits_bp
from portal.joins.service_views import joins_bp
from portal.joins.views import joins_console

__all__ = ["asked", "bands", "init_app", "nps_exits", "services", "stages", "surveys", "webhook_news"]


def init_app(app: Flask) -> None:
    """Add the pages; importing the parts joins the slices."""
    app.register_blueprint(joins_bp)
    app.register_blueprint(joins_console)
    app.register_blueprint(nps_exits_bp)
