"""Somebody of several companies has in each what that company gave them; somebody of none reads what guests read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.accounts.models import Link, Membership, Person, Role
from tests.learning.conftest import Content

KEY = Role.MEMBER | Role.KEYPERSON


@pytest.fixture
def consultant(make):
    """A key person of the company acted for, and a plain member of `other`."""
    return make.person(KEY, display_name="Connie")


@pytest.fixture
def other(make, consultant):
    found = make.organization(name="Other")
    make.membership(consultant, found)
    return found


@pytest.fixture
def menu(app, tmp_path):
    content = Content(app, tmp_path / "content")
    content.write("en/onboarding/open.md", title="Open to all", audience="public")
    content.write("en/onboarding/members.md", title="For members", audience="members")
    content.sync()


def act_for(browser, organization_id):
    assert browser.post("/account/organization", data={"organization": organization_id}).status_code == 303


def test_a_key_person_of_one_company_is_a_plain_member_of_the_others(client_of, make, consultant, other, rows):
    mate, browser = make.person(organization=other), client_of(consultant)
    assert browser.get("/account/company").status_code == 200
    act_for(browser, other.id)
    new = {"email": "new@other.example", "display_name": "New", "language": "en"}
    assert browser.get("/account/company").status_code == 404
    assert browser.post("/account/company/invite", data=new).status_code == 404
    assert browser.post("/account/company/remove", data={"person": mate.public_id}).status_code == 404
    assert "/account/company" not in browser.get("/account").text
    assert rows(Link) == [] and len(rows(Membership, person_id=mate.id)) == 1
    act_for(browser, consultant.organization_id)
    assert browser.get("/account/company").status_code == 200


def test_invitations_of_the_company_not_acted_for_are_not_there(client_of, consultant, other, invited, rows):
    browser = client_of(consultant)
    invited(organization=other, by=consultant.id)
    for act in ("resend", "cancel"):
        assert browser.post(f"/account/company/{act}", data={"invitation": rows(Link)[0].id}).status_code == 404
    assert len(rows(Link)) == 1


def test_a_champion_is_one_in_every_company(client_of, make, rows):
    champion, other = make.person(Role.MEMBER | Role.CHAMPION), make.organization()
    make.membership(champion, other)
    act_for(client_of(champion), other.id)
    assert rows(Person, id=champion.id)[0].roles == Role.MEMBER | Role.CHAMPION


def test_who_loses_the_role_loses_its_page_at_once(app, client_of, make, consultant):
    browser, staff = client_of(consultant), client_of(make.staff(Role.CS))
    data = {"want": "0", "organization_id": consultant.organization_id}
    assert browser.get("/account/company").status_code == 200
    assert staff.post(f"/console/people/{consultant.public_id}/key-person", data=data).status_code == 303
    assert browser.get("/account/company").status_code == 404


def test_of_two_key_persons_who_take_each_other_out_one_stays(app, client_of, make, consultant, rows):
    from portal.kernel.db import db

    class Same:
        id = consultant.organization_id

    second = make.person(KEY, Same)
    first_browser, second_browser = client_of(consultant), client_of(second)
    assert first_browser.post("/account/company/remove", data={"person": second.public_id}).status_code == 303
    late = second_browser.post("/account/company/remove", data={"person": consultant.public_id})
    assert late.status_code == 404
    with app.app_context():
        from portal.accounts.commands import company
        from portal.kernel.errors import Forbidden

        stale = db.session.get_one(Person, second.id)
        stale.organization_id = consultant.organization_id  # as it was read before the first one acted
        with pytest.raises(Forbidden):
            company.remove_colleague(stale, consultant.id)
        db.session.rollback()
    assert len(rows(Membership, person_id=consultant.id)) == 1


def test_somebody_without_a_company_reads_what_a_guest_reads_and_their_own_account(
    client, client_of, make, menu, consultant, rows
):
    class Same:
        id = consultant.organization_id

    leaver = make.person(Role.MEMBER | Role.CHAMPION, Same)
    browser = client_of(leaver)
    assert browser.get("/learn/members").status_code == 200
    client_of(consultant).post("/account/company/remove", data={"person": leaver.public_id})
    for reader in (client, browser):
        assert reader.get("/learn/open").status_code == 200
        assert reader.get("/learn/members").status_code == 404
        assert "For members" not in reader.get("/learn").text + reader.get("/").text
    assert browser.post("/learn/members/done").status_code == 404
    account = browser.get("/account")
    assert account.status_code == 200 and "You belong to no company here at the moment." in account.text
    assert (
        browser.post("/account/profile", data={"display_name": "Still me", "job": "", "version": 1}).status_code == 303
    )
    assert "You belong to no company" not in client_of(make.staff()).get("/account").text


def test_where_the_audience_is_members_somebody_without_a_company_finds_their_account_alone(
    app, client_of, make, menu, monkeypatch
):
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    leaver = make.add(Person(email="left@company.example", display_name="Left"))
    for path in ("/", "/learn", "/learn/open", "/search?q=open"):
        assert client_of(leaver).get(path).location == "/account"
        assert client_of(make.person()).get(path).status_code == 200
        assert client_of(make.staff()).get(path).status_code == 200
    assert client_of(leaver).get("/account").status_code == 200
