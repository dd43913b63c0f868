"""What staff see of people and do to them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.accounts import links
from portal.accounts.models import Link, Membership, Person, Role, SignIn
from portal.accounts.suspensions import Suspension
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.mail import Mail


@pytest.fixture
def ann(make):
    return make.person(display_name="Ann", email="ann@kestrel.example", organization=make.organization(name="Kestrel"))


def at(person, act=""):
    return f"/console/people/{person.public_id}{act}"


def stored(rows, person):
    return next(row for row in rows(Person) if row.id == person.id)


DETAILS = {
    "version": "1",
    "display_name": "Ann B",
    "job": "it",
    "department": "IT",
    "title": "Lead",
    "influence": "decides",
}


def test_details_are_changed_and_the_audit_names_the_fields(cs, ann, rows):
    answer = cs.post(at(ann, "/edit"), data=DETAILS | {"time_zone": "Asia/Tokyo", "language": "ja"})
    assert answer.status_code == 303
    found = stored(rows, ann)
    assert (found.display_name, found.job, found.title, found.influence) == ("Ann B", "it", "Lead", "decides")
    assert (found.time_zone, found.language) == ("Asia/Tokyo", "ja")
    [event] = rows(Event, name="person.details_changed")
    assert set(event.data) == {"fields"} and "job" in event.data["fields"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("display_name", " "), ("time_zone", "Mars/Base"), ("job", "king"), ("influence", "x"), ("title", "x" * 101)],
)
def test_a_detail_that_cannot_be_taken_is_shown_at_its_field(field, value, cs, ann, rows):
    answer = cs.post(at(ann, "/edit"), data=DETAILS | {"time_zone": "UTC", "language": "en", field: value})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert stored(rows, ann).display_name == "Ann"


def test_a_save_over_a_newer_save_shows_both_and_changes_nothing(cs, client_of, ann, rows, event_names):
    form = DETAILS | {"time_zone": "UTC", "language": "en"}
    profile = {"version": "1", "display_name": "Annie", "job": "", "department": "", "title": "Boss"}
    assert client_of(ann).post("/account/profile", data=profile).status_code == 303
    answer = cs.post(at(ann, "/edit"), data=form)
    assert answer.status_code == 409 and "Somebody saved this person while you were editing." in answer.text
    assert both(answer.text)["Name"] == ("Annie", "Ann B") and both(answer.text)["Title"] == ("Boss", "Lead")
    assert "Language" not in both(answer.text)
    assert stored(rows, ann).display_name == "Annie" and event_names() == ["person.profile_changed"]
    decided = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)[1]
    assert 'value="Ann B"' in answer.text
    assert cs.post(at(ann, "/edit"), data=form | {"version": decided}).status_code == 303
    assert stored(rows, ann).display_name == "Ann B"


def test_what_people_choose_of_language_and_zone_is_not_overwritten(cs, client_of, ann, rows):
    client_of(ann).post("/account/language", data={"language": "ja", "time_zone": "Asia/Tokyo", "theme": ""})
    form = DETAILS | {"time_zone": "UTC", "language": "en"}
    assert cs.post(at(ann, "/edit"), data=form).status_code == 409
    assert (stored(rows, ann).language, stored(rows, ann).time_zone) == ("ja", "Asia/Tokyo")


@pytest.mark.parametrize("version", ["", "x"])
def test_a_form_that_does_not_say_what_it_was_made_from_is_refused(version, cs, ann, rows):
    answer = cs.post(at(ann, "/edit"), data=DETAILS | {"time_zone": "UTC", "language": "en", "version": version})
    assert answer.status_code == 422 and "This form is incomplete." in answer.text
    assert stored(rows, ann).display_name == "Ann"


def both(page):
    """What differs on a page that shows two saves: field → (stands now, typed)."""
    cells = re.findall(r'<th scope="row">([^<]*)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', page)
    return {name: (stands, typed) for name, stands, typed in cells}


@pytest.mark.parametrize("data", [{}, {"want": ""}, {"want": "yes"}, {"end": "year", "words": "No.", "known": "0"}])
def test_a_form_without_its_field_changes_no_suspension_and_no_key_person(data, cs, make, rows, event_names):
    lead = make.person(Role.MEMBER | Role.KEYPERSON, suspended_at=now())
    assert cs.post(at(lead, "/suspension"), data=data).status_code == 422
    key = data | {"organization_id": lead.organization_id}
    assert cs.post(at(lead, "/key-person"), data=key).status_code == 422
    assert stored(rows, lead).suspended_at and leads(rows, lead) == {lead.organization_id: True}
    assert event_names() == []


@pytest.mark.parametrize("data", [{}, {"act": ""}, {"act": "quit"}])
def test_a_form_without_its_field_changes_no_company(data, cs, ann, make, rows):
    other = make.organization(name="Alder")
    data |= {"organization": "Alder", "organization_id": other.id}
    assert cs.post(at(ann, "/companies"), data=data).status_code == 422
    assert [row.organization_id for row in rows(Membership)] == [ann.organization_id]


def test_a_suspension_is_laid_on_and_lifted_once(cs, ann, rows, event_names):
    for path in ("", "", "/end", "/end"):
        cs.post(at(ann, f"/suspension{path}"), data={"end": "never", "why": "rude", "known": "0"})
    assert event_names() == ["person.suspended", "person.restored"]
    assert stored(rows, ann).suspended_at is None


def test_nobody_suspends_themselves(admin, rows, make):
    make.staff(Role.ADMIN)
    me = rows(Person)[0]
    assert admin.post(at(me, "/suspension"), data={"want": "1"}).status_code == 409
    assert stored(rows, me).suspended_at is None


def test_all_sessions_of_a_person_end_and_no_other(cs, client_of, ann, rows):
    browsers = [client_of(ann) for _number in range(2)]
    cs.post(at(ann, "/sessions/end"))
    assert {sign_in.person_id for sign_in in rows(SignIn)} == {rows(Person)[0].id}
    assert {browser.get("/account").status_code for browser in browsers} == {302}
    assert rows(Event, name="person.sessions_ended")[0].data == {"number": 2}


def test_a_sign_in_link_goes_to_the_person_alone(cs, ann, rows):
    page = cs.post(at(ann, "/link"), follow_redirects=True).text
    [link] = rows(Link)
    assert (link.purpose, link.email, link.person_id) == ("sign-in", "ann@kestrel.example", ann.id)
    assert [mail.to_email for mail in rows(Mail)] == ["ann@kestrel.example"]
    assert "/sign-in/" not in page
    assert len(rows(Event, name="person.link_sent")) == 1


def test_a_move_leaves_the_old_company_for_the_new_one(cs, ann, make, rows):
    target = make.organization(name="Alder Ltd")
    cs.post(at(ann, "/companies"), data={"act": "move", "organization": "ＡＬＤＥＲ ltd"})
    assert [membership.organization_id for membership in rows(Membership)] == [target.id]
    assert stored(rows, ann).organization_id == target.id
    [event] = rows(Event, name="person.moved")
    assert event.data == {"from_id": ann.organization_id, "to_id": target.id}


def test_who_left_is_taken_out_of_one_company_after_the_other_and_keeps_the_account(cs, ann, make, rows):
    target = make.organization(name="Alder")
    cs.post(at(ann, "/companies"), data={"act": "join", "organization": "Alder"})
    assert len(rows(Membership)) == 2 and stored(rows, ann).organization_id == ann.organization_id
    cs.post(at(ann, "/companies"), data={"act": "leave", "organization_id": ann.organization_id})
    assert stored(rows, ann).organization_id == target.id
    cs.post(at(ann, "/companies"), data={"act": "leave", "organization_id": target.id})
    assert stored(rows, ann).organization_id is None and not rows(Membership)
    page = cs.get(at(ann))
    assert page.status_code == 200 and "Has left" not in page.text


def test_a_company_nobody_knows_is_said_at_the_field(cs, ann):
    answer = cs.post(at(ann, "/companies"), data={"act": "move", "organization": "Nowhere"})
    assert answer.status_code == 422 and "There is no company named “Nowhere”." in answer.text


def test_a_key_person_is_made_and_unmade_in_one_company(cs, ann, make, rows, event_names):
    other = make.organization(name="Alder")
    make.membership(ann, other)
    for want in ("1", "1"):
        cs.post(at(ann, "/key-person"), data={"want": want, "organization_id": other.id})
    assert leads(rows, ann) == {ann.organization_id: False, other.id: True}
    assert stored(rows, ann).roles == Role.MEMBER
    [event] = rows(Event, name="person.roles_changed")
    assert (event.organization_id, event.data) == (other.id, {"before": 1, "after": 3})
    cs.post(at(ann, "/key-person"), data={"want": "0", "organization_id": other.id})
    assert leads(rows, ann) == {ann.organization_id: False, other.id: False}
    assert event_names() == ["person.roles_changed"] * 2


def leads(rows, person):
    """The companies of the person, and whether they are a key person of each."""
    return {row.organization_id: row.key_person for row in rows(Membership, person_id=person.id)}


def test_nobody_leads_a_company_they_do_not_belong_to(cs, ann, make, rows):
    for organization_id in (make.organization().id, "", "x"):
        data = {"want": "1", "organization_id": organization_id}
        assert cs.post(at(ann, "/key-person"), data=data).status_code == 409
    assert leads(rows, ann) == {ann.organization_id: False}


def test_key_persons_are_shown_with_their_company(cs, ann, make):
    other = make.organization(name="Alder")
    make.membership(ann, other, key_person=True)
    assert "Key person of Alder" in cs.get("/console/people").text
    assert "Key person" in card(cs.get(f"/console/customers/{other.id}").text, "people")
    assert "Key person" not in card(cs.get(f"/console/customers/{ann.organization_id}").text, "people")
    companies = card(cs.get(at(ann)).text, "companies")
    assert "No longer a key person: Alder" in companies and "Make key person: Kestrel" in companies


def card(page, name):
    """The card of that name on a page."""
    return page.partition(f'id="{name}-h"')[2].partition("</section>")[0]


def test_accounts_of_staff_are_for_admins_alone(cs, make, rows):
    boss = make.staff(Role.ADMIN, display_name="Boss")
    make.staff(Role.ADMIN)
    details = DETAILS | {"time_zone": "UTC", "language": "en"}
    for act, data in (("/edit", details), ("/suspension", {"want": "1"}), ("/sessions/end", {}), ("/link", {})):
        assert cs.post(at(boss, act), data=data).status_code == 403
    assert stored(rows, boss).display_name == "Boss" and rows(Mail) == []


def test_staff_are_invited_by_admins_alone(cs, admin, rows):
    form = {"email": "new@vendor.example", "display_name": "New", "roles": ["8"], "language": "en", "organization": ""}
    assert cs.post("/console/people/invite", data=form).status_code == 422
    assert rows(Link) == []
    assert admin.post("/console/people/invite", data=form).status_code == 303
    [link] = rows(Link)
    assert (link.purpose, link.roles, link.organization_id) == ("invite", Role.CS, None)


def test_cs_invites_into_a_company_and_takes_it_back(cs, make, rows):
    company = make.organization(name="Kestrel")
    form = {"email": "Zoe@kestrel.example", "display_name": "Zoe", "roles": ["1", "2"], "language": "ja"}
    answer = cs.post("/console/people/invite", data=form | {"organization": "kestrel"})
    assert answer.location == f"/console/customers/{company.id}"
    [link] = rows(Link)
    assert (link.email, link.roles, link.organization_id) == (
        "zoe@kestrel.example",
        Role.MEMBER | Role.KEYPERSON,
        company.id,
    )
    assert "zoe@kestrel.example" in cs.get(f"/console/customers/{company.id}").text
    cs.post(f"/console/people/invitations/{link.id}", data={"act": "resend"})
    [again] = rows(Link)
    assert again.digest != link.digest and len(rows(Mail)) == 2
    cs.post(f"/console/people/invitations/{again.id}", data={"act": "cancel"})
    assert rows(Link) == []


@pytest.fixture
def invite_many(app, make):
    """`invite_many(25, company)`: invitations from customer success, the last one too old by now."""

    def invite(number, company=None):
        sender = make.staff(Role.CS)
        with app.app_context():
            for n in range(number):
                data = {"display_name": f"I {n}", "language": "en", "by": sender.id}
                links.issue("invite", f"i{n:02}@x.example", organization_id=company and company.id, **data)
            old = links.issue("invite", "old@x.example", organization_id=company and company.id, **data)
            old.row.expires_at = now() - timedelta(days=1)
            db.session.commit()

    return invite


def test_staff_reach_every_invitation_and_see_which_are_too_old(cs, make, invite_many):
    company = make.organization(name="Kestrel")
    invite_many(25, company)
    for path, all_of in (("/console", ""), (f"/console/customers/{company.id}", f"?organization={company.id}")):
        page = cs.get(path).text
        assert "old@x.example · too old now, send it again" in page and "The newest 20." in page
        assert f'href="/console/people/invitations{all_of}"' in page
        seen, address = [], f"/console/people/invitations{all_of}"
        while address:
            page = cs.get(address).text
            seen += re.findall(r"(i\d\d|old)@x\.example ·", page)
            address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert seen == ["old", *(f"i{n:02}" for n in range(24, -1, -1))]


def test_invitations_of_one_company_are_listed_without_those_of_others(cs, make, invite_many):
    invite_many(1, make.organization())
    address = f"/console/people/invitations?organization={make.organization(name='Alder').id}"
    page = cs.get(address).text
    assert "Invitations to Alder" in page and "@x.example" not in page and "No invitation is waiting" in page


def test_an_invitation_without_a_company_is_refused(admin, rows):
    form = {"email": "x@vendor.example", "display_name": "X", "roles": ["1"], "language": "en", "organization": ""}
    answer = admin.post("/console/people/invite", data=form)
    assert answer.status_code == 422 and "Name the company" in answer.text and rows(Link) == []


def test_erased_people_are_not_found(cs, make, rows):
    gone = make.person(erased_at=now(), display_name="Gone")
    assert cs.get(at(gone)).status_code == 404
    assert "Gone" not in cs.get("/console/people").text


def test_the_list_is_narrowed_by_each_filter(cs, make, ann):
    make.person(display_name="Bob", email="zz@kestrel.example", roles=Role.MEMBER | Role.KEYPERSON)
    make.person(display_name="Cid", email="cid@alder.example", suspended_at=now())

    def shown(query):
        page = cs.get(f"/console/people?{query}").text
        return [name for name in ("Ann", "Bob", "Cid", "Cora") if f">{name}</a>" in page]

    assert shown("") == ["Ann", "Bob", "Cid", "Cora"]
    assert shown(f"organization={ann.organization_id}") == ["Ann"]
    assert shown("role=keyperson") == ["Bob"]
    make.membership(ann, make.organization(name="Led"), key_person=True)
    assert shown("role=keyperson") == ["Ann", "Bob"]
    assert shown(f"role=keyperson&organization={ann.organization_id}") == []
    assert shown("role=cs") == ["Cora"]
    assert shown("suspended=1") == ["Cid"]
    assert shown("q=an") == ["Ann"]
    assert shown("q=ZZ@") == ["Bob"]
    assert shown("q=%25") == shown("q=_") == []
    assert shown("role=nonsense&organization=x") == ["Ann", "Bob", "Cid", "Cora"]


def test_equal_names_are_paged_without_loss(cs, make):
    company = make.organization()
    for number in range(45):
        make.person(organization=company, display_name="Same", email=f"p{number:02}@same.example")
    seen, address = [], "/console/people?q=same"
    while address:
        page = cs.get(address).text
        seen += [number for number in range(45) if f"p{number:02}@same.example" in page]
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(seen) == list(range(45))


def test_sixty_people_take_as_many_statements_as_three(cs, make, count_queries):
    for _number in range(3):
        make.person()
    cs.get("/console/people")
    with count_queries() as few:
        cs.get("/console/people")
    for _number in range(57):
        make.person()
    cs.get("/console/people")
    with count_queries() as many:
        cs.get("/console/people")
    assert few() == many() <= 8


def test_the_page_of_a_person_takes_a_fixed_number_of_statements(cs, ann, count_queries, rows):
    for _number in range(3):
        known = max((row.id for row in rows(Suspension)), default=0)
        cs.post(at(ann, "/suspension"), data={"end": "never", "why": "rude", "known": known})
        cs.post(at(ann, "/suspension/end"))
    with count_queries() as number:
        page = cs.get(at(ann)).text
    assert number() <= 10 and page.count("suspended the person") == page.count("Suspended without end") == 3
