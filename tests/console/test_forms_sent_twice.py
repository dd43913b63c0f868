"""A form sent twice is one act."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Link, Organization, Person, Role
from portal.kernel import forms
from portal.kernel.calendar import now
from portal.kernel.forms import FormKey

INVITE = "/console/people/invite"


def key_on(page: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found, "this form carries no key"
    return found[1]


@pytest.fixture
def invitation(make):
    company = make.organization(name="Aoba")
    return {
        "email": "zoe@aoba.example",
        "display_name": "Zoe",
        "organization": company.name,
        "roles": "1",
        "language": "en",
    }


def test_an_invitation_sent_twice_is_one_mail_and_the_second_answer_is_like_the_first(cs, invitation, outgoing, rows):
    form = invitation | {"form_key": key_on(cs.get(INVITE).text)}
    first, second = cs.post(INVITE, data=form), cs.post(INVITE, data=form)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert second.location == f"/console/customers/{rows(Organization)[0].id}"
    assert len(outgoing()) == 1 and len(rows(Link)) == 1
    assert "The form was sent twice; it was acted on once." in cs.get("/console").text


def test_the_same_page_with_other_words_is_another_act(cs, invitation, outgoing):
    form = invitation | {"form_key": key_on(cs.get(INVITE).text)}
    cs.post(INVITE, data=form)
    cs.post(INVITE, data=form | {"email": "yan@aoba.example"})
    assert [mail.to_email for mail in outgoing()] == ["zoe@aoba.example", "yan@aoba.example"]


def test_what_was_refused_used_no_key_up(cs, invitation, make, outgoing):
    form = invitation | {"form_key": key_on(cs.get(INVITE).text), "organization": "Later"}
    assert cs.post(INVITE, data=form).status_code == 422
    make.organization(name="Later")
    assert cs.post(INVITE, data=form).status_code == 303
    assert len(outgoing()) == 1


def test_a_key_counts_for_one_person_only(cs, admin, invitation, outgoing):
    form = invitation | {"form_key": "abc"}
    cs.post(INVITE, data=form)
    admin.post(INVITE, data=form)
    assert len(outgoing()) == 2


def test_a_company_added_twice_is_one_and_both_answers_lead_to_it(cs, company_form, rows):
    form = company_form() | {"form_key": key_on(cs.get("/console/customers/new").text)}
    places = {cs.post("/console/customers/new", data=form).location for _ in range(2)}
    [company] = rows(Organization)
    assert places == {f"/console/customers/{company.id}"}


def test_an_import_confirmed_twice_is_one_import(cs, upload, rows):
    preview = upload(cs, "/console/customers/import", "Name,Stage\nAoba,onboarding\n").location
    form = {"form_key": key_on(cs.get(preview).text)}
    answers = [cs.post(preview, data=form) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/console/customers")] * 2
    assert len(rows(Organization)) == 1


@pytest.mark.parametrize(
    ("page", "button", "more"),
    [
        (
            "/account/company",
            "/account/company/invite",
            {"email": "zoe@aoba.example", "display_name": "Zoe", "language": "en"},
        ),
        ("/account", "/account/email", {"email": "new@aoba.example"}),
    ],
)
def test_what_customers_send_twice_is_one_mail(page, button, more, client_of, make, outgoing):
    browser = client_of(make.person(roles=Role.MEMBER | Role.KEYPERSON))
    part = browser.get(page).text.partition(f'action="{button}"')[2]
    form = more | {"form_key": key_on(part.partition("</form>")[0])}
    answers = [browser.post(button, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303] and answers[0].location == answers[1].location
    assert len(outgoing()) == 1


def test_an_invitation_sent_again_twice_is_sent_again_once(cs, invitation, outgoing, rows):
    cs.post(INVITE, data=invitation)
    [link] = rows(Link)
    part = cs.get("/console").text.partition(f'action="/console/people/invitations/{link.id}"')[2]
    form = {"act": "resend", "next": "/console", "form_key": key_on(part.partition("</form>")[0])}
    answers = [cs.post(f"/console/people/invitations/{link.id}", data=form) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/console")] * 2
    assert len(outgoing()) == 2


def test_a_sign_in_link_asked_for_twice_is_one_mail(cs, make, outgoing):
    ann = make.person()
    part = cs.get(f"/console/people/{ann.public_id}").text.partition(f'action="/console/people/{ann.public_id}/link"')[
        2
    ]
    form = {"form_key": key_on(part.partition("</form>")[0])}
    places = {cs.post(f"/console/people/{ann.public_id}/link", data=form).location for _ in range(2)}
    assert places == {f"/console/people/{ann.public_id}"} and len(outgoing()) == 1


def test_two_at_the_same_moment_are_one(app, cs, invitation, outgoing, client_of, rows):
    [sender] = rows(Person)
    form = invitation | {"form_key": key_on(cs.get(INVITE).text)}
    browsers, together, answers = [client_of(sender) for _ in range(4)], threading.Barrier(4), []

    def send(browser):
        together.wait()
        answers.append(browser.post(INVITE, data=form))

    threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert len(outgoing()) == 1


def test_keys_are_forgotten_after_a_day(app, cs, invitation, rows):
    cs.post(INVITE, data=invitation | {"form_key": "abc"})
    for hours, kept in ((23, 1), (25, 0)):
        with time_machine.travel(now() + timedelta(hours=hours)), app.app_context():
            forms.forget_keys()
        assert len(rows(FormKey)) == kept
