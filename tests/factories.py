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

    def add(self, *rows: Any) -> Any:
        """Commit any rows and hand the first one back; all are detached, with what the database was given."""
        with self.app.app_context():
            self._flushed(*rows)
            db.session.commit()
        return rows[0]

    def _flushed(self, *rows: Any) -> None:
        db.session.add_all(rows)
        db.session.flush()
        for row in rows:
            db.session.expunge(row)

    def organization(self, **values: Any) -> Organization:
        """A customer company."""
        return self.add(self._company(**values))

    def _company(self, **values: Any) -> Organization:
        name = values.pop("name", f"Company {next(self.numbers)}")
        return Organization(name=name, name_key=name.casefold(), **values)

    def person(self, roles: Role = Role.MEMBER, organization: Organization | None = None, **values: Any) -> Person:
        """A customer's person, in a company of their own unless one is given; key person in `roles` is of that one."""
        number = next(self.numbers)
        defaults = {"email": f"person{number}@company.example", "display_name": f"Person {number}"}
        person = Person(roles=roles & ~Role.KEYPERSON, **(defaults | values))
        with self.app.app_context():
            if organization is None and not roles & Role.STAFF:
                self._flushed(organization := self._company())
            person.organization_id = organization.id if organization else None
            self._flushed(person)
            if organization:
                key_person = Role.KEYPERSON in roles
                self._flushed(Membership(person_id=person.id, organization_id=organization.id, key_person=key_person))
            db.session.commit()
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
