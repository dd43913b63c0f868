"""The database: one base class, UTC times, and the two writes that stay right when many write at once."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

import sqlalchemy as sa
import structlog
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, contains_eager, declared_attr, mapped_column, registry

from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

M = TypeVar("M", bound="Model")
S = TypeVar("S", bound="sa.Select[*tuple[Any, ...]]")

log = structlog.get_logger()

HELD = "held"  # rows locked in this transaction, in the session's info
TURN = "turn"  # whether it is this transaction's turn to write, there too
BUSY = 10  # seconds that SQLite's writers wait for each other
_turn = threading.Lock()
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment, always aware and in UTC; SQLite keeps it as text that sorts by time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Flask-SQLAlchemy's base; the type map sits on the registry because SQLAlchemy 2.1 refuses it on a mixin."""

    metadata = sa.MetaData(naming_convention=NAMES)
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UtcTime(),
            date: sa.Date(),
            str: sa.Text(),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
            list[str]: sa.JSON(),
        },
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate()


class Model(db.Model):  # type: ignore[name-defined]
    """A row with an integer id, in a table named after its class."""

    __abstract__ = True

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: Mapped[int] = mapped_column(primary_key=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


def alias_of(model: type[M]) -> type[M]:
    """`aliased(model)` for a module, all of whose columns are known before any thread asks for them.

    SQLAlchemy fills in an alias at its first use without a lock. Threads that meet there can leave it pointing at the
    table itself for as long as the process lives, so that statements join and show other rows than they say.
    """
    found = aliased(model)
    for column in sa.inspect(model).column_attrs:
        getattr(found, column.key).expression  # noqa: B018 - reading it settles it
    return found


def loading(select: S, *ways: Any) -> S:
    """The same rows, with what these relationships lead to loaded along.

    Joined by hand, because all threads share the aliases of `joinedload`, complete or not (see `alias_of`).
    """
    for way in ways:
        select = select.outerjoin(way).options(contains_eager(way))
    return select


def dialect_name() -> str:
    """`sqlite` or `postgresql`."""
    return str(db.session.get_bind().dialect.name)


def insert(model: type[Model]) -> Any:
    """An INSERT that knows ON CONFLICT, whichever database this is."""
    return (postgresql if dialect_name() == "postgresql" else sqlite).insert(model.__table__)


def insert_once(model: type[Model], **values: Any) -> int | None:
    """Insert the row unless one with the same unique key stands; its id, or None when it stood.

    One statement on both databases: catching IntegrityError in a savepoint is not atomic with SQLite's driver.
    """
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(model.__table__.c.id)
    return cast("int | None", db.session.execute(statement).scalar())


def begin_write() -> None:
    """Take SQLite's write lock before reading what the write depends on; PostgreSQL locks rows instead.

    Threads of one process wait in line for it: SQLite itself only looks again from time to time, for ever longer.
    """
    if dialect_name() != "sqlite":
        return
    connection = db.session.connection()
    if not cast(Any, connection.connection.dbapi_connection).in_transaction:
        if not db.session.info.get(TURN):  # it is ours still where another process kept us from beginning
            db.session.info[TURN] = _turn.acquire(timeout=BUSY)
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_reading() -> None:
    """Let everything read until the end of the transaction be of one moment. To be called before anything is read."""
    if dialect_name() == "sqlite":
        db.session.connection().exec_driver_sql("BEGIN")
    else:
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def locked(model: type[M], row_id: int, *, key_share: bool = False) -> M:
    """The row, ours until commit, as it stands now. Raises NotFound when it is gone.

    `key_share`: rows that refer to it may be written meanwhile, so their writers, who may hold what we want next, do
    not wait for us. For rows that are neither deleted nor get another key here.
    """
    begin_write()
    row = db.session.get(model, row_id, populate_existing=True, with_for_update={"key_share": key_share})
    if row is None:
        raise NotFound(_("This is no longer there."))
    note_held(model, row_id)
    return row


def note_held(model: type[Model], row_id: int) -> None:
    """Remember until the end of the transaction that this row was locked and looked at."""
    db.session.info.setdefault(HELD, set()).add((model.__tablename__, row_id))


def is_held(model: type[Model], row_id: int) -> bool:
    """Whether that was noted."""
    return (model.__tablename__, row_id) in db.session.info.get(HELD, ())


@sa.event.listens_for(db.session, "after_transaction_end")
def _let_go(session: Any, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(HELD, None)
        if session.info.pop(TURN, False):
            _turn.release()


def init_db(app: Flask) -> None:
    """Connect the app to its database."""
    found = app.extensions["settings"]
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", found.database_url)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_pre_ping": not found.sqlite, "hide_parameters": True})
    db.init_app(app)
    app.teardown_appcontext(_let_session_go)
    migrate.init_app(app, db, directory="migrations", compare_type=True, render_as_batch=True)


def _let_session_go(_error: BaseException | None) -> None:
    """Before Flask-SQLAlchemy does."""
    let_go(db.session.remove, "database.lost_after_answer")


def let_go(act: Callable[[], None], event: str) -> None:
    """End what the session does by `act`; that the connection broke meanwhile is no reason to withhold an answer."""
    try:
        act()
    except DBAPIError as error:
        db.session.registry.clear()
        log.warning(event, error=str(error.orig).splitlines()[0])


@sa.event.listens_for(Engine, "connect")
def _tune_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY * 1000}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
