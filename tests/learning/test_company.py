"""What key persons and customer success see of learning in a company, and what key persons suggest."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Membership, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.commands.suggestions import MOST_A_DAY
from portal.learning.models import Suggestion
from portal.notifications.models import Notification

KEY = Role.MEMBER | Role.KEYPERSON


class Company:
    def __init__(self, make):
        self.organization = make.organization(name="Northgate")
        self.lead = make.person(roles=KEY, organization=self.organization, display_name="Lena Lead")
        self.ann = make.person(organization=self.organization, display_name="Ann Able")
        self.ben = make.person(organization=self.organization, display_name="Ben Best", language="ja")


@pytest.fixture
def company(make):
    return Company(make)


@pytest.fixture
def menu(content):
    content.write("en/onboarding/first.md", title="The first item")
    content.write("en/adoption/second.md", title="The second item")
    content.write("en/growth/top.md", title="For the high tier", audience="[tier:high]")
    content.write("en/presales/inside.md", title="For staff")
    content.sync()
    return content


def suggest(client, people, slug="first", note=""):
    return client.post(
        "/company/learning/suggest",
        data={"item": slug, "person": [person.public_id for person in people], "note": note},
    )


def test_key_persons_see_who_finished_what_and_how(menu, company, client_of, done):
    done(company.ann, "first", "earned")
    done(company.ann, "second", "self")
    page = client_of(company.lead).get("/company/learning").text.partition("<tbody>")[2]
    assert page.index("Ann Able") < page.index("Ben Best") < page.index("Lena Lead")
    row = page[page.index("Ann Able") : page.index("Ben Best")]
    assert "1 earned" in row and "1 self-marked" in row
    of_ann = client_of(company.lead).get(f"/company/learning/people/{company.ann.public_id}").text
    assert "The first item" in of_ann and "Self-marked" in of_ann


def test_one_stage_alone_can_be_looked_at(menu, company, client_of, done):
    done(company.ann, "first", "earned")
    done(company.ann, "second", "self")
    page = client_of(company.lead).get("/company/learning?stage=adoption").text
    row = page[page.index("Ann Able") : page.index("Ben Best")]
    assert "1 self-marked" in row and "earned" not in row
    assert client_of(company.lead).get("/company/learning?stage=presales").status_code == 200


def test_to_others_than_key_persons_the_pages_are_not_there(menu, company, client_of, make):
    stranger = make.person(roles=KEY)
    for person in (company.ann, make.staff(Role.ADMIN)):
        for path in ("", "/suggestions", "/suggest", f"/people/{company.ben.public_id}"):
            assert client_of(person).get(f"/company/learning{path}").status_code == 404
    assert client_of(stranger).get(f"/company/learning/people/{company.ben.public_id}").status_code == 404
    assert suggest(client_of(company.ann), [company.ben]).status_code == 404


def test_customer_success_sees_the_same_on_the_customers_page_and_product_does_not(
    menu, company, client_of, make, done
):
    done(company.ann, "first", "earned")
    path = f"/console/customers/{company.organization.id}/learning"
    browser = client_of(make.staff(Role.CS))
    assert path in browser.get(f"/console/customers/{company.organization.id}").text
    assert "1 earned" in browser.get(path).text
    assert "The first item" in browser.get(f"{path}/{company.ann.public_id}").text
    product = client_of(make.staff(Role.PRODUCT))
    assert product.get(path).status_code == 403
    assert path not in product.get(f"/console/customers/{company.organization.id}").text
    assert client_of(company.lead).get(path).status_code == 404
    assert browser.get("/console/customers/99999/learning").status_code == 404


def test_what_was_finished_for_another_company_is_not_this_ones(menu, company, client_of, make, app, done):
    done(company.ann, "first", "earned")
    other = make.organization(name="Rival")
    lead = make.person(roles=KEY, organization=other)
    make.membership(company.ann, other)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == company.ann.id).values(organization_id=other.id))
        db.session.commit()
    done(company.ann, "second", "self")
    theirs = client_of(lead).get("/company/learning").text
    assert "self-marked" in theirs and "1 earned" not in theirs
    assert "The first item" not in client_of(lead).get(f"/company/learning/people/{company.ann.public_id}").text
    ours = client_of(company.lead).get("/company/learning").text
    assert "1 earned" in ours and "1 self-marked" not in ours


def test_titles_that_are_not_on_the_key_persons_menu_are_not_shown(menu, company, client_of, done, app):
    done(company.ann, "first", "earned")
    menu.remove("en/onboarding/first.md")
    menu.sync()
    browser = client_of(company.lead)
    assert "The first item" not in browser.get(f"/company/learning/people/{company.ann.public_id}").text
    assert "1 earned" in browser.get("/company/learning").text


def test_a_suggestion_tells_each_colleague_once_with_who_and_why(
    menu, company, client_of, rows, event_names, drain, outgoing
):
    browser = client_of(company.lead)
    for _again in range(2):
        answer = suggest(browser, [company.ann, company.ben], note="For the audit  in May")
        assert (answer.status_code, answer.location) == (303, "/company/learning/suggestions")
    assert sorted(row.person_id for row in rows(Suggestion)) == [company.ann.id, company.ben.id]
    assert event_names().count("item.suggested") == 2
    drain()
    drain()
    told = [row for row in rows(Notification) if row.kind == "suggestions"]
    assert sorted(row.person_id for row in told) == [company.ann.id, company.ben.id]
    page = client_of(company.ann).get("/notifications").text
    assert "Lena Lead suggests to you: The first item" in page and "For the audit in May" in page
    mails = {mail.to_email: mail for mail in outgoing() if mail.template == "notification"}
    assert "Lena Lead suggests to you: The first item" in mails[company.ann.email].subject
    assert "Lena Lead" in mails[company.ben.email].subject and "suggests" not in mails[company.ben.email].subject


def test_what_was_suggested_is_listed_with_who_finished_it(menu, company, client_of, done):
    browser = client_of(company.lead)
    suggest(browser, [company.ann, company.ben])
    done(company.ann, "first", "earned")
    page = browser.get("/company/learning/suggestions").text
    of_ben, of_ann = page.split("To Ben Best")[1], page.split("To Ann Able")[1]
    assert "Earned" in of_ann and "Not finished" in of_ben.split("To Ann Able")[0]


@pytest.mark.parametrize("slug", ["top", "inside", "nothing", ""])
def test_only_what_colleagues_may_open_can_be_suggested(slug, menu, company, client_of, rows):
    answer = suggest(client_of(company.lead), [company.ann], slug)
    assert answer.status_code == 422 and "on your menu" in answer.text
    assert rows(Suggestion) == []


def test_only_people_of_the_own_company_are_taken_and_all_or_none(menu, company, client_of, make, rows):
    stranger = make.person()
    browser = client_of(company.lead)
    for people in ([stranger], [company.ann, stranger], [], [company.lead]):
        answer = suggest(browser, people, note="Why")
        assert answer.status_code == 422 and "Why" in answer.text
    assert rows(Suggestion) == []


def test_a_note_that_is_too_long_keeps_what_was_chosen(menu, company, client_of, rows):
    answer = suggest(client_of(company.lead), [company.ann], note="x" * 501)
    assert answer.status_code == 422 and "x" * 501 in answer.text
    chosen = answer.text.split('value="first"')[1].split(">")[0]
    assert "checked" in chosen
    assert rows(Suggestion) == []


def test_there_is_an_end_to_suggestions_in_a_day(menu, company, client_of, make, app, rows):
    people = [make.person(organization=company.organization) for _n in range(MOST_A_DAY)]
    browser = client_of(company.lead)
    assert suggest(browser, people).status_code == 303
    assert suggest(browser, [company.ann], "second").status_code == 409
    assert len(rows(Suggestion)) == MOST_A_DAY
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert suggest(browser, [company.ann], "second").status_code == 303


def test_a_suggestion_can_be_taken_back_within_the_company_only(menu, company, client_of, make, rows, drain):
    suggest(client_of(company.lead), [company.ann])
    [suggestion] = rows(Suggestion)
    stranger = client_of(make.person(roles=KEY))
    assert stranger.post("/company/learning/take-back", data={"suggestion": suggestion.id}).status_code == 404
    assert (
        client_of(company.lead).post("/company/learning/take-back", data={"suggestion": suggestion.id}).status_code
        == 303
    )
    assert rows(Suggestion) == []
    drain()
    assert "suggests to you" not in client_of(company.ann).get("/notifications").text


def test_somebody_who_is_no_longer_key_person_suggests_nothing(menu, company, app, client_of, rows):
    browser = client_of(company.lead)
    with app.app_context():
        db.session.execute(sa.update(Membership).values(key_person=False))
        db.session.commit()
    assert suggest(browser, [company.ann]).status_code == 404
    assert rows(Suggestion) == []


def test_the_form_finds_items_by_words_and_keeps_who_was_chosen(menu, company, client_of):
    page = client_of(company.lead).get(f"/company/learning/suggest?q=second&person={company.ann.public_id}").text
    assert "The second item" in page and "The first item" not in page
    assert "Ann Able" in page and "Ben Best" not in page
    nothing = client_of(company.lead).get("/company/learning/suggest?q=zzz").text
    assert "No item holds these words" in nothing and "Ben Best" in nothing


def test_members_are_told_who_sees_what_they_finished(menu, company, client_of, make):
    told = "see which items you finished"
    assert told in client_of(company.ann).get("/account").text
    assert told not in client_of(make.staff()).get("/account").text
    browser = client_of(company.ann)
    assert told in browser.get("/tray").text
    brief = "Key persons of your company and customer success of"
    assert brief in browser.get("/learn/first").text
    assert brief in browser.post("/learn/first/done", data={"how": "self"}, headers={"HX-Request": "true"}).text
    assert brief not in client_of(make.staff()).get("/learn/first").text
