"""The app: settings, extensions, blueprints, subscribers. Nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

from portal import (
    accounts,
    api,
    community,
    console,
    home,
    ideas,
    joins,
    learning,
    moderation,
    notifications,
    posting,
    search,
    success,
    surveys,
    webhooks,
)
from portal.config import BadSetting, Settings, from_environ
from portal.kernel import files, health, schema, site
from portal.kernel.db import db, init_db
from portal.kernel.fragments import init_fragments
from portal.kernel.i18n import init_i18n
from portal.kernel.keeper import GuestPages
from portal.kernel.logs import configure_logs, init_logs
from portal.kernel.pages import STATIC, Environment, init_pages
from portal.kernel.problems import init_problems
from portal.kernel.security import add_static_headers, init_security
from portal.kernel.worker import init_worker

log = structlog.get_logger()


class LateRule(Rule):
    """A route that learns how to write its address when first asked: for all of them it was most of a start's work."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        learnt = cache(super()._compile_builder)
        return lambda rule, **values: learnt(append_unknown)(rule, **values)


class Portal(Flask):
    """Flask for plain functions only: asking at each call whether one is a coroutine costs more than the call."""

    jinja_environment = Environment
    url_rule_class = LateRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(found: Settings | None = None, **config: Any) -> Flask:
    """The portal as a WSGI app. `found` defaults to the environment; `config` overrides Flask's own values.

    Raises BadSetting when others would be served the demo's database; `TENDING=True`, for commands that look after a
    portal without serving it, does not look.
    """
    found = found or from_environ(os.environ)
    configure_logs()
    app = Portal(__name__, static_folder=None)
    app.extensions["settings"] = found
    app.config.update(config)
    for init in (init_logs, init_security, init_db, init_i18n, init_fragments, init_pages, init_problems, init_worker):
        init(app)
    for part in (site, health, files):
        app.register_blueprint(part.bp)
    for slice_ in (
        accounts,
        learning,
        ideas,
        community,
        surveys,
        success,
        moderation,
        posting,
        search,
        notifications,
        webhooks,
        console,
        joins,
        home,
        api,
    ):
        slice_.init_app(app)
    if app.config.get("KEEP_GUEST_PAGES", not app.testing):
        app.wsgi_app = GuestPages(app.wsgi_app, app.config["SESSION_COOKIE_NAME"])  # type: ignore[method-assign]
    if found.trusted_proxies:
        hops = found.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=3600,
        immutable_file_test=r"/dist/",
        allow_all_origins=False,
        add_headers_function=add_static_headers(found.base_url),
    )
    if found.production and not app.config.get("TENDING"):
        _refuse_demo(app)
    return app


def _refuse_demo(app: Flask) -> None:
    with app.app_context():
        try:
            demo = schema.shows_demo()
        except DBAPIError as error:  # away, or without a schema: pages say so, and /readyz looks again
            log.warning("database.not_looked_at", error=str(error.orig).splitlines()[0])
            demo = False
        finally:
            db.session.remove()
            db.engine.dispose()  # whoever forks after this must not share the connection
    if demo:
        raise BadSetting(schema.DEMO_IN_PRODUCTION)
