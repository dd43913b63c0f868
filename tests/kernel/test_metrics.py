"""What /metrics says, to whom, and that all processes count together."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.kernel.calendar import now
from portal.kernel.events import Event, Outbox
from portal.kernel.health import metrics_token
from portal.kernel.jobs import JobLease
from portal.kernel.mail import Mail
from tests.factories import Factory

TOGETHER = """
import os, sys
from pathlib import Path
from portal.kernel import metrics
metrics.share(Path(sys.argv[1]))
child = os.fork()
metrics.ERRORS.labels("a.page").inc()
if not child:
    os._exit(0)
os.waitpid(child, 0)
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


@pytest.fixture
def scrape(app: Flask, client: FlaskClient) -> Callable[[], dict[str, float]]:
    """The series and their values, as who has the token reads them."""

    def scrape() -> dict[str, float]:
        with app.app_context():
            token = metrics_token()
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}

    return scrape


def test_metrics_are_there_only_for_who_sends_the_token(client: FlaskClient, scrape: Callable[[], Any]) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404
    client.get("/healthz")
    assert scrape()['portal_request_seconds_count{endpoint="health.healthz",status="200"}'] >= 1


def test_an_empty_portal_waits_for_nothing_and_no_worker_was_seen(scrape: Callable[[], dict[str, float]]) -> None:
    found = scrape()
    assert found["portal_database_up"] == 1
    assert (
        found["portal_outbox_waiting"] == found["portal_outbox_oldest_seconds"] == found["portal_outbox_given_up"] == 0
    )
    assert found['portal_mails{state="failed"}'] == 0
    assert "portal_worker_seen_timestamp_seconds" not in found


def test_what_waits_and_what_was_given_up_is_counted(make: Factory, scrape: Callable[[], dict[str, float]]) -> None:
    event = make.add(Event(name="x.done", subject="x:1", data={}, at=now() - timedelta(minutes=5)))
    for due_at in (now(), now(), None):
        make.add(Outbox(event_id=event.id, consumer="search", due_at=due_at))
    found = scrape()
    assert (found["portal_outbox_waiting"], found["portal_outbox_given_up"]) == (2, 1)
    assert 300 <= found["portal_outbox_oldest_seconds"] < 400


def test_mails_are_counted_by_state(make: Factory, scrape: Callable[[], dict[str, float]]) -> None:
    for state, due_at, age in (
        ("pending", now(), 9),
        ("failed", sa.null(), 0),
        ("sent", sa.null(), 0),
        ("sent", sa.null(), 9),
    ):
        make.add(
            Mail(
                template="x", to_email="a@b.example", language="en", subject="x", text="", html="", headers={},
                state=state, due_at=due_at, created_at=now() - timedelta(days=age),
            )
        )  # fmt: skip
    found = scrape()
    assert [found[f'portal_mails{{state="{state}"}}'] for state in ("pending", "sending", "sent", "failed")] == [
        1,
        0,
        1,
        1,
    ]


def test_the_worker_was_seen_when_it_last_took_a_job(make: Factory, scrape: Callable[[], dict[str, float]]) -> None:
    make.add(JobLease(job="a", slot=1, taken_at=now()))
    assert abs(scrape()["portal_worker_seen_timestamp_seconds"] - now().timestamp()) < 60


def test_processes_count_together_and_begin_at_nothing(tmp_path: Path) -> None:
    (tmp_path / "counter_1.db").write_bytes(b"from an earlier run")
    environ = {name: value for name, value in os.environ.items() if "prometheus" not in name.lower()}
    line = [sys.executable, "-c", TOGETHER, str(tmp_path)]
    done = subprocess.run(line, env=environ, capture_output=True, text=True, check=True)
    assert 'portal_errors_total{endpoint="a.page"} 2.0' in done.stdout
