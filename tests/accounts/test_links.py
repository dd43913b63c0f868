"""Mailed links: looking changes nothing, pressing works once, in time, for its own purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Link, OrganizationDomain, Person, SignIn
from portal.kernel.calendar import now

PURPOSES = ["sign-in", "reset", "sign-up", "change-email", "invite"]
LIFETIMES = {"sign-in": 15, "reset": 60, "sign-up": 24 * 60, "change-email": 24 * 60, "invite": 14 * 24 * 60}  # minutes


@pytest.fixture
def link_of(link, make, open_sign_up):
    """A good link of each purpose."""

    def issue(purpose):
        ann, company = make.person(), make.organization()
        make.add(OrganizationDomain(organization_id=company.id, name="company.example"))
        data = {"display_name": "New person", "language": "en", "by": make.staff().id}
        if purpose in ("sign-up", "invite"):
            return link(purpose, "new@company.example", organization_id=company.id, **data)
        return link(purpose, "new@company.example" if purpose == "change-email" else ann.email, person=ann)

    return issue


def press(browser, path):
    return browser.post(path, data={"display_name": "New person", "new_password": "seven quiet herons"})


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_link_changes_nothing(purpose, method, client, link_of, rows):
    path = link_of(purpose)
    before = [(one.id, one.email) for one in rows(Person)]
    for _time in range(3):
        assert getattr(client, method)(path).status_code == 200
    assert len(rows(Link)) == 1
    assert rows(SignIn) == []
    assert [(one.id, one.email) for one in rows(Person)] == before
    assert press(client, path).status_code == 303


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_works_once(purpose, app, client, link_of):
    path = link_of(purpose)
    assert press(client, path).status_code == 303
    other = app.test_client()
    answer = press(other, path)
    assert answer.status_code == 410
    assert "no longer good" in answer.text
    assert other.get(path).status_code == 410


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_ends_with_its_time(purpose, client, link_of, rows):
    path = link_of(purpose)
    with time_machine.travel(now() + timedelta(minutes=LIFETIMES[purpose], seconds=1), tick=False):
        assert client.get(path).status_code == 410
        assert press(client, path).status_code == 410
    with time_machine.travel(now() + timedelta(minutes=LIFETIMES[purpose] - 1), tick=False):
        assert client.get(path).status_code == 200
    assert rows(SignIn) == []


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_serves_its_own_purpose_only(purpose, client, link_of, rows):
    token = link_of(purpose).rpartition("/")[2]
    for other in PURPOSES:
        if other != purpose:
            assert client.get(f"/{other}/{token}").status_code == 410
            assert press(client, f"/{other}/{token}").status_code == 410
    assert len(rows(Link)) == 1


def test_only_a_hash_of_the_token_is_kept(link_of, rows):
    token = link_of("sign-in").rpartition("/")[2]
    kept = rows(Link)[0]
    assert len(kept.digest) == 64
    assert token not in str(vars(kept))


RACE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from portal.app import create_app
from portal.accounts import links
from portal.kernel.db import db
app = create_app(NO_NUDGES=True)
def use(token):
    with app.app_context():
        won = links.consume(token, "sign-in")
        db.session.commit()
        return won is not None
with ThreadPoolExecutor(10) as pool:
    wins = [list(pool.map(use, [token] * 10)).count(True) for token in sys.argv[1:]]
print(",".join(map(str, wins)))
"""


def test_of_twenty_who_press_at_once_in_two_processes_one_wins(app, link, make, tmp_path):
    ann = make.person()
    tokens = [link("sign-in", ann.email, person=ann).rpartition("/")[2] for _number in range(4)]
    environ = {
        "PORTAL_SECRET_KEY": "a key for tests, long enough to be taken",
        "PORTAL_DATABASE_URL": app.extensions["settings"].database_url,
        "PORTAL_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-c", RACE, *tokens]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | environ
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) for _process in range(2)]
    said = [run.communicate(timeout=60)[0] for run in runs]
    wins = [[int(number) for number in text.split()[-1].split(",")] for text in said]
    assert [sum(pair) for pair in zip(*wins, strict=True)] == [1, 1, 1, 1]


def test_mailed_addresses_come_from_the_settings_not_from_the_host_header(client, make, outgoing):
    ann = make.person()
    client.post("/sign-in/link", data={"email": ann.email}, headers={"Host": "evil.example"})
    client.post("/reset", data={"email": ann.email}, headers={"Host": "evil.example"})
    assert [mail.template for mail in outgoing()] == ["sign_in_link", "reset_password"]
    for mail in outgoing():
        assert "evil.example" not in mail.text + mail.html
        assert "http://127.0.0.1:8000/" in mail.text


def test_pages_with_tokens_are_kept_by_no_cache(client, link_of):
    assert client.get(link_of("invite")).headers["Cache-Control"] == "no-store"
