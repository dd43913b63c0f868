"""Every staff change of another person's things leaves a line in the audit log, in the deed's own transaction."""

from __future__ import annotations

from html import unescape

import pytest

from portal.accounts.models import Link, Membership, OrganizationDomain, Person, Role
from portal.kernel.events import EVENTS, Event
from portal.kernel.site import Site

DETAILS = {"version": "1", "display_name": "Ann B", "job": "it", "influence": "", "time_zone": "UTC", "language": "en"}
SUSPENSION = {"end": "week", "why": "rude", "known": "0"}
INVITATION = {"email": "zoe@kestrel.example", "display_name": "Zoe", "roles": ["1"], "language": "en"}
WATCHED = (Person, Membership, Link, OrganizationDomain, Site)
PEOPLE_FILE = "E-mail,Name,Company\nnew@kestrel.example,New,Kestrel\n"


@pytest.fixture
def ann(make):
    """Somebody signed in and suspended, key person of Kestrel, also in Alder."""
    person = make.person(Role.MEMBER | Role.KEYPERSON, make.organization(name="Kestrel"), display_name="Ann")
    make.membership(person, make.organization(name="Alder"))
    return person


def acts(ann, alder_id):
    """What is posted, and the event it leaves; in this order."""
    at = f"/console/people/{ann.public_id}"
    company = {"organization_id": ann.organization_id}
    return [
        (f"{at}/edit", DETAILS, "person.details_changed"),
        (f"{at}/suspension", SUSPENSION, "person.suspended"),
        (f"{at}/suspension/end", {}, "person.restored"),
        (f"{at}/link", {}, "person.link_sent"),
        (f"{at}/sessions/end", {}, "person.sessions_ended"),
        (f"{at}/key-person", company | {"want": "0"}, "person.roles_changed"),
        (f"{at}/companies", {"act": "leave", "organization_id": alder_id}, "person.left"),
        (f"{at}/companies", {"act": "join", "organization": "Alder"}, "person.joined"),
        (f"{at}/companies", {"act": "move", "organization": "Alder"}, "person.moved"),
        ("/console/people/invite", INVITATION | {"organization": "Kestrel"}, "person.invited"),
        ("/console/people/invitations/{link}", {"act": "resend"}, "person.invited"),
        ("/console/people/invitations/{link}", {"act": "cancel"}, "person.invitation_cancelled"),
    ]


def test_each_act_on_a_person_is_in_the_audit_log_with_who_did_it(admin, ann, rows, client_of):
    client_of(ann)
    [ada] = [row for row in rows(Person) if row.is_staff]
    alder = rows(Membership, person_id=ann.id)[1].organization_id
    for path, data, name in acts(ann, alder):
        before = len(rows(Event))
        newest = max((link.id for link in rows(Link, purpose="invite")), default=0)
        assert admin.post(path.format(link=newest), data=data).status_code == 303, path
        new = rows(Event)[before:]
        assert [(event.name, event.actor_id) for event in new] == [(name, ada.id)], path
        assert EVENTS[name].audit, name
        assert str(EVENTS[name].text) in unescape(admin.get("/console/settings/audit").text)


def test_an_import_is_in_the_audit_log_with_each_person_it_touched(admin, upload, ann, rows):
    preview = upload(admin, "/console/people/import", PEOPLE_FILE)
    assert rows(Event) == []
    admin.post(preview.location)
    names = [event.name for event in rows(Event)]
    assert names == ["person.added", "people.imported"]
    assert all(EVENTS[name].audit for name in names)


def test_what_a_key_person_does_to_colleagues_is_there_too(client_of, make, ann, rows):
    class Same:
        id = ann.organization_id

    mate, browser = make.person(organization=Same), client_of(ann)
    new = {"email": "new@kestrel.example", "display_name": "New", "language": "en"}
    browser.post("/account/company/invite", data=new)
    browser.post("/account/company/cancel", data={"invitation": rows(Link)[0].id})
    browser.post("/account/company/remove", data={"person": mate.public_id})
    names = [event.name for event in rows(Event)]
    assert names == ["person.invited", "person.invitation_cancelled", "person.left"]
    assert all(EVENTS[name].audit and event.actor_id == ann.id for name, event in zip(names, rows(Event), strict=True))


def test_a_refused_act_leaves_neither_change_nor_line(cs, make, ann, rows):
    boss = make.staff(Role.ADMIN)
    before = [[vars(row) | {"_sa_instance_state": None} for row in rows(model)] for model in WATCHED]
    for person, act, data in (
        (boss, "edit", DETAILS),
        (boss, "suspension", {"want": "1"}),
        (ann, "roles", {"roles": ["32"]}),
        (ann, "key-person", {"want": "1", "organization_id": "0"}),
    ):
        assert cs.post(f"/console/people/{person.public_id}/{act}", data=data).status_code in (403, 409)
    assert [[vars(row) | {"_sa_instance_state": None} for row in rows(model)] for model in WATCHED] == before
    assert rows(Event) == []
