"""Alembic runs inside the app: same settings, same engine."""

import sqlalchemy as sa
from alembic import context

from portal.kernel.db import db


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Our own column types are written as what they are in the database, so old migrations never break."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        plain = item.impl
        return f"sa.{plain!r}"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_item=render_item,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
