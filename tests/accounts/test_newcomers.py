"""Invitations and signing up by a company's domain."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal.accounts.commands import invite as commands
from portal.accounts.models import Link, Membership, OrganizationDomain, Password, Person, Role, SignIn
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import Event
from portal.notifications.models import Notification
from tests.accounts.conftest import PASSWORD

NEW = "new@company.example"


def test_an_invitation_shows_who_invites_to_what_and_makes_the_account(client, make, invited, who, rows, event_names):
    company, inviter = make.organization(name="Northgate Foods"), make.staff(display_name="CS team East")
    path = invited(organization=company, by=inviter.id, roles=Role.MEMBER | Role.KEYPERSON)
    page = client.get(path)
    assert "CS team East invites you to join Northgate Foods here." in page.text
    assert 'value="New person"' in page.text
    answer = client.post(path, data={"display_name": "Operations lead", "new_password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert who(client) == NEW
    person = rows(Person, email=NEW)[0]
    assert (person.display_name, person.organization_id) == ("Operations lead", company.id)
    assert person.roles == Role.MEMBER
    assert [(row.organization_id, row.key_person) for row in rows(Membership, person_id=person.id)] == [
        (company.id, True)
    ]
    assert event_names() == ["person.joined", "person.invitation_accepted", "person.signed_in"]


def test_the_address_of_an_invitation_cannot_be_changed(client, invited, rows):
    client.post(
        invited(), data={"display_name": "Eve", "email": "eve@evil.example", "roles": "32", "organization": "1"}
    )
    assert rows(Person, email="eve@evil.example") == []
    assert rows(Person, email=NEW)[0].roles == Role.MEMBER


def test_a_password_is_optional(client, invited, rows, who):
    client.post(invited(), data={"display_name": "New person", "new_password": ""})
    assert who(client) == NEW
    assert rows(Password) == []


def test_a_weak_password_keeps_the_invitation_good(client, invited, who, rows):
    path = invited()
    weak = client.post(path, data={"display_name": "New person", "new_password": "Password2026!"})
    assert weak.status_code == 422
    assert "others would guess" in weak.text
    assert rows(Person, email=NEW) == []
    assert client.post(path, data={"display_name": "New person", "new_password": PASSWORD}).status_code == 303


def test_somebody_with_an_account_joins_and_keeps_name_and_password(client_of, make, invited, give_password, rows):
    ann, company = make.person(email=NEW, display_name="Ann"), make.organization()
    give_password(ann)
    before = rows(Password)[0].hash
    path = invited(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    browser = client_of(ann)
    page = browser.get(path)
    assert "You have an account with this address already. It stays as it is." in page.text
    assert "new_password" not in page.text
    assert browser.post(path, data={"display_name": "Other", "new_password": "nine loud magpies"}).location == "/"
    person = rows(Person, id=ann.id)[0]
    assert (person.display_name, person.roles, person.organization_id) == ("Ann", Role.MEMBER, company.id)
    assert rows(Password)[0].hash == before
    led = [(row.organization_id, row.key_person) for row in rows(Membership, person_id=ann.id)]
    assert led == [(ann.organization_id, False), (company.id, True)]


def test_an_invitation_signs_nobody_in_who_has_an_account(client, client_of, make, invited, who, rows, event_names):
    ann, company = make.person(email=NEW), make.organization()
    path = invited(organization=company)
    for browser, here in ((client, None), (client_of(stranger := make.person()), stranger.email)):
        assert browser.post(path, data={"display_name": "Eve", "new_password": PASSWORD}).status_code == 403
        assert who(browser) == here
    assert rows(Password) == [] and event_names() == []
    assert len(rows(Membership, person_id=ann.id)) == 1 and len(rows(Link)) == 1


def test_who_has_an_account_gets_a_link_for_a_quarter_of_an_hour_that_leads_back(
    client, make, invited, mailed, who, rows
):
    ann, company = make.person(email=NEW), make.organization()
    path = invited(organization=company)
    page = client.get(path).text
    assert "Sign in with it to join" in page and f'action="{path}"' not in page and page.count("btn primary") == 1
    form = dict(re.findall(r'<input type="hidden" name="(email|next)" value="([^"]*)"', page))
    assert form == {"email": NEW, "next": path}
    assert client.post("/sign-in/link", data=form).status_code == 200
    [issued] = rows(Link, purpose="sign-in")
    assert timedelta(minutes=14) < issued.expires_at - now() <= timedelta(minutes=15)
    assert client.post(mailed(NEW)).location == path
    assert "Join as" in client.get(path).text
    assert client.post(path).location == "/"
    assert who(client) == NEW
    assert [row.organization_id for row in rows(Membership, person_id=ann.id)] == [ann.organization_id, company.id]


def test_joining_stays_possible_for_two_weeks(client_of, make, invited, rows):
    ann, path = make.person(email=NEW), invited()
    with time_machine.travel(now() + timedelta(days=13)):
        assert client_of(ann).post(path).status_code == 303
    assert len(rows(Membership, person_id=ann.id)) == 2


def test_an_account_made_while_the_form_was_open_is_not_entered(app, make, invited, rows):
    token = invited().rpartition("/")[2]
    make.person(email=NEW)
    with app.app_context(), pytest.raises(Refused, match="There is an account with this address by now"):
        commands.accept(token, "New", PASSWORD, "Test browser")
    assert rows(SignIn) == []


def test_an_invitation_makes_a_key_person_of_who_joined_meanwhile(client_of, make, invited, rows):
    ann, company = make.person(email=NEW), make.organization()
    path = invited(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    make.membership(ann, company)
    assert client_of(ann).post(path).status_code == 303
    assert [row.key_person for row in rows(Membership, person_id=ann.id)] == [False, True]
    [event] = rows(Event, name="person.roles_changed")
    assert (event.organization_id, event.data["after"]) == (company.id, int(Role.MEMBER | Role.KEYPERSON))


def test_a_customer_does_not_become_staff_by_invitation(client_of, make, link, rows):
    ann, by = make.person(), make.staff(Role.ADMIN).id
    path = link("invite", ann.email, roles=Role.CS, display_name="Ann", language="en", by=by)
    assert client_of(ann).post(path).status_code == 409
    assert rows(Person, id=ann.id)[0].roles == Role.MEMBER


@pytest.fixture
def act(app: Flask):
    """Run a command as a person and commit."""

    def run(command, actor, *args):
        with app.app_context():
            result = command(db.session.get_one(Person, actor.id), *args)
            db.session.commit()
            return result.id if result is not None else None

    return run


@pytest.mark.parametrize(
    ("actor", "roles", "own", "allowed"),
    [
        (Role.ADMIN, Role.ADMIN, None, True),
        (Role.ADMIN, Role.MEMBER, False, True),
        (Role.CS, Role.KEYPERSON, False, True),
        (Role.CS, Role.CS, None, False),
        (Role.PRODUCT, Role.MEMBER, False, False),
        (Role.KEYPERSON, Role.KEYPERSON, True, True),
        (Role.KEYPERSON, Role.CHAMPION, True, False),
        (Role.KEYPERSON, Role.MEMBER, False, False),
        (Role.KEYPERSON, Role.ADMIN, None, False),
        (Role.MEMBER, Role.MEMBER, True, False),
        (Role.CHAMPION, Role.MEMBER, True, False),
    ],
)
def test_who_may_invite_whom(actor, roles, own, allowed, act, make, rows):
    person = make.person(roles=actor | (Role(0) if actor & Role.STAFF else Role.MEMBER))
    organization = {None: None, True: person.organization_id, False: make.organization().id}[own]
    if allowed:
        act(commands.invite, person, organization, NEW, "New", roles, "en")
        assert rows(Link)[0].email == NEW
    else:
        with pytest.raises(Forbidden):
            act(commands.invite, person, organization, NEW, "New", roles, "en")


def test_inviting_again_replaces_the_open_invitation(act, make, mailed, client, rows):
    company, cs = make.organization(), make.staff()
    act(commands.invite, cs, company.id, NEW, "New", Role.MEMBER, "en")
    first = mailed(NEW)
    act(commands.invite, cs, company.id, NEW, "New", Role.MEMBER, "en")
    assert client.get(first).status_code == 410
    act(commands.resend, cs, rows(Link)[0].id)
    assert len(rows(Link)) == 1
    assert client.get(mailed(NEW)).status_code == 200
    act(commands.cancel, cs, rows(Link)[0].id)
    assert client.get(mailed(NEW)).status_code == 410


def test_who_is_in_the_company_already_is_not_invited(act, make):
    ann, cs = make.person(), make.staff()
    with pytest.raises(Invalid):
        act(commands.invite, cs, ann.organization_id, ann.email, "Ann", Role.MEMBER, "en")


def test_a_key_person_touches_no_invitation_of_another_company(act, make, rows):
    lead, cs = make.person(roles=Role.MEMBER | Role.KEYPERSON), make.staff()
    number = act(commands.invite, cs, make.organization().id, NEW, "New", Role.MEMBER, "en")
    for command in (commands.resend, commands.cancel):
        with pytest.raises(NotFound):
            act(command, lead, number)
    assert len(rows(Link)) == 1


def test_closed_sign_up_says_whom_to_ask(client, rows):
    assert "Ask the key person of your company" in client.get("/sign-up").text
    assert client.post("/sign-up", data={"email": NEW, "display_name": "New"}).status_code == 403
    assert rows(Link) == []


def test_people_of_a_known_domain_sign_up_by_themselves(client, make, open_sign_up, mailed, who, rows, event_names):
    company = make.organization(name="Northgate Foods")
    make.add(OrganizationDomain(organization_id=company.id, name="company.example"))
    answer = client.post("/sign-up", data={"email": NEW, "display_name": "New person"})
    assert answer.status_code == 200
    assert rows(Person) == []
    path = mailed(NEW)
    assert "Northgate Foods" in client.get(path).text
    assert client.post(path, data={"display_name": "New person", "new_password": PASSWORD}).status_code == 303
    assert who(client) == NEW
    person = rows(Person)[0]
    assert (person.organization_id, person.roles) == (company.id, Role.MEMBER)
    assert event_names() == ["person.joined", "person.signed_up", "person.signed_in"]


@pytest.mark.parametrize(
    "email", ["new@bücher.example", "new@BÜCHER.example", "new@xn--bcher-kva.example", "new@bu\u0308cher.example"]
)
def test_people_of_a_domain_beyond_ascii_sign_up_however_it_is_typed(email, client, make, open_sign_up, rows):
    company = make.organization()
    make.add(OrganizationDomain(organization_id=company.id, name="xn--bcher-kva.example"))
    assert client.post("/sign-up", data={"email": email, "display_name": "New person"}).status_code == 200
    [issued] = rows(Link)
    assert issued.organization_id == company.id


def test_a_confirmation_by_a_domain_beyond_ascii_opens(client, make, open_sign_up, link, rows):
    company = make.organization()
    make.add(OrganizationDomain(organization_id=company.id, name="xn--bcher-kva.example"))
    path = link("sign-up", "new@bücher.example", organization_id=company.id, display_name="New", language="en")
    assert client.get(path).status_code == 200
    assert client.post(path, data={"display_name": "New"}).status_code == 303
    assert rows(Person)[0].organization_id == company.id


def test_whoever_signs_up_twice_gets_a_link_to_sign_in(client, make, open_sign_up, mailed):
    ann = make.person()
    client.post("/sign-up", data={"email": ann.email, "display_name": "Ann"})
    assert mailed(ann.email).startswith("/sign-in/")


def test_a_confirmation_of_sign_up_signs_nobody_in_who_has_an_account_by_now(
    client, client_of, make, open_sign_up, mailed, who, rows
):
    company = make.organization()
    make.add(OrganizationDomain(organization_id=company.id, name="company.example"))
    client.post("/sign-up", data={"email": NEW, "display_name": "New person"})
    path, ann = mailed(NEW), make.person(email=NEW)
    assert "Sign in with it to join" in client.get(path).text
    assert client.post(path, data={"display_name": "New person"}).status_code == 403
    assert who(client) is None
    assert client_of(ann).post(path).status_code == 303
    assert [row.organization_id for row in rows(Membership, person_id=ann.id)] == [ann.organization_id, company.id]


def test_key_persons_hear_that_a_newcomer_joined(client, make, invited, drain, rows):
    company = make.organization()
    key_person = make.person(Role.MEMBER | Role.KEYPERSON, company)
    client.post(invited(organization=company), data={"display_name": "New colleague"})
    drain()
    assert [(row.person_id, row.kind) for row in rows(Notification)] == [(key_person.id, "colleagues")]
