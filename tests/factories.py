"""Rows for tests. Each method commits and returns a detached row with its attributes loaded."""

from __future__ import annotations

import itertools
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import sessions
from portal.accounts.models import Membership, Organization, Person, Role
from portal.kernel.db import db


class Factory:
    """`make.person()`, `make.organization()` …; every call gives another one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.numbers = itertools.count(1)

    def add(self, row: Any) -> Any:
        """Commit any row and hand it back detached."""
        with self.app.app_context():
            db.session.add(row)
            db.session.commit()
            db.session.refresh(row)
            db.session.expunge(row)
        return row

    def organization(self, **values: Any) -> Organization:
        """A customer company."""
        number = next(self.numbers)
        name = values.pop("name", f"Company {number}")
        return self.add(Organization(name=name, name_key=name.casefold(), **values))

    def person(self, roles: Role = Role.MEMBER, organization: Organization | None = None, **values: Any) -> Person:
        """A customer's person, in a company of their own unless one is given; key person in `roles` is of that one."""
        number = next(self.numbers)
        if organization is None and not roles & Role.STAFF:
            organization = self.organization()
        defaults = {"email": f"person{number}@company.example", "display_name": f"Person {number}"}
        own, company = roles & ~Role.KEYPERSON, organization.id if organization else None
        person = self.add(Person(roles=own, organization_id=company, **(defaults | values)))
        if organization:
            self.membership(person, organization, key_person=Role.KEYPERSON in roles)
        return person

    def membership(self, person: Person, organization: Organization, **values: Any) -> Membership:
        """The person belongs to this company too."""
        return self.add(Membership(person_id=person.id, organization_id=organization.id, **values))

    def staff(self, roles: Role = Role.CS, **values: Any) -> Person:
        """Somebody who works for the vendor."""
        return self.person(roles=roles, **values)

    def signed_in(self, browser: FlaskClient, person: Person) -> None:
        """Give the browser a session of this person."""
        with self.app.app_context():
            token = sessions.open_session(db.session.get_one(Person, person.id), agent="Test browser")
            db.session.commit()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = token
