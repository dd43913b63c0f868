"""A mail server in the test's own process, and writing and sending mails to it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from portal.kernel import mail
from portal.kernel.db import db
from portal.notifications.rulebook import Shown

ANN = mail.To("ann@company.example", "en", "UTC", name="Ann")


@dataclass
class Inbox:
    """A mail server in this process that notes what it took; some addresses are refused."""

    port: int
    contents: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(
        default_factory=lambda: {"gone": "550 5.1.1 no such person", "busy": "451 4.3.0 come back later"}
    )
    on_mail: Callable[[int], None] = lambda _number: None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        for name, answer in self.answers.items():
            if address.startswith(name):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.contents.append(envelope.content)
        self.senders.append(envelope.mail_from)
        self.on_mail(len(self.contents))
        return "554 5.7.1 spam" if b"Subject: spam" in envelope.content else "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        """What it took, read."""
        return [message_from_bytes(content, policy=default) for content in self.contents]  # type: ignore[misc]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def no_pause(app: Flask) -> Iterator[None]:
    """What one test learnt about its server is nothing to the next."""
    yield
    app.extensions.pop("mail_pause", None)


@pytest.fixture
def mail_url(app: Flask) -> Iterator[Callable[[str | None], None]]:
    """Send to this server for the time of the test."""
    before = app.extensions["settings"]

    def use(url: str | None) -> None:
        app.extensions["settings"] = replace(before, mail_url=url)

    yield use
    app.extensions["settings"] = before


@pytest.fixture
def inbox(mail_url: Callable[[str | None], None], no_pause: None) -> Iterator[Inbox]:
    """A server that runs, and that the portal sends to."""
    inbox = Inbox(free_port())
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    mail_url(f"smtp://127.0.0.1:{inbox.port}")
    yield inbox
    controller.stop()


@pytest.fixture
def post(app: Flask) -> Callable[..., int | None]:
    """Write a mail; its number."""

    def write(to: mail.To = ANN, title: str = "Hello", **values: Any) -> int | None:
        with app.app_context():
            shown = Shown(title, "A detail <b>", "/account", "See it")
            context = {
                "shown": shown,
                "why": "You get this because of a test.",
                "link": "http://127.0.0.1:8000/account",
            }
            mail_id = mail.post("notification", to=to, **(context | values))
            db.session.commit()
            return mail_id

    return write


@pytest.fixture
def send(app: Flask) -> Callable[[], int]:
    """Send what is due; how many went out."""

    def work() -> int:
        with app.app_context():
            return mail.send_due()

    return work
