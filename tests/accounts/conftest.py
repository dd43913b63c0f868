"""What the tests of coming in share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import links, passwords
from portal.accounts.models import Person, Role, SignIn
from portal.kernel import site
from portal.kernel.db import db

PASSWORD = "seven quiet herons"


@pytest.fixture
def mailed(outgoing: Callable[[], list[Any]]) -> Callable[..., str]:
    """The path of the link in the last mail to this address."""

    def path(email: str) -> str:
        mail = [one for one in outgoing() if one.to_email == email][-1]
        found = re.search(r"https?://[^/\s]+(/[\w-]+/[\w-]{32})", mail.text)
        assert found, mail.text
        return found[1]

    return path


@pytest.fixture
def link(app: Flask) -> Callable[..., str]:
    """The path of a fresh link: `link("invite", "a@b.example", organization_id=1)`."""

    def issue(purpose: str, email: str, person: Person | None = None, **data: Any) -> str:
        with app.app_context():
            owner = db.session.get_one(Person, person.id) if person else None
            issued = links.issue(purpose, email, person=owner, **data)
            db.session.commit()
            return links.address(issued).removeprefix("http://127.0.0.1:8000")

    return issue


@pytest.fixture
def invited(link: Callable[..., str], make: Any) -> Callable[..., str]:
    """The path of an invitation."""

    def issue(email: str = "new@company.example", roles: Role = Role.MEMBER, **values: Any) -> str:
        organization = values.pop("organization", None) or make.organization()
        data = {"display_name": "New person", "language": "en", "by": make.staff().id} | values
        return link("invite", email, organization_id=organization.id, roles=roles, **data)

    return issue


@pytest.fixture
def give_password(app: Flask) -> Callable[..., None]:
    """Give the person a password, `PASSWORD` unless another is named."""

    def give(person: Person, typed: str = PASSWORD) -> None:
        with app.app_context():
            passwords.set_password(db.session.get_one(Person, person.id), typed)
            db.session.commit()

    return give


@pytest.fixture
def who(rows: Callable[..., list[Any]]) -> Callable[[FlaskClient], str | None]:
    """The e-mail address the browser is signed in with, or None."""

    def address(browser: FlaskClient) -> str | None:
        page = browser.get("/account")
        if page.status_code == 302:
            return None
        found = re.search(r"Signed in as ([^ <]+@[^ <]+)\.|([^ <>]+@[^ <>]+)でサインイン", page.text)
        assert found, page.text
        return found[1] or found[2]

    return address


@pytest.fixture
def sessions_of(rows: Callable[..., list[Any]]) -> Callable[[Person], int]:
    """In how many browsers the person is signed in."""
    return lambda person: len(rows(SignIn, person_id=person.id))


@pytest.fixture
def open_sign_up(app: Flask) -> None:
    """Let people of known domains sign up by themselves."""
    with app.app_context():
        site.row().sign_up = "domain"
        db.session.commit()
        site.forget()


@pytest.fixture
def site_in_memory(app: Flask, client: FlaskClient) -> None:
    """Keep the settings of the site in memory for the whole test, so that statements can be counted."""
    client.get("/sign-in")
    app.extensions["site"]["until"] = math.inf
    client.delete_cookie("portal")
