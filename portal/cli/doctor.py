"""`portal doctor`: what is set up, what is not, and how to mend it."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
import redis
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from portal.cli.common import Failed, in_app, this_app
from portal.cli.setup import alembic_config
from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.kernel.health import metrics_token
from portal.kernel.mail import Mail
from portal.learning.models import Item

LOW_DISK = 500 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not fine."""

    name: str
    fine: bool
    seen: str
    mend: str = ""


def findings() -> Iterator[Finding]:
    """Look at each part; one that cannot be reached does not keep the others from being looked at."""
    checks: tuple[Callable[[], Finding], ...] = (_database, _schema, _content, _worker, _mail, _valkey, _assets, _disk)
    for check in checks:
        try:
            yield check()
        except DBAPIError as error:
            db.session.rollback()
            seen = str(error.orig).splitlines()[0]
            yield Finding(check.__name__.strip("_"), False, seen, "start the database or mend PORTAL_DATABASE_URL")


def _database() -> Finding:
    version = db.session.scalar(sa.text("SELECT sqlite_version()" if settings().sqlite else "SHOW server_version"))
    return Finding("database", True, f"{'SQLite' if settings().sqlite else 'PostgreSQL'} {version}")


def _schema() -> Finding:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    now_at = MigrationContext.configure(db.session.connection()).get_current_revision()
    return Finding("schema", head == now_at, f"at {now_at}, newest {head}", "run `portal setup`")


def _content() -> Finding:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Item)) or 0
    return Finding("content", count > 0, f"{count} items", "run `portal content sync`")


def _worker() -> Finding:
    waiting = db.session.scalar(sa.select(sa.func.count()).where(Outbox.due_at < now())) or 0
    given_up = db.session.scalar(sa.select(sa.func.count()).where(Outbox.due_at.is_(None))) or 0
    seen = f"{waiting} events waiting, {given_up} given up"
    return Finding(
        "worker", waiting < 1000 and not given_up, seen, "is `portal worker` running? Its log names the cause"
    )


def _mail() -> Finding:
    failed = db.session.scalar(sa.select(sa.func.count()).where(Mail.state == "failed")) or 0
    url = settings().mail_url
    if url is None:
        return Finding("mail", True, "kept as files in the data folder, readable at /dev/mail")
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 25
    try:
        with smtplib.SMTP(host, port, timeout=5) as server:
            server.noop()
    except OSError as error:
        return Finding("mail", False, f"{host}:{port}: {error}", "mend PORTAL_MAIL_URL or start the mail server")
    return Finding(
        "mail", failed == 0, f"{host}:{port} answers, {failed} mails failed", "the console's overview lists them"
    )


def _valkey() -> Finding:
    url = settings().valkey_url
    if url is None:
        return Finding("valkey", True, "not used")
    try:
        this_app().extensions["huey"].storage.conn.ping()
    except redis.RedisError as error:
        return Finding(
            "valkey", False, str(error), "start Valkey or mend PORTAL_VALKEY_URL; the outbox is swept meanwhile"
        )
    return Finding("valkey", True, "answers")


def _assets() -> Finding:
    built = bool(this_app().extensions["assets"])
    return Finding("assets", built, "built" if built else "plain styles without htmx", "run `make assets`")


def _disk() -> Finding:
    free = shutil.disk_usage(settings().data_dir).free
    return Finding("disk", free > LOW_DISK, f"{free // 2**20} MB free", f"make room below {settings().data_dir}")


@click.command()
@click.option("--metrics-token", "token_only", is_flag=True, help="Print the token that opens /metrics.")
@in_app
def doctor(token_only: bool) -> None:
    """Look at database, schema, content, worker, mail, Valkey, assets and disk."""
    if token_only:
        click.echo(metrics_token())
        return
    found = list(findings())
    for finding in found:
        mend = "" if finding.fine else f"  → {finding.mend}"
        click.echo(f"{'ok ' if finding.fine else 'BAD'} {finding.name:<9} {finding.seen}{mend}")
    if not all(finding.fine for finding in found):
        raise Failed("something above needs your attention.")


COMMANDS = (doctor,)
