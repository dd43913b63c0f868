"""What people change about themselves: profile, language, password, address, sessions, company."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from portal.accounts.models import Link, Membership, Password, Person, SignIn
from portal.kernel.calendar import now
from tests.accounts.conftest import PASSWORD

NEW = "nine loud magpies"


def test_the_profile_is_saved(client_of, make, rows, event_names):
    ann = make.person()
    browser = client_of(ann)
    data = {"display_name": " Depot  lead ", "job": "planning", "department": "North", "title": "Lead", "version": 1}
    assert browser.post("/account/profile", data=data).location == "/account#profile"
    saved = rows(Person, id=ann.id)[0]
    assert (saved.display_name, saved.job, saved.department, saved.title) == ("Depot lead", "planning", "North", "Lead")
    assert event_names() == ["person.profile_changed"]
    assert 'name="version" type="hidden" value="2"' in browser.get("/account").text
    browser.post("/account/profile", data=data | {"version": 2})
    assert event_names() == ["person.profile_changed"]


def test_a_profile_saved_over_a_newer_save_is_shown_beside_it_and_not_saved(client_of, make, rows):
    ann = make.person(display_name="Ann", title="Planner")
    here, there = client_of(ann), client_of(ann)
    typed = {"display_name": "Ann", "job": "", "department": "", "title": "Head", "version": 1}
    assert there.post("/account/profile", data=typed | {"title": "Lead"}).status_code == 303
    answer = here.post("/account/profile", data=typed)
    assert answer.status_code == 409
    assert "Your details were saved from elsewhere while you were editing them." in answer.text
    assert '<td data-label="Stands now">Lead</td><td data-label="You typed">Head</td>' in answer.text
    assert 'value="Head"' in answer.text and 'name="version" type="hidden" value="2"' in answer.text
    assert rows(Person, id=ann.id)[0].title == "Lead"
    assert here.post("/account/profile", data=typed | {"version": 2}).status_code == 303
    assert rows(Person, id=ann.id)[0].title == "Head"


def test_a_profile_that_does_not_say_what_it_was_made_from_is_refused(client_of, make, rows):
    ann = make.person(display_name="Ann")
    assert client_of(ann).post("/account/profile", data={"display_name": "Other", "job": ""}).status_code == 422
    assert rows(Person, id=ann.id)[0].display_name == "Ann"


def test_a_mistake_keeps_what_was_typed(client_of, make):
    answer = client_of(make.person()).post("/account/profile", data={"display_name": " ", "department": "North"})
    assert answer.status_code == 422
    assert "Enter the name that others see." in answer.text
    assert 'value="North"' in answer.text


def test_a_job_nobody_offers_is_refused(client_of, make, rows):
    ann = make.person(job="planning")
    answer = client_of(ann).post("/account/profile", data={"display_name": "Ann", "job": "made up"})
    assert answer.status_code == 422
    assert rows(Person, id=ann.id)[0].job == "planning"


def test_language_zone_and_theme_are_saved(client_of, make, rows):
    ann = make.person()
    browser = client_of(ann)
    data = {"language": "ja", "time_zone": "Asia/Tokyo", "theme": "dark"}
    assert browser.post("/account/language", data=data).status_code == 303
    saved = rows(Person, id=ann.id)[0]
    assert (saved.language, saved.time_zone, saved.theme) == ("ja", "Asia/Tokyo", "dark")
    page = browser.get("/account").text
    assert '<html lang="ja" data-theme="dark"' in page
    for wrong in ({"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"theme": "neon"}):
        assert browser.post("/account/language", data=data | wrong).status_code == 422


def test_a_new_password_needs_the_present_one_ends_other_sessions_and_tells_by_mail(
    app, client_of, make, give_password, outgoing, who, event_names
):
    ann = make.person()
    give_password(ann)
    here, there = client_of(ann), client_of(ann)
    wrong = here.post("/account/password", data={"current_password": "no", "new_password": NEW})
    assert wrong.status_code == 422
    assert "This is not your present password." in wrong.text
    weak = here.post("/account/password", data={"current_password": PASSWORD, "new_password": "short"})
    assert "at least 10 characters" in weak.text
    assert who(there)
    right = here.post("/account/password", data={"current_password": PASSWORD, "new_password": NEW})
    assert right.status_code == 303
    assert who(here) == ann.email
    assert who(there) is None
    assert [mail.template for mail in outgoing()] == ["password_changed"]
    assert event_names() == ["person.password_changed"]
    assert app.test_client().post("/sign-in", data={"email": ann.email, "password": NEW}).status_code == 303


def test_a_first_password_needs_a_fresh_link(client_of, make, link, rows, who):
    ann = make.person()
    browser = client_of(ann)
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert browser.post("/account/password", data={"new_password": NEW}).location == "/account/prove"
        assert "Please sign in again" in browser.get("/account/prove").text
        assert rows(Password) == []
        assert browser.post(link("sign-in", ann.email, person=ann, next="/account")).location == "/account"
        assert browser.post("/account/password", data={"new_password": NEW}).status_code == 303
        assert len(rows(Password)) == 1
        assert len(rows(SignIn)) == 1
        assert who(browser)


def test_a_forgotten_password_is_set_by_mail_and_ends_all_sessions(
    app, client, client_of, make, give_password, mailed, who, outgoing, sessions_of
):
    ann = make.person()
    give_password(ann)
    stolen = client_of(ann)
    client.post("/reset", data={"email": ann.email})
    path = mailed(ann.email)
    weak = client.post(path, data={"new_password": ann.email})
    assert weak.status_code == 422
    assert "something else than your name" in weak.text
    assert who(stolen)
    assert client.post(path, data={"new_password": NEW}).location == "/"
    assert who(stolen) is None
    assert who(client) == ann.email
    assert sessions_of(ann) == 1
    assert [mail.template for mail in outgoing()] == ["reset_password", "password_changed"]
    other = app.test_client()
    assert other.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 422
    assert other.post("/sign-in", data={"email": ann.email, "password": NEW}).status_code == 303


def test_a_reset_takes_back_the_links_mailed_before(client, make, link, rows):
    ann = make.person()
    for purpose in ("sign-in", "reset", "change-email"):
        link(purpose, ann.email, person=ann)
    client.post(link("reset", ann.email, person=ann), data={"new_password": NEW})
    assert rows(Link) == []


def test_a_new_address_is_proven_by_its_own_mail_and_told_to_the_old_one(
    client_of, make, give_password, mailed, outgoing, who, rows, event_names
):
    ann = make.person()
    give_password(ann)
    here, there = client_of(ann), client_of(ann)
    data = {"email": "New@Company.example", "current_password": PASSWORD}
    assert here.post("/account/email", data=data | {"current_password": "no"}).status_code == 422
    assert here.post("/account/email", data=data).status_code == 303
    assert rows(Person, id=ann.id)[0].email == ann.email
    path = mailed("new@company.example")
    assert "new@company.example" in here.get(path).text
    assert here.post(path).location == "/account"
    assert who(here) == "new@company.example"
    assert who(there) is None
    told = [mail.to_email for mail in outgoing() if mail.template == "email_changed"]
    assert told == [ann.email, "new@company.example"]
    assert event_names() == ["person.email_changed"]


def test_an_address_somebody_has_is_not_told_apart(client_of, make, outgoing, rows):
    ann, bob = make.person(), make.person()
    browser = client_of(ann)
    free = browser.post("/account/email", data={"email": "free@company.example"})
    taken = browser.post("/account/email", data={"email": bob.email})
    assert (free.status_code, free.location) == (taken.status_code, taken.location)
    assert [mail.to_email for mail in outgoing()] == ["free@company.example"]


def test_an_address_taken_meanwhile_is_refused(client, make, link, rows):
    ann = make.person()
    path = link("change-email", "new@company.example", person=ann)
    make.person(email="new@company.example")
    assert client.post(path).status_code == 409
    assert rows(Person, id=ann.id)[0].email == ann.email


def test_one_session_or_all_others_are_ended(client_of, make, who, rows, event_names):
    ann, bob = make.person(), make.person()
    here, second, third = client_of(ann), client_of(ann), client_of(ann)
    of_bob = client_of(bob)
    numbers = [row.id for row in rows(SignIn)]
    page = here.get("/account").text
    assert page.count("Unknown browser") == 5  # three sessions, two buttons that name theirs
    assert here.post("/account/sessions/end", data={"session": numbers[1]}).status_code == 303
    assert (who(here), who(second), who(third)) == (ann.email, None, ann.email)
    assert here.post("/account/sessions/end", data={"session": numbers[3]}).status_code == 404
    here.post("/account/sessions/end-others")
    assert (who(here), who(third), who(of_bob)) == (ann.email, None, bob.email)
    assert event_names() == ["session.ended", "session.ended"]


def test_a_browser_is_named_in_words(app, client, make, link):
    ann = make.person()
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
    client.post(link("sign-in", ann.email, person=ann), headers={"User-Agent": phone})
    assert "Safari on iPhone" in client.get("/account").text


def test_a_consultant_acts_for_one_company_at_a_time(client_of, make, rows):
    ann, other, foreign = make.person(), make.organization(), make.organization()
    make.add(Membership(person_id=ann.id, organization_id=other.id))
    browser = client_of(ann)
    assert f"Act for {other.name}" in browser.get("/account").text
    assert browser.post("/account/organization", data={"organization": other.id}).status_code == 303
    assert rows(Person, id=ann.id)[0].organization_id == other.id
    assert browser.post("/account/organization", data={"organization": foreign.id}).status_code == 404
    assert rows(Person, id=ann.id)[0].organization_id == other.id


def test_the_account_page_takes_few_statements_however_many_sessions(client_of, make, count_queries, site_in_memory):
    ann = make.person()
    for _number in range(15):
        browser = client_of(ann)
    with count_queries() as number:
        assert browser.get("/account").status_code == 200
    assert number() <= 6


def test_guests_are_asked_to_sign_in_and_come_back(client):
    assert client.get("/account").location == "/sign-in?next=/account"
