"""The pages on which people erase themselves and staff erase people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person, Role, SignIn
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from tests.accounts.conftest import PASSWORD, link, who
from tests.factories import Factory
from tests.privacy.conftest import reload

__all__ = ["link", "who"]


def test_people_erase_themselves_with_their_password(
    make: Factory, give_password: Any, client_of: Any, app: Flask, who: Any
) -> None:
    person = make.person()
    give_password(person)
    browser = client_of(person)
    page = browser.get("/account/erase").text
    assert "There is no way back." in page and "Present password" in page
    answer = browser.post("/account/erase", data={"current_password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert reload(app, Person, person.id).erased_at
    assert who(browser) is None
    assert "Your account is erased." in browser.get("/sign-in").text


def test_a_wrong_password_erases_nothing(make: Factory, give_password: Any, client_of: Any, app: Flask) -> None:
    person = make.person()
    give_password(person)
    answer = client_of(person).post("/account/erase", data={"current_password": "no"})
    assert answer.status_code == 422
    assert "This is not your present password." in answer.text
    assert reload(app, Person, person.id).erased_at is None


def test_without_a_password_the_sign_in_has_to_be_fresh(make: Factory, client_of: Any, app: Flask) -> None:
    person = make.person()
    browser = client_of(person)
    with app.app_context():
        db.session.execute(sa.update(SignIn).values(proved_at=now() - timedelta(hours=1)))
        db.session.commit()
    assert browser.post("/account/erase").location == "/account/prove"
    assert reload(app, Person, person.id).erased_at is None
    assert client_of(person).post("/account/erase").location == "/sign-in"
    assert reload(app, Person, person.id).erased_at


def test_the_erased_come_in_by_no_door_and_the_address_is_free(
    make: Factory, give_password: Any, client_of: Any, client: Any, app: Flask, rows: Any, link: Any
) -> None:
    person = make.person(email="ann@people.example")
    give_password(person)
    address = link("sign-in", person.email, person)
    other_browser = client_of(person)
    client_of(person).post("/account/erase", data={"current_password": PASSWORD})
    assert other_browser.get("/account").status_code == 302
    assert client.post(address).status_code == 410 or "Sign in as" not in client.get(address).text
    answer = client.post("/sign-in/password", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code != 303
    again = make.person(email="ann@people.example")
    assert again.id != person.id


def test_the_last_admin_stays(make: Factory, client_of: Any, app: Flask) -> None:
    admin = make.staff(Role.ADMIN)
    answer = client_of(admin).post("/account/erase")
    assert answer.status_code == 409
    assert "This is the last admin." in answer.text
    make.staff(Role.ADMIN)
    assert client_of(admin).post("/account/erase").status_code == 303


def test_staff_without_the_admin_role_ask_an_admin(make: Factory, client_of: Any) -> None:
    browser = client_of(make.staff(Role.CS))
    assert browser.get("/account/erase").status_code == 403
    assert browser.post("/account/erase").status_code == 403
    page = browser.get("/account").text
    assert "/account/erase" not in page and "Accounts of staff are erased by an admin." in page


def test_customer_success_erases_people_of_customers_with_a_reason(
    make: Factory, client_of: Any, app: Flask, rows: Any
) -> None:
    person, browser = make.person(), client_of(make.staff(Role.CS))
    path = f"/console/people/{person.public_id}/erase"
    assert path in browser.get(f"/console/people/{person.public_id}").text
    assert "It names nobody." in browser.get(path).text
    answer = browser.post(path)
    assert answer.status_code == 422
    assert "Say why the person is erased." in answer.text
    assert browser.post(path, data={"reason": "left"}).location == "/console/people"
    assert browser.get(f"/console/people/{person.public_id}").status_code == 404
    [event] = rows(Event, name="person.erased")
    assert event.data == {"reason": "left"}


def test_accounts_of_staff_are_erased_by_admins(make: Factory, client_of: Any) -> None:
    product, admin = make.staff(Role.PRODUCT), make.staff(Role.ADMIN)
    path = f"/console/people/{product.public_id}/erase"
    assert client_of(make.staff(Role.CS)).post(path, data={"reason": "left"}).status_code == 403
    assert client_of(product).get(path).status_code == 403
    assert client_of(admin).get(f"/console/people/{admin.public_id}/erase").status_code == 403
    assert client_of(admin).post(path, data={"reason": "left"}).status_code == 303


def test_a_form_of_two_staff_erases_once(make: Factory, client_of: Any, rows: Any) -> None:
    person, one, other = make.person(), client_of(make.staff(Role.CS)), client_of(make.staff(Role.CS))
    path = f"/console/people/{person.public_id}/erase"
    assert one.post(path, data={"reason": "ended"}).status_code == 303
    assert other.post(path, data={"reason": "asked"}).status_code == 404
    assert len(rows(Event, name="person.erased")) == 1
