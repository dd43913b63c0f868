"""Endpoints, something to tell, and the worker's part done on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.accounts.models import Person, Role
from portal.kernel import outbox
from portal.kernel.db import db
from portal.kernel.events import record
from portal.webhooks.commands.endpoints import Facts, add
from portal.webhooks.models import WebhookEndpoint
from portal.webhooks.sender import Sender
from tests.factories import Factory
from tests.webhooks.receiver import Receiver


@pytest.fixture(autouse=True)
def inside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Receivers of these tests are on this machine; `inside()` names other ranges that may be called."""

    def named(*ranges: str) -> None:
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], private_targets=ranges))

    named("127.0.0.0/8")
    return named


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A system that takes everything."""
    with Receiver() as running:
        yield running


@pytest.fixture
def admin(make: Factory) -> Person:
    """Who connects other systems."""
    return make.staff(Role.ADMIN)


@pytest.fixture
def connect(app: Flask, admin: Person) -> Callable[..., WebhookEndpoint]:
    """An endpoint as an admin adds it."""

    def connected(url: str, *types: str, by: Person | None = None, description: str = "") -> WebhookEndpoint:
        with app.app_context():
            made = add(db.session.get_one(Person, (by or admin).id), Facts(url, description, types))
            db.session.commit()
            db.session.refresh(made)
            db.session.expunge(made)
            return made

    return connected


@pytest.fixture
def happen(app: Flask, make: Factory) -> Callable[..., int]:
    """Somebody leaves a company, and the outbox is paid; the number of the event."""

    def happened(times: int = 1, person: Person | None = None) -> int:
        who = person or make.person()
        with app.app_context():
            for _n in range(times):
                event = record("person.left", db.session.get_one(Person, who.id), organization_id=who.organization_id)
            number = event.id
            db.session.commit()
            outbox.drain()
            return number

    return happened


@pytest.fixture
def work(app: Flask) -> Iterator[Callable[..., int]]:
    """Send what is due until nothing more is; how many tries that took."""
    sender = Sender(app)

    def worked(rounds: int = 1000) -> int:
        tries = 0
        with app.app_context():
            for _n in range(rounds):
                begun = sender.look()
                tries += sum(call.result() for call in begun)
                if not begun:
                    break
        return tries

    yield worked
    sender.stop()
