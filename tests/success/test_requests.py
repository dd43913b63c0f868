"""What customers ask for: theirs to read, answered in words, and with a follow-up that ends only when it is answered."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.success.models import CustomerRequest, FollowUp, FollowUpSource, RequestStep

FORM = {"kind": "help", "title": "Help us", "words": "By Monday."}


def answer(browser, request, state="accepted", reply="", version=1):
    prefix = f"answer-{request.id}-"
    form = {"request": request.id, f"{prefix}version": version, f"{prefix}state": state, f"{prefix}reply": reply}
    return browser.post(f"/console/follow-ups/{request.follow_up_id}/request", data=form)


def test_a_request_opens_a_follow_up_for_who_looks_after_the_company(office, client_of, rows, event_names):
    made = client_of(office.ann).post("/requests/new", data=FORM)
    [request], [follow_up], [source] = rows(CustomerRequest), rows(FollowUp), rows(FollowUpSource)
    assert made.status_code == 303 and made.location == f"/requests/{request.id}"
    assert (request.person_id, request.organization_id, request.state) == (office.ann.id, office.company.id, "received")
    assert (follow_up.owner_id, follow_up.title, follow_up.person_id) == (office.cs.id, "Help us", office.ann.id)
    assert (source.kind, source.ref, request.follow_up_id) == ("request", request.id, follow_up.id)
    assert event_names() == ["followup.opened", "request.made"]


def test_requests_of_one_kind_share_the_open_follow_up(office, client_of, rows):
    office.ask(office.ann)
    office.ask(office.key, title="Help me")
    office.ask(office.ann, kind="contract")
    assert len(rows(FollowUp)) == 2 and len(rows(FollowUpSource)) == 3
    [first, *_more] = rows(FollowUp)
    page = client_of(office.cs).get(f"/console/follow-ups/{first.id}").text
    assert "Help us" in page and "Help me" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": ""}, "Choose what it is about."),
        ({"kind": "service"}, "Choose what it is about."),
        ({"title": " "}, "Say in a few words what you ask for."),
        ({"title": "x" * 121}, "Up to 120 characters"),
        ({"words": ""}, "Write what you need, and by when."),
        ({"words": "x" * 4001}, "Up to 4000 characters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(office, client_of, rows, change, said):
    found = client_of(office.ann).post("/requests/new", data=FORM | change)
    assert found.status_code == 422 and said in found.text and rows(CustomerRequest) == rows(FollowUp) == []
    assert "By Monday." in found.text or "words" in change


def test_a_form_sent_twice_is_one_request(office, client_of, rows):
    browser = client_of(office.ann)
    first, second = (browser.post("/requests/new", data=FORM | {"form_key": "k"}) for _time in range(2))
    assert first.location == second.location and len(rows(CustomerRequest)) == 1


def test_members_read_their_own_and_key_persons_all_of_their_company(office, client, client_of, make):
    number = office.ask()
    mate, stranger = make.person(organization=office.company), make.person(Role.MEMBER | Role.KEYPERSON)
    page = f"/requests/{number}"
    assert [client_of(one).get(page).status_code for one in (office.ann, office.key, mate, stranger, office.cs)] == [
        200, 200, 404, 404, 404,
    ]  # fmt: skip
    assert client.get(page).status_code == 302
    assert "Help us" in client_of(office.ann).get("/requests").text
    assert "Help us" not in client_of(office.key).get("/requests").text
    assert "Help us" in client_of(office.key).get("/requests?of=company").text
    assert "Help us" not in client_of(mate).get("/requests?of=company").text


def test_a_request_stays_with_the_company_when_who_made_it_moves(office, client_of, make):
    number, rival = office.ask(), make.organization(name="Rival")
    form = {"act": "move", "organization": "Rival"}
    assert client_of(office.cs).post(f"/console/people/{office.ann.public_id}/companies", data=form).status_code == 303
    assert client_of(office.ann).get(f"/requests/{number}").status_code == 404
    assert client_of(make.person(Role.MEMBER | Role.KEYPERSON, rival)).get(f"/requests/{number}").status_code == 404
    assert client_of(office.key).get(f"/requests/{number}").status_code == 200


def test_who_moved_hears_nothing_more_of_it(office, client_of, rows, drain, outgoing, make):
    office.ask()
    make.organization(name="Rival")
    form = {"act": "move", "organization": "Rival"}
    client_of(office.cs).post(f"/console/people/{office.ann.public_id}/companies", data=form)
    answer(client_of(office.cs), rows(CustomerRequest)[0], reply="Gladly.")
    drain()
    assert all(letter.to_email != office.ann.email or "Help us" not in letter.subject for letter in outgoing())


def test_suspended_people_read_their_requests_and_make_none(office, client_of, rows):
    number, browser = office.ask(), client_of(office.ann)
    office.change(office.ann, suspended_at=now())
    assert browser.get(f"/requests/{number}").status_code == 200
    assert browser.post("/requests/new", data=FORM).status_code == 403
    assert browser.get("/requests/new").status_code == 403 and len(rows(CustomerRequest)) == 1


def test_the_answer_is_read_by_who_asked_on_the_page_and_by_mail(office, client_of, rows, drain, outgoing):
    number = office.ask()
    office.change(office.ann, language="ja")
    drain()
    assert answer(client_of(office.cs), rows(CustomerRequest)[0], reply="Gladly, on Tuesday.").status_code == 303
    drain()
    [letter] = [one for one in outgoing() if one.to_email == office.ann.email]
    assert letter.subject == "ご相談「Help us」：承りました"
    page = client_of(office.ann).get(f"/requests/{number}").text
    assert "Gladly, on Tuesday." in page and "承りました" in page
    assert [(row.state, row.by_id) for row in rows(RequestStep)] == [("accepted", office.cs.id)]


def test_declining_needs_a_reason_and_keeps_what_was_typed(office, client_of, rows):
    office.ask()
    [request], browser = rows(CustomerRequest), client_of(office.cs)
    for state, said in (("declined", "Say why: who asked reads it."), ("received", "Choose what becomes of it.")):
        found = answer(browser, request, state)
        assert found.status_code == 422 and said in found.text
    assert rows(CustomerRequest)[0].version == 1
    assert answer(browser, request, "declined", "Not before spring.").status_code == 303


def test_the_second_of_two_answers_is_refused_with_its_words_kept(office, client_of, rows):
    office.ask()
    [request] = rows(CustomerRequest)
    answer(client_of(office.cs), request, "work", "We look at it.")
    found = answer(client_of(office.other), request, "declined", "We will not.")
    assert (
        found.status_code == 409 and "A colleague answered this request" in found.text and "We will not." in found.text
    )
    assert "We look at it." in found.text
    assert rows(CustomerRequest)[0].state == "work"


def test_what_is_closed_has_no_request_that_goes_on(office, client_of, rows):
    office.ask()
    [request], browser = rows(CustomerRequest), client_of(office.cs)
    answer(browser, request, "done")
    form = {"close-version": 1, "close-outcome": "solved", "close-closing": "Done.", "act": "done"}
    browser.post(f"/console/follow-ups/{request.follow_up_id}/close", data=form)
    [request] = rows(CustomerRequest)
    found = answer(browser, request, "work", "We look at it again.", 2)
    assert found.status_code == 409 and "This follow-up is closed." in found.text
    assert "We look at it again." in found.text and rows(CustomerRequest)[0].state == "done"
    assert answer(browser, request, "declined", "It cannot be done after all.", 2).status_code == 303


def test_a_follow_up_does_not_end_while_a_request_waits(office, client_of, rows):
    office.ask()
    [request], browser = rows(CustomerRequest), client_of(office.cs)
    form = {"close-version": 1, "close-outcome": "solved", "close-closing": "Done.", "act": "done"}
    found = browser.post(f"/console/follow-ups/{request.follow_up_id}/close", data=form)
    assert found.status_code == 409 and "A request waits for its answer." in found.text and "Done." in found.text
    answer(browser, request, "done")
    assert browser.post(f"/console/follow-ups/{request.follow_up_id}/close", data=form).status_code == 303


def test_a_request_of_another_follow_up_cannot_be_answered_here(office, client_of, rows):
    office.ask()
    [request], other = rows(CustomerRequest), office.open()
    request.follow_up_id = other
    assert answer(client_of(office.cs), request).status_code == 404


def test_customers_never_read_what_staff_note(office, client_of, rows):
    number = office.ask()
    [request], browser = rows(CustomerRequest), client_of(office.cs)
    browser.post(f"/console/follow-ups/{request.follow_up_id}/note", data={"note-text": "Careful with them."})
    for person in (office.ann, office.key):
        assert "Careful" not in client_of(person).get(f"/requests/{number}").text
