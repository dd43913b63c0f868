"""The page on which a key person looks after the people of the own company."""

from __future__ import annotations

import html
import re
import threading

import pytest

from portal.accounts.commands import company as commands
from portal.accounts.models import Link, Membership, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.events import EVENTS, Event

KEY = Role.MEMBER | Role.KEYPERSON


@pytest.fixture
def lead(make):
    return make.person(roles=KEY)


def colleague(make, lead, **values):
    """Another person of the same company."""
    return make.person(organization=company_of(lead), **values)


def company_of(person):
    """The company, as the factory needs it."""

    class Same:
        id = person.organization_id

    return Same


def test_only_key_persons_have_the_page(client, client_of, make, lead):
    bob = colleague(make, lead)
    assert client.get("/account/company").status_code == 302
    assert client_of(bob).get("/account/company").status_code == 404
    assert client_of(make.staff()).get("/account/company").status_code == 404
    page = client_of(lead).get("/account/company").text
    assert bob.email in page
    assert make.person().email not in page
    assert "/account/company" in client_of(lead).get("/account").text
    assert "/account/company" not in client_of(bob).get("/account").text


def test_a_key_person_invites_sends_again_and_takes_back(client_of, lead, mailed, client, rows, outgoing):
    browser = client_of(lead)
    data = {"email": "new@company.example", "display_name": "Successor", "language": "ja", "key_person": "y"}
    assert browser.post("/account/company/invite", data=data).status_code == 303
    link = rows(Link)[0]
    assert (link.organization_id, link.roles) == (lead.organization_id, KEY)
    assert outgoing()[0].language == "ja"
    first = mailed("new@company.example")
    assert "new@company.example" in browser.get("/account/company").text
    browser.post("/account/company/resend", data={"invitation": link.id})
    assert client.get(first).status_code == 410
    browser.post("/account/company/cancel", data={"invitation": rows(Link)[0].id})
    assert rows(Link) == []


def test_a_colleague_is_not_invited_again(client_of, make, lead):
    bob = colleague(make, lead)
    data = {"email": bob.email, "display_name": "Bob", "language": "en"}
    answer = client_of(lead).post("/account/company/invite", data=data)
    assert answer.status_code == 422
    assert "here already" in answer.text


def test_a_leaver_is_taken_out_and_the_account_stays(client_of, make, lead, rows, event_names):
    bob = colleague(make, lead, roles=KEY)
    browser = client_of(lead)
    assert browser.post("/account/company/remove", data={"person": bob.public_id}).status_code == 303
    left = rows(Person, id=bob.id)[0]
    assert (left.organization_id, left.roles) == (None, Role.MEMBER)
    assert rows(Membership, person_id=bob.id) == []
    assert event_names() == ["person.left"]
    assert client_of(bob).get("/account").status_code == 200
    assert browser.post("/account/company/remove", data={"person": bob.public_id}).status_code == 404


def test_a_consultant_goes_on_acting_for_the_other_company(client_of, make, lead, rows):
    other = make.organization()
    bob = colleague(make, lead, roles=KEY)
    make.add(Membership(person_id=bob.id, organization_id=other.id))
    client_of(lead).post("/account/company/remove", data={"person": bob.public_id})
    left = rows(Person, id=bob.id)[0]
    assert (left.organization_id, left.roles) == (other.id, Role.MEMBER)
    assert [(row.organization_id, row.key_person) for row in rows(Membership, person_id=bob.id)] == [(other.id, False)]


def test_nobody_takes_themselves_out_or_reaches_into_another_company(client_of, make, lead, rows):
    stranger = make.person()
    browser = client_of(lead)
    assert browser.post("/account/company/remove", data={"person": lead.public_id}).status_code == 409
    assert browser.post("/account/company/remove", data={"person": stranger.public_id}).status_code == 404
    assert len(rows(Membership)) == 2


def led(rows, person):
    """Whether the person is a key person of each of their companies."""
    return [row.key_person for row in rows(Membership, person_id=person.id)]


def test_a_key_person_names_a_colleague_who_hears_of_it(client_of, make, lead, rows, drain, outgoing):
    bob, browser = colleague(make, lead), client_of(lead)
    assert f"Make key person: {bob.display_name}" in browser.get("/account/company").text
    for _time in range(2):
        assert browser.post("/account/company/key-person", data={"person": bob.public_id}).status_code == 303
    assert led(rows, bob) == [True] and led(rows, lead) == [True]
    [event] = rows(Event, name="person.roles_changed")
    assert (event.actor_id, event.organization_id) == (lead.id, lead.organization_id)
    assert event.data == {"before": int(Role.MEMBER), "after": int(KEY)} and EVENTS[event.name].audit
    drain()
    assert [mail.to_email for mail in outgoing()] == [bob.email]
    assert client_of(bob).get("/account/company").status_code == 200
    assert f"Make key person: {bob.display_name}" not in browser.get("/account/company").text


def test_nobody_of_another_company_is_named_and_no_plain_member_names(client_of, make, lead, rows):
    bob, stranger = colleague(make, lead), make.person()
    for browser, person in ((client_of(lead), stranger), (client_of(bob), bob)):
        assert browser.post("/account/company/key-person", data={"person": person.public_id}).status_code == 404
    assert client_of(lead).post("/account/company/key-person").status_code == 404
    assert led(rows, stranger) == led(rows, bob) == [False]


def test_a_key_person_gives_the_role_up_while_another_one_can_act(client_of, make, lead, rows, event_names):
    browser = client_of(lead)
    second = colleague(make, lead, roles=KEY, suspended_at=now())
    assert "/account/company/step-down" not in browser.get("/account/company").text
    answer = browser.post("/account/company/step-down")
    assert answer.status_code == 409 and "Name a successor first." in answer.text
    assert led(rows, lead) == [True] and event_names() == []
    client_of(make.staff()).post(f"/console/people/{second.public_id}/suspension/end")
    assert "/account/company/step-down" in browser.get("/account/company").text
    assert browser.post("/account/company/step-down").location == "/account"
    assert led(rows, lead) == [False] and led(rows, second) == [True]
    assert event_names() == ["person.restored", "person.roles_changed"]
    assert browser.get("/account/company").status_code == 404
    assert browser.post("/account/company/step-down").status_code == 404


def test_of_two_key_persons_who_give_up_at_once_one_stays(app, make, lead, rows):
    pair, start, refused = [lead, colleague(make, lead, roles=KEY)], threading.Barrier(2), []

    def give_up(person_id):
        with app.app_context():
            actor = db.session.get_one(Person, person_id)
            assert actor.leads
            db.session.rollback()
            start.wait()
            try:
                commands.step_down(actor)
                db.session.commit()
            except Refused as error:
                db.session.rollback()
                refused.append(error)

    threads = [threading.Thread(target=give_up, args=(person.id,)) for person in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(led(rows, pair[0]) + led(rows, pair[1])) == [False, True] and len(refused) == 1


def walk(browser, address, pattern):
    """What the pattern finds on the page and on all that follow it, and how many pages there are."""
    seen, pages = [], 0
    while address:
        page = browser.get(address).text
        seen += re.findall(pattern, page)
        found = re.search(r'rel="next" href="([^"#]+)', page)
        address, pages = found and html.unescape(found[1]), pages + 1
    return seen, pages


def test_all_colleagues_are_reached_page_by_page(client_of, make, lead):
    for number in range(45):
        colleague(make, lead, display_name="Same" if number % 2 else f"Name {number}", email=f"p{number:02}@x.example")
    seen, pages = walk(client_of(lead), "/account/company", r"(p\d\d)@x\.example")
    assert sorted(seen) == [f"p{number:02}" for number in range(45)] and pages == 3


def test_all_invitations_are_reached_page_by_page_beside_the_colleagues(client_of, make, lead, invited):
    for number in range(25):
        colleague(make, lead, display_name=f"A {number:02}")
        invited(f"i{number:02}@x.example", organization=company_of(lead), by=lead.id)
    browser = client_of(lead)
    seen, _pages = walk(browser, "/account/company", r'<div class="meta">(i\d\d)@x\.example')
    assert set(seen) == {f"i{number:02}" for number in range(25)}
    second = re.search(r'href="([^"#]+)#colleagues', browser.get("/account/company").text)[1]
    both = re.search(r'rel="next" href="([^"#]+)#invitations', browser.get(html.unescape(second)).text)[1]
    page = browser.get(html.unescape(both)).text
    assert "A 24" in page and "A 00" not in page and "i00@x.example" in page and "i24@x.example" not in page


def test_a_page_shown_again_after_a_mistake_leads_to_pages_that_open(client_of, make, lead):
    for number in range(25):
        colleague(make, lead, display_name=f"A {number:02}")
    browser = client_of(lead)
    page = browser.post("/account/company/invite", data={"email": "nope"}).text
    assert browser.get(html.unescape(re.search(r'rel="next" href="([^"#]+)', page)[1])).status_code == 200


def test_a_suspended_key_person_reads_only(client_of, make):
    lead = make.person(roles=KEY, suspended_at=now())
    browser = client_of(lead)
    assert browser.get("/account/company").status_code == 200
    data = {"email": "new@company.example", "display_name": "New", "language": "en"}
    assert browser.post("/account/company/invite", data=data).status_code == 403


def test_the_page_takes_few_statements_however_many_colleagues(client_of, make, lead, count_queries, site_in_memory):
    for _number in range(8):
        colleague(make, lead)
    browser = client_of(lead)
    with count_queries() as number:
        browser.get("/account/company")
    assert number() <= 5
