"""Who may open and change what in the console: 404 to everybody outside, 403 to staff with another role."""

from __future__ import annotations

import pytest

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now

READ = Role.CS | Role.PRODUCT | Role.ADMIN
WRITE = Role.CS | Role.ADMIN
ADMIN = Role.ADMIN
PAGES = [
    ("/console", READ),
    ("/console/customers", READ),
    ("/console/customers/export", READ),
    ("/console/customers/new", WRITE),
    ("/console/customers/import", WRITE),
    ("/console/customers/import/template", WRITE),
    ("/console/customers/{company}", READ),
    ("/console/customers/{company}/edit", WRITE),
    ("/console/people", READ),
    ("/console/people/export", READ),
    ("/console/people/invitations", READ),
    ("/console/people/invite", WRITE),
    ("/console/people/import", WRITE),
    ("/console/people/import/template", WRITE),
    ("/console/people/{person}", READ),
    ("/console/people/{person}/edit", WRITE),
    ("/console/settings", ADMIN),
    ("/console/settings/audit", ADMIN),
    ("/console/settings/access", ADMIN),
]
ACTS = [
    ("/console/customers/new", WRITE),
    ("/console/customers/import", WRITE),
    ("/console/customers/{company}/edit", WRITE),
    ("/console/people/invite", WRITE),
    ("/console/people/import", WRITE),
    ("/console/people/{person}/edit", WRITE),
    ("/console/people/{person}/suspension", WRITE),
    ("/console/people/{person}/suspension/end", WRITE),
    ("/console/people/{person}/sessions/end", WRITE),
    ("/console/people/{person}/link", WRITE),
    ("/console/people/{person}/companies", WRITE),
    ("/console/people/{person}/key-person", WRITE),
    ("/console/people/{person}/roles", ADMIN),
    ("/console/settings", ADMIN),
]
OUTSIDERS = [Role.MEMBER, Role.MEMBER | Role.KEYPERSON, Role.MEMBER | Role.CHAMPION]
STAFF = [Role.CS, Role.PRODUCT, Role.ADMIN]


@pytest.fixture
def address(make):
    company = make.organization()
    person = make.person(organization=company)
    return lambda path: path.format(company=company.id, person=person.public_id)


@pytest.mark.parametrize("role", STAFF)
def test_each_page_opens_for_its_roles_alone(role, client_of, make, address, stages):
    browser = client_of(make.staff(role))
    found = {path: browser.get(address(path)).status_code for path, _roles in PAGES}
    assert found == {path: 200 if role & roles else 403 for path, roles in PAGES}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_the_console_does_not_exist_for_customers(role, client_of, make, address):
    browser = client_of(make.person(roles=role))
    assert {browser.get(address(path)).status_code for path, _roles in PAGES} == {404}
    assert {browser.post(address(path)).status_code for path, _roles in ACTS} == {404}


def test_the_console_does_not_exist_for_guests(client, address):
    assert {client.get(address(path)).status_code for path, _roles in PAGES} == {404}
    assert {client.post(address(path)).status_code for path, _roles in ACTS} == {404}


@pytest.mark.parametrize("role", STAFF)
def test_each_act_is_refused_to_other_roles_and_changes_nothing(role, client_of, make, address, rows, event_names):
    browser = client_of(make.staff(role))
    refused = [path for path, roles in ACTS if not role & roles]
    assert {path: browser.post(address(path), data={"want": "1"}).status_code for path in refused} == dict.fromkeys(
        refused, 403
    )
    assert not any(person.suspended_at for person in rows(Person))
    assert event_names() == []


def test_suspended_staff_read_but_do_not_write(client_of, make, address, stages, event_names):
    make.staff(Role.ADMIN)
    browser = client_of(make.staff(Role.ADMIN, suspended_at=now()))
    assert browser.get("/console/customers").status_code == 200
    assert browser.post(address("/console/people/{person}/suspension"), data={"want": "1"}).status_code == 403
    assert event_names() == []


def test_product_sees_no_way_to_change_what_it_may_only_read(client_of, make, address, stages):
    browser = client_of(make.staff(Role.PRODUCT))
    for path in ("/console/customers", "/console/customers/{company}", "/console/people", "/console/people/{person}"):
        page = browser.get(address(path)).text
        assert "/edit" not in page and "/import" not in page and "/invite" not in page
