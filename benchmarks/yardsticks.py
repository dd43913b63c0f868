"""What the portal is measured by: a bare Flask page, hand-written pages of the same bytes, and bare writes.

`/yard/hello` is what Flask alone costs. `/yard/minimal/…` is what a careful person would write for one page: load the
person by one statement, one indexed query, one template that renders the bytes the portal renders. They run in the
portal's own server. A bare write is one row and one update beside it through SQLAlchemy's session, in one process alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from flask import Flask, render_template, session
from markupsafe import escape
from sqlalchemy.orm import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from benchmarks.load import Speed
from portal.app import create_app
from portal.cli.serve import make_server, scratch_folder
from portal.kernel.metrics import share

if TYPE_CHECKING:  # the processes that serve hold nothing of it
    from benchmarks.bench_world import Deed

PERSON = sa.text(
    "SELECT person.id, person.display_name, person.organization_id FROM sign_in JOIN person"
    " ON person.id = sign_in.person_id WHERE sign_in.digest = :digest"
)
AUTHOR = "JOIN person ON person.id = author_id JOIN organization ON organization.id = {}.organization_id"
NO_SESSION = {"synchronize_session": False}
SHOWN = "merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL"


class Cut(NamedTuple):
    """A page to write by hand: how its rows look in the portal, what reads them, and how many there are."""

    row: str
    rows: str
    most: int


CUTS = {
    "cafeteria": Cut(
        r'<li>(?:(?!<li).)*?/learn/lesson-\d+(?:(?!<li).)*?</li>\s*',
        "SELECT item.slug, item_text.title, item_text.summary FROM item JOIN item_text ON item_text.item_id = item.id"
        " AND item_text.locale = 'en' WHERE item.archived_at IS NULL ORDER BY item_text.id", 20,
    ),
    "item": Cut(
        r'<div class="prose"[^>]*>.*?</div>\s*',
        "SELECT item_text.html FROM item JOIN item_text ON item_text.item_id = item.id"
        " WHERE item.slug = 'lesson-00003' AND item_text.locale = 'en'", 1,
    ),
    "questions": Cut(
        r'<article class="q">.*?</article>\s*',
        "SELECT question.id, question.title, excerpt, display_name, organization.name FROM question"
        f" {AUTHOR.format('question')} WHERE {SHOWN} AND NOT secret ORDER BY question.at DESC, question.id DESC", 20,
    ),
    "thread": Cut(
        r'<article class="[^"]*" id="answer-\d+">.*?</article>\s*',
        f"SELECT answer.id, html, display_name, organization.name FROM answer {AUTHOR.format('answer')}"
        " WHERE question_id = 1 AND hidden_at IS NULL AND held_at IS NULL ORDER BY answer.useful DESC, answer.id DESC", 10,
    ),
    "board": Cut(
        r'<article class="idea">.*?</article>\s*',
        "SELECT id, title, excerpt, votes, companies FROM idea"
        f" WHERE {SHOWN} ORDER BY trending DESC, id DESC", 20,
    ),
    "idea": Cut(
        r'<div class="prose"[^>]*>.*?</div>\s*',
        "SELECT html FROM idea WHERE id = 4", 1,
    ),
}  # fmt: skip


def cut(page: str, row: str, values: Iterable[dict[str, Any]], reader: str, most: int = 20) -> str:
    """A template of the page: its rows are one loop over what a typical row of it shows, the rest is as it is.

    At most so many: what looks alike behind them is no row. `values`: rows of the database, one of which that row
    shows. Raises ValueError where none is.
    """
    rows = list(re.finditer(row, page, re.DOTALL))[:most]
    if not rows:
        raise ValueError(f"the page has no row like {row}")
    start, end = rows[0].start(), rows[-1].end()
    typical = min((found[0] for found in rows), key=lambda html: abs(len(html) - (end - start) / len(rows)))
    shown = next((one for one in values if all(_stands(value, name, typical) for name, value in one.items())), None)
    if shown is None:
        raise ValueError(f"no row of the database is this one of the page:\n{typical}")
    loop = _filled(typical, {_marked(name): _text(value, name) for name, value in shown.items()})
    around = [_filled(part, {"person.display_name": reader}) for part in (page[:start], page[end:])]
    return f"{around[0]}{{% for row in rows %}}{loop}{{% endfor %}}{around[1]}"


def _text(value: Any, name: str) -> str:
    """A value as a page shows it."""
    return str(value) if name == "html" else str(escape(value))


def _marked(name: str) -> str:
    return f"row.{name} | safe" if name == "html" else f"row.{name}"


def _stands(value: Any, name: str, html: str) -> bool:
    return re.search(_alone(_text(value, name)), html) is not None


def _alone(text: str) -> str:
    """The text where it is no part of a longer word or number."""
    return rf"(?<!\w){re.escape(text)}(?!\w)"


def _filled(html: str, names: dict[str, str]) -> str:
    """The page's part with places for values instead of them, and nothing else that Jinja would read."""
    places = {text: f"{{{{ {name} }}}}" for name, text in names.items()}
    longest = sorted(places, key=len, reverse=True)
    pattern = "|".join([*(_alone(text) for text in longest), r"\{[{%#]"])
    return re.sub(pattern, lambda found: places.get(found[0]) or f"{{{{ '{found[0]}' }}}}", html)


def hello() -> Flask:
    """One word."""
    app = Flask("hello", static_folder=None)

    @app.get("/")
    def page() -> str:
        return "hello"

    return app


def minimal(engine: sa.Engine, pages: Path, secret: str) -> Flask:
    """A page for each template in `pages`, which were cut from the portal's own answers."""
    app = Flask("minimal", static_folder=None, template_folder=str(pages))
    app.config.update(SECRET_KEY=secret, SESSION_COOKIE_NAME="portal")
    queries = {name: sa.text(f"{cut.rows} LIMIT {cut.most}") for name, cut in CUTS.items()}

    @app.get("/<name>")
    def page(name: str) -> str:
        digest = hashlib.sha256(session.get("_user_id", "").encode()).hexdigest()
        with engine.connect() as connection:
            person = connection.execute(PERSON, {"digest": digest}).one()
            return render_template(f"{name}.html", person=person, rows=connection.execute(queries[name]).all())

    return app


def bare_writes(engine: sa.Engine, deeds: Iterable[Deed], seconds: float) -> Speed:
    """Write the deeds' rows one after the other, for so long or until there is none left."""
    times: list[float] = []
    began = time.perf_counter()
    for deed in deeds:
        if deed.row is None:
            continue
        at = time.perf_counter()
        if at - began >= seconds:
            break
        with Session(engine) as writing:
            writing.add(deed.model(**deed.row))
            writing.execute(deed.beside, {"beside_id": deed.beside_id}, execution_options=NO_SESSION)
            writing.commit()
        times.append((time.perf_counter() - at) * 1000)
    return Speed.of(times, time.perf_counter() - began)


def make_app() -> Any:
    """The portal with the yardsticks beside it."""
    portal = create_app()
    with portal.app_context():
        engine = portal.extensions["sqlalchemy"].engine
    pages = Path(os.environ["BENCH_PAGES"])
    return DispatcherMiddleware(
        portal, {"/yard/hello": hello(), "/yard/minimal": minimal(engine, pages, portal.config["SECRET_KEY"])}
    )


def serve(port: int, workers: int) -> None:
    """As `portal serve` does it, without the worker beside it."""
    metrics = scratch_folder()
    share(metrics)
    try:
        make_server("benchmarks.yardsticks_app:app", "127.0.0.1", port, workers).serve()
    finally:
        shutil.rmtree(metrics, ignore_errors=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
