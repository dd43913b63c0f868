"""The portal and two yardsticks in one server: a bare Flask page, and hand-written pages of the same bytes.

`/yard/hello` is what Flask alone costs. `/yard/minimal/…` is what a careful person would write for one page: load the
person by one statement, one indexed query, one template that renders the bytes the portal renders.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template, session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal.app import create_app
from portal.cli.serve import make_server

PERSON = sa.text(
    "SELECT person.id, person.display_name, person.organization_id FROM sign_in JOIN person"
    " ON person.id = sign_in.person_id WHERE sign_in.digest = :digest"
)
ROWS = sa.text(
    "SELECT item.slug, item.minutes, item_text.title, item_text.summary FROM item"
    " JOIN item_text ON item_text.item_id = item.id AND item_text.locale = 'en'"
    " WHERE item.archived_at IS NULL ORDER BY item.id LIMIT 20"
)
TEXT = sa.text(
    "SELECT item_text.title, item_text.html FROM item JOIN item_text ON item_text.item_id = item.id"
    " WHERE item.slug = :slug AND item_text.locale = 'en'"
)


def hello() -> Flask:
    app = Flask("hello", static_folder=None)

    @app.get("/")
    def page() -> str:
        return "hello"

    return app


def minimal(engine: sa.Engine, pages: Path, secret: str) -> Flask:
    """Templates `list.html` and `item.html` in `pages` were cut from the portal's own answers by the bench."""
    app = Flask("minimal", static_folder=None, template_folder=str(pages))
    app.config.update(SECRET_KEY=secret, SESSION_COOKIE_NAME="portal")

    def person(connection: sa.Connection) -> Any:
        token = session.get("_user_id", "")
        return connection.execute(PERSON, {"digest": hashlib.sha256(token.encode()).hexdigest()}).one_or_none()

    @app.get("/list")
    def listed() -> str:
        with engine.connect() as connection:
            return render_template("list.html", person=person(connection), rows=connection.execute(ROWS).all())

    @app.get("/item/<slug>")
    def item(slug: str) -> str:
        with engine.connect() as connection:
            found = connection.execute(TEXT, {"slug": slug}).one()
            return render_template("item.html", person=person(connection), item=found)

    return app


def make_app() -> Any:
    portal = create_app()
    with portal.app_context():
        engine = portal.extensions["sqlalchemy"].engine
    pages = Path(os.environ["BENCH_PAGES"])
    return DispatcherMiddleware(
        portal, {"/yard/hello": hello(), "/yard/minimal": minimal(engine, pages, portal.config["SECRET_KEY"])}
    )


if __name__ == "__main__":
    make_server("benchmarks.yardsticks_app:app", "127.0.0.1", int(sys.argv[1]), int(sys.argv[2])).serve()
