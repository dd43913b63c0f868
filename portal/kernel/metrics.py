"""What a metrics collector reads: requests counted by all web processes together, and what waits in the database.

Each process counts in a file of its own and a scrape adds them up, whichever process it reaches. `portal serve` sees to
that; another server does it by setting PROMETHEUS_MULTIPROC_DIR to an empty folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox
from portal.kernel.jobs import JobLease
from portal.kernel.mail import Mail

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the name prometheus_client reads
RECENT = timedelta(days=1)  # how far back mails that are done with are counted
MAIL_STATES = ("pending", "sending", "sent", "failed")

REQUESTS = Histogram("portal_request_seconds", "Time to answer, by endpoint and status", ["endpoint", "status"])
ERRORS = Counter("portal_errors_total", "Answers that were our fault", ["endpoint"])


def share(folder: Path) -> None:
    """Count in files below `folder` from now on, together with the processes this one starts; from nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ[FOLDER] = str(folder)
    # It was chosen when the package was imported, before the folder was known.
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    kept = CollectorRegistry()
    kept.register(Waiting())
    if not os.environ.get(FOLDER):
        return generate_latest(REGISTRY) + generate_latest(kept)
    MultiProcessCollector(kept)  # type: ignore[no-untyped-call]
    return generate_latest(kept)


class Waiting(Collector):
    """What the database says at the moment it is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = [*_outbox(), _mails(), *_worker()]
        except DBAPIError:
            db.session.rollback()
            found = []
        yield GaugeMetricFamily("portal_database_up", "Whether the database answers", value=bool(found))
        yield from found

    def describe(self) -> list[GaugeMetricFamily]:
        return []


def _outbox() -> Iterator[GaugeMetricFamily]:
    counted, waits = sa.func.count(), Outbox.due_at.is_not(None)
    waiting, oldest = db.session.execute(
        sa.select(counted, sa.func.min(Event.at, type_=Event.at.type)).join_from(Outbox, Event).where(waits)
    ).one()
    given_up = db.session.scalar(sa.select(counted).select_from(Outbox).where(~waits))
    age = max((now() - oldest).total_seconds(), 0) if oldest else 0
    yield GaugeMetricFamily("portal_outbox_waiting", "Events a consumer has not handled yet", value=waiting)
    yield GaugeMetricFamily("portal_outbox_oldest_seconds", "Age of the oldest of them", value=age)
    yield GaugeMetricFamily("portal_outbox_given_up", "Events no consumer tries any more", value=given_up)


def _mails() -> GaugeMetricFamily:
    family = GaugeMetricFamily("portal_mails", "Mails on their way, and those of a day that are done", labels=["state"])
    recent = sa.or_(Mail.due_at.is_not(None), Mail.created_at > now() - RECENT)
    rows = db.session.execute(sa.select(Mail.state, sa.func.count().label("total")).where(recent).group_by(Mail.state))
    counts = {row.state: row.total for row in rows}
    for state in MAIL_STATES:
        family.add_metric([state], counts.get(state, 0))
    return family


def _worker() -> Iterator[GaugeMetricFamily]:
    """The worker has jobs of every minute; the newest lease is its sign of life."""
    seen = db.session.scalar(sa.select(JobLease.taken_at).order_by(JobLease.id.desc()).limit(1))
    if seen is not None:
        text = "When a worker last took a job of the clock"
        yield GaugeMetricFamily("portal_worker_seen_timestamp_seconds", text, value=seen.timestamp())
