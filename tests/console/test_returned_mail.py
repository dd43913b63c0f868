"""Staff see whose mails come back, why, and have the address tried again."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.kernel.events import Event
from portal.kernel.mail import BouncedAddress, Mail

SAID = "550 5.1.1 <ann@company.example>: no such user"
SENTENCE = "Notifications and surveys are held back."
WORDS = {"template": "x", "language": "en", "subject": "News", "text": "T", "html": "H", "headers": {}}


@pytest.fixture
def ann(make):
    """Somebody whose mails come back."""
    person = make.person(email="ann@company.example")
    make.add(BouncedAddress(email=person.email, since=now(), reason=SAID, soft_days=[]))
    return person


def test_the_page_of_the_person_says_since_when_and_why(cs, make, ann):
    page = cs.get(f"/console/people/{ann.public_id}").text
    assert "550 5.1.1 &lt;ann@company.example&gt;: no such user" in page and SENTENCE in page
    assert SENTENCE not in cs.get(f"/console/people/{make.person().public_id}").text


def test_trying_again_lifts_it_and_the_audit_names_who_asked(cs, admin, ann, rows):
    at = f"/console/people/{ann.public_id}"
    assert cs.post(f"{at}/address").location == at
    assert rows(BouncedAddress)[0].since is None and rows(BouncedAddress)[0].cleared_at
    page = cs.get(at).text
    assert SENTENCE not in page and "From now on mails go to ann@company.example again." in page
    [event] = rows(Event, name="person.address_tried")
    assert (event.subject, event.data) == (f"person:{ann.id}", {})
    assert "had the address tried again from which mails came back" in admin.get("/console/settings/audit").text


def test_pressed_twice_it_is_one_act(cs, ann, rows):
    for _time in range(2):
        assert cs.post(f"/console/people/{ann.public_id}/address").status_code == 303
    assert len(rows(Event, name="person.address_tried")) == 1
    assert "Mails to this address are not held back." in cs.get(f"/console/people/{ann.public_id}").text


def test_product_reads_it_and_may_not_change_it(client_of, make, ann, rows):
    browser = client_of(make.staff(Role.PRODUCT))
    page = browser.get(f"/console/people/{ann.public_id}").text
    assert SENTENCE in page and "Try this address again" not in page
    assert browser.post(f"/console/people/{ann.public_id}/address").status_code == 403
    assert rows(BouncedAddress)[0].since


def test_addresses_of_staff_are_for_admins(cs, admin, make, rows):
    colleague = make.staff(Role.PRODUCT)
    make.add(BouncedAddress(email=colleague.email, since=now(), reason=SAID, soft_days=[]))
    at = f"/console/people/{colleague.public_id}/address"
    assert cs.post(at).status_code == 403 and rows(BouncedAddress)[0].since
    assert admin.post(at).status_code == 303 and rows(BouncedAddress)[0].since is None


def test_the_list_of_mails_that_did_not_go_out_says_it_too_and_leads_back(admin, make, ann, rows):
    held = {"state": "failed", "due_at": None, "error": "address bounced", "kind": "content"}
    make.add(Mail(to_email=ann.email, person_id=ann.id, **held, **WORDS))
    make.add(Mail(to_email="bea@company.example", **held, **WORDS))
    page = admin.get("/console/settings/undelivered").text
    assert page.count(SENTENCE) == 1
    at = f"/console/people/{ann.public_id}/address?next=/console/settings/undelivered"
    assert at in page
    assert admin.post(at).location == "/console/settings/undelivered"
    assert SENTENCE not in admin.get("/console/settings/undelivered").text
    assert admin.post(f"/console/people/{ann.public_id}/address?next=//evil.example").location.startswith(
        "/console/people/"
    )
