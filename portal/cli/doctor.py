"""`portal doctor`: what is set up, what is not, and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import click
import redis
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.cli.common import Failed, in_app, this_app
from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.kernel.health import metrics_token
from portal.kernel.mail import Mail
from portal.kernel.mailing import transport
from portal.kernel.mailing.delivery import BOUNCED
from portal.kernel.schema import DEMO_IN_PRODUCTION, behind, known_revisions, revision, shows_demo
from portal.learning.models import Item
from portal.search.engine import engine

LOW_DISK = 500 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not fine."""

    name: str
    fine: bool
    seen: str
    mend: str = ""


def findings() -> Iterator[Finding]:
    """Look at each part; one that cannot be reached does not keep the others from being looked at.

    What lies in tables is asked only where there are tables: one cause is told once.
    """
    database = _database()
    yield database
    schema = _schema() if database.fine else None
    if schema:
        yield schema
    if schema and schema.fine:
        for check in (_demo, _content, _search, _worker, _mails):
            yield check()
    for look in (_mail_server, _valkey, _assets, _disk):
        yield look()


def _database() -> Finding:
    try:
        version = db.session.scalar(sa.text("SELECT sqlite_version()" if settings().sqlite else "SHOW server_version"))
    except DBAPIError as error:
        db.session.rollback()
        seen = str(error.orig).splitlines()[0]
        return Finding("database", False, seen, "start the database or mend PORTAL_DATABASE_URL")
    return Finding("database", True, f"{'SQLite' if settings().sqlite else 'PostgreSQL'} {version}")


def _schema() -> Finding:
    seen = f"at {revision() or 'nothing'}, newest {known_revisions()[0]}"
    return Finding("schema", not behind(), seen, "run `portal setup`")


def _demo() -> Finding:
    return Finding("data", not shows_demo(), "demo data in production" if shows_demo() else "fit", DEMO_IN_PRODUCTION)


def _content() -> Finding:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Item)) or 0
    return Finding("content", count > 0, f"{count} items", "run `portal content sync`")


def _search() -> Finding:
    if engine().wants_rebuild():
        return Finding("search", False, "no index of this version", "run `portal search rebuild`")
    return Finding("search", True, "index is there")


def _worker() -> Finding:
    waiting = db.session.scalar(sa.select(sa.func.count()).where(Outbox.due_at < now())) or 0
    given_up = db.session.scalar(sa.select(sa.func.count()).where(Outbox.due_at.is_(None))) or 0
    seen = f"{waiting} events waiting, {given_up} given up"
    return Finding(
        "worker", waiting < 1000 and not given_up, seen, "is `portal worker` running? Its log names the cause"
    )


def _mails() -> Finding:
    held = Mail.error.is_not_distinct_from(BOUNCED)  # nothing here can be mended for an address that is bad
    failed = db.session.scalar(sa.select(sa.func.count()).where(Mail.state == "failed", ~held)) or 0
    return Finding("mails", failed == 0, f"{failed} failed", "the console's overview lists them")


def _mail_server() -> Finding:
    """Connect as the worker does, TLS and password included; nothing is sent."""
    if settings().mail_url is None:
        return Finding("mail", True, "kept as files in the data folder, readable at /dev/mail")
    try:
        with transport.opened():
            return Finding("mail", True, "the server lets us in")
    except transport.Unreachable as error:
        return Finding("mail", False, str(error), "mend PORTAL_MAIL_URL or start the mail server")


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
    try:
        free = shutil.disk_usage(settings().data_dir).free
    except OSError as error:
        return Finding("disk", False, f"{settings().data_dir}: {error.strerror}", "mend PORTAL_DATA_DIR")
    return Finding("disk", free > LOW_DISK, f"{free // 2**20} MB free", f"make room below {settings().data_dir}")


@click.command()
@click.option("--metrics-token", "token_only", is_flag=True, help="Print the token that opens /metrics.")
@in_app
def doctor(token_only: bool) -> None:
    """Look at database, schema, content, search, worker, mail, Valkey, assets and disk."""
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
