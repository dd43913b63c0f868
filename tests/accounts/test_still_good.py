"""A mailed link outlives what it was sent under: whether it still stands is looked at again, on showing and on acting."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Link, Membership, OrganizationDomain, Person, Role
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.site import Site

NEW = "new@company.example"
KEY = Role.MEMBER | Role.KEYPERSON
NEWCOMER = {"display_name": "New person", "new_password": ""}


@pytest.fixture
def change(app):
    """Set columns of the rows of a model that match."""

    def work(model, where, **values):
        with app.app_context():
            db.session.execute(sa.update(model).where(*where).values(**values))
            db.session.commit()
            site.forget()

    return work


@pytest.fixture
def company(make):
    found = make.organization(name="Northgate")
    make.add(OrganizationDomain(organization_id=found.id, name="company.example"))
    return found


@pytest.fixture
def signing_up(client, company, open_sign_up, mailed):
    """The path of a confirmation that was mailed while all was well."""
    client.post("/sign-up", data={"email": NEW, "display_name": "New person"})
    return mailed(NEW)


def refused(client, path, rows):
    """What both the page and its button say; nobody came in, and the link is still there."""
    pages = [client.get(path), client.post(path, data=NEWCOMER)]
    assert [page.status_code for page in pages] == [409, 409]
    assert client.head(path).status_code == 409
    assert rows(Person, email=NEW) == []
    assert len(rows(Link)) == 1
    return pages[0].text + pages[1].text


def let_in(client, path, rows):
    assert client.get(path).status_code == 200
    assert client.post(path, data=NEWCOMER).status_code == 303
    return len(rows(Person, email=NEW)) == 1


def test_a_confirmation_waits_while_sign_up_is_closed(client, signing_up, change, rows):
    change(Site, (), sign_up="closed")
    assert refused(client, signing_up, rows).count("Ask the key person of your company for an invitation.") == 2
    change(Site, (), sign_up="domain")
    assert let_in(client, signing_up, rows)


def test_a_confirmation_reads_the_setting_and_not_what_this_process_remembers(app, client, signing_up, rows):
    client.get("/sign-up")
    with app.app_context():
        db.session.execute(sa.update(Site).values(sign_up="closed"))
        db.session.commit()
    refused(client, signing_up, rows)


def test_a_confirmation_ends_with_the_proof_of_the_domain(client, signing_up, change, rows, make, company):
    domain = (OrganizationDomain.name == "company.example",)
    change(OrganizationDomain, domain, name="other.example")
    assert "With an address at company.example one cannot sign up" in refused(client, signing_up, rows)
    change(OrganizationDomain, (), name="company.example", organization_id=make.organization().id)
    refused(client, signing_up, rows)
    change(OrganizationDomain, domain, organization_id=company.id)
    assert let_in(client, signing_up, rows)


@pytest.mark.parametrize(
    ("lost", "mended"),
    [
        ({"roles": Role.PRODUCT}, {"roles": Role.CS}),
        ({"suspended_at": sa.func.now()}, {"suspended_at": None}),
        ({"erased_at": sa.func.now()}, {"erased_at": None}),
    ],
    ids=["role", "suspended", "erased"],
)
def test_an_invitation_holds_as_long_as_its_sender_may_send_it(
    lost, mended, client, make, company, change, invited, rows
):
    sender = make.staff(Role.CS)
    path = invited(organization=company, by=sender.id)
    change(Person, (Person.id == sender.id,), **lost)
    assert refused(client, path, rows).count("Ask a key person there") == 2
    change(Person, (Person.id == sender.id,), **mended)
    assert let_in(client, path, rows)


def test_a_former_key_persons_invitation_does_not_hold(client, make, company, change, invited, rows):
    sender = make.person(KEY, company)
    path = invited(organization=company, by=sender.id)
    change(Membership, (Membership.person_id == sender.id,), key_person=False)
    refused(client, path, rows)


def test_who_acts_for_another_company_has_not_taken_the_invitation_back(client, make, company, change, invited, rows):
    sender, other = make.person(KEY, company), make.organization()
    make.membership(sender, other)
    path = invited(organization=company, by=sender.id)
    change(Person, (Person.id == sender.id,), organization_id=other.id)
    assert let_in(client, path, rows)


def test_a_key_person_of_one_company_vouches_for_no_other(client, make, company, invited, rows):
    sender = make.person(KEY)
    make.membership(sender, company)
    refused(client, invited(organization=company, by=sender.id), rows)


def test_an_invitation_to_the_staff_ends_with_its_senders_admin_role(client, make, change, link, rows):
    sender = make.staff(Role.ADMIN)
    path = link("invite", NEW, roles=Role.CS, display_name="New", language="en", by=sender.id)
    change(Person, (Person.id == sender.id,), roles=Role.CS)
    assert refused(client, path, rows).count("Ask an admin to send it again.") == 2


def test_an_invitation_that_names_no_sender_does_not_hold(client, company, link, rows):
    refused(client, link("invite", NEW, organization_id=company.id, display_name="New", language="en"), rows)


def test_those_who_can_mend_it_see_why_and_mend_it_by_sending_it_again(
    client_of, client, make, company, change, invited, mailed, rows
):
    sender = make.staff(Role.CS, display_name="Cora")
    old = invited(organization=company, by=sender.id)
    staff, key_person = client_of(make.staff(Role.CS)), client_of(make.person(KEY, company))
    pages = [(staff, f"/console/customers/{company.id}"), (staff, "/console"), (key_person, "/account/company")]
    assert not any("On hold" in browser.get(path).text for browser, path in pages)
    change(Person, (Person.id == sender.id,), roles=Role.PRODUCT)
    for browser, path in pages:
        assert "On hold: Cora, who sent it, may no longer invite here." in browser.get(path).text, path
    change(Person, (Person.id == sender.id,), roles=Role.CS, suspended_at=now())
    assert "On hold: Cora, who sent it, is suspended." in staff.get("/console").text
    change(Person, (Person.id == sender.id,), erased_at=now())
    assert "On hold: whoever sent it is no longer here." in staff.get("/console").text
    assert key_person.post("/account/company/resend", data={"invitation": rows(Link)[0].id}).status_code == 303
    assert client.get(old).status_code == 410
    assert not any("On hold" in browser.get(path).text for browser, path in pages)
    assert let_in(client, mailed(NEW), rows)
