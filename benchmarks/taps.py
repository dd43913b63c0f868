"""From a tap in a mail to everybody who acts on it: follow-up, alert mail, another system. Chromium, real SMTP."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from playwright.sync_api import Page, sync_playwright

from benchmarks.running import Browser, Portal, cookie_of, free_port, running, write_items
from portal.accounts.models import Membership, Organization, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.models import FollowUp
from portal.surveys.commands import launching, managing
from portal.surveys.queries.turns import Drip
from portal.webhooks.commands.endpoints import Facts, add

TAPS = 200
MUST = 3.0  # seconds, p95, from the tap to the last of the three
PATIENCE = 30.0  # seconds: what took longer is lost
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


class Tapped(NamedTuple):
    """When the number was sent, and when what calls somebody was."""

    answered: float
    called: float


class Post:
    """A mail server: links of survey mails by receiver, and when an alert about which company came."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self.alerts: dict[str, float] = {}
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        came, message = time.monotonic(), message_from_bytes(envelope.content, policy=policy.default)
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        if link := re.search(r"(http\S+/nps/\S+)\?score=0", text):
            self.links[envelope.rcpt_tos[0]] = link[1]
        elif company := re.search(r"Company \d+", message["Subject"]):
            self.alerts.setdefault(company[0], came)
        return "250 taken"


class Ear:
    """Another system: when it heard of an answer, by company."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                came, body = time.monotonic(), self.rfile.read(int(self.headers["content-length"])).decode()
                if company := re.search(r"Company \d+", body):
                    ear.heard.setdefault(company[0], came)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_parts: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hooks"


def drill(database: str) -> dict[str, Any]:
    """One run: p50 and p95 in seconds of each way, and how many of the taps reached all three."""
    post, ear = Post(), Ear()
    post.controller.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_items(Path(folder) / "content", 1)
            mail_url = f"smtp://127.0.0.1:{post.controller.port}"
            with running(Path(folder), database, mail_url=mail_url, private_targets="127.0.0.0/8") as portal:
                return _run(portal, post, ear)
    finally:
        post.controller.stop()
        ear.server.shutdown()
        ear.server.server_close()


def _run(portal: Portal, post: Post, ear: Ear) -> dict[str, Any]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        staff = _world(ear.url)
    portal.start()
    _wait(lambda: len(post.links) >= TAPS, 120)
    tapped: dict[str, Tapped] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        for number, link in enumerate(post.links[f"p{number}@drill.example"] for number in range(TAPS)):
            tapped[f"Company {number}"] = _tap(page, link, number)
        browser.close()
    _wait(lambda: len(post.alerts) >= TAPS and len(ear.heard) >= TAPS, PATIENCE)
    return _figures(portal, app, staff, tapped, post, ear)


def _world(url: str) -> int:
    """Companies with one person each, asked now; who looks after them; the number of that member of the staff."""
    admin = Person(email="admin@drill.example", display_name="Admin", roles=Role.ADMIN)
    staff = Person(email="cs@drill.example", display_name="Cora", roles=Role.CS)
    db.session.add_all([admin, staff])
    db.session.flush()
    add(admin, Facts(url, "", ["survey.answered"]))
    for number in range(TAPS):
        name = f"Company {number}"
        company = Organization(name=name, name_key=name.casefold(), owner_id=staff.id)
        db.session.add(company)
        db.session.flush()
        born = now() - timedelta(days=100)
        person = Person(email=f"p{number}@drill.example", display_name="P", organization_id=company.id, created_at=born)
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(person_id=person.id, organization_id=company.id))
    survey = managing.save_survey(staff, None, 1, managing.SurveyWish("Drill", "hand"), set())
    wave = managing.save_wave(staff, survey.id, None, 1, {}, Drip(now(), 1))
    launching.launch(staff, wave.id, wave.version)
    db.session.commit()
    return staff.id


def _tap(page: Page, link: str, number: int) -> Tapped:
    """Choose a number in the mail, send it, give a reason.

    Half of them are detractors, whom the number itself calls; the others choose 9 and complain about service.
    """
    score = 3 if number % 2 else 9
    page.goto(f"{link}?score={score}")
    tapped = time.monotonic()
    page.get_by_role("button", name="Send").click()
    page.fill("#words", f"Nobody called back, case {number}.")
    page.check("#about-service")
    at = time.monotonic()
    page.get_by_role("button", name="Add my reason").click()
    page.get_by_text("We take this up").wait_for()
    return Tapped(tapped, tapped if score == 3 else at)


def _figures(
    portal: Portal, app: Flask, staff_id: int, tapped: dict[str, Tapped], post: Post, ear: Ear
) -> dict[str, Any]:
    with app.app_context():
        rows = db.session.execute(
            sa.select(Organization.name, sa.func.count(sa.distinct(FollowUp.reason)))
            .join(FollowUp, FollowUp.organization_id == Organization.id)
            .group_by(Organization.name)
        )
        opened = dict(rows.tuples().all())
        cookie = cookie_of(app, db.session.get_one(Person, staff_id))
        doubled = sum(count > 2 for count in opened.values())
    status, page = Browser(portal.port, cookie).get("/console/follow-ups")
    reached = [one for one in tapped if one in opened and one in post.alerts and one in ear.heard]
    alerts = [post.alerts[one] - tapped[one].called for one in reached]
    hooks = [ear.heard[one] - tapped[one].answered for one in reached]
    last = [max(pair) for pair in zip(alerts, hooks, strict=True)]
    return {
        "taps": len(tapped),
        "lost": len(tapped) - len(reached),
        "doubled": doubled,
        "errors": int(status != 200 or "Company" not in page),
        **_spread("alert", alerts),
        **_spread("webhook", hooks),
        **_spread("all", last),
        "too_slow": int(_p95(last) > MUST),
    }


def _spread(name: str, seconds: list[float]) -> dict[str, float]:
    return {f"{name}_p50": round(statistics.median(seconds), 2), f"{name}_p95": round(_p95(seconds), 2)}


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _wait(done: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.05)
