"""Helpful or not: one vote a person, counted on the item as a recount would, the reason told to who looks after it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.commands import ratings
from portal.learning.models import Item, Rating
from portal.notifications.models import Notification

PAGE = "/learn/first"


@pytest.fixture
def article(content):
    content.write("en/onboarding/first.md", title="First steps")
    content.sync()


@pytest.fixture
def counts(rows):
    """What the item says, and what a recount says."""

    def both():
        [item], votes = rows(Item), [row.helpful for row in rows(Rating)]
        return (item.helpful_yes, item.helpful_no), (votes.count(True), votes.count(False))

    return both


def test_a_vote_counts_once_and_can_be_changed(article, client_of, make, counts, event_names):
    browser = client_of(make.person())
    for answer, wanted in (("yes", (1, 0)), ("yes", (1, 0)), ("no", (0, 1)), ("no", (0, 1)), ("yes", (1, 0))):
        back = browser.post(f"{PAGE}/helpful", data={"helpful": answer})
        assert (back.status_code, back.location) == (303, f"{PAGE}#helpful")
        assert counts() == (wanted, wanted)
    assert event_names().count("item.rated") == 3
    assert 'value="yes" aria-pressed="true"' in browser.get(PAGE).text


def test_anything_but_yes_or_no_is_refused(article, client_of, make, rows):
    assert client_of(make.person()).post(f"{PAGE}/helpful", data={"helpful": "maybe"}).status_code == 422
    assert rows(Rating) == []


def test_many_at_once_leave_what_a_recount_finds(article, app, make, counts):
    people = [make.person() for _number in range(4)]

    def vote(number):
        with app.app_context():
            item = db.session.query(Item).one()
            ratings.rate(db.session.get_one(Person, people[number % 4].id), item, bool(number * 7 % 3))
            db.session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(vote, range(40)))
    told, recounted = counts()
    assert told == recounted and sum(told) == 4


def test_the_share_is_shown_from_five_votes_on(article, app, client, client_of, make):
    for number in range(5):
        assert "found it useful" not in client.get(PAGE).text
        client_of(make.person()).post(f"{PAGE}/helpful", data={"helpful": "no" if number == 2 else "yes"})
    assert "80% found it useful" in client.get(PAGE).text
    page = client.get(PAGE).text
    assert 'id="helpful"' not in page and "<form method" not in page.partition("<main")[2]


def test_the_reason_field_comes_after_the_vote_and_htmx_gets_the_section(article, client_of, make):
    browser = client_of(make.person())
    assert 'name="reason"' not in browser.get(PAGE).text
    answer = browser.post(f"{PAGE}/helpful", data={"helpful": "no"}, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith("<section") and 'name="reason"' in answer.text and "<html" not in answer.text


def tell(browser, reason="Step 3 is missing."):
    browser.post(f"{PAGE}/helpful", data={"helpful": "no"})
    return browser.post(f"{PAGE}/reason", data={"reason": reason})


def test_the_reason_goes_to_the_owner_on_the_staff_once(content, client_of, make, drain, rows):
    owner, other = make.staff(Role.PRODUCT, email="pat@vendor.example"), make.staff(Role.CS)
    content.write("en/onboarding/first.md", title="First steps", owner="Pat@Vendor.example")
    content.sync()
    browser = client_of(make.person(organization=make.organization(name="Aoba"), display_name="Ann"))
    assert tell(browser).status_code == 303
    browser.post(f"{PAGE}/reason", data={"reason": "Step 3 is missing."})
    drain()
    told = [row for row in rows(Notification) if row.kind == "ratings"]
    assert [row.person_id for row in told] == [owner.id]
    page = client_of(owner).get("/notifications").text
    assert "Step 3 is missing." in page and "Ann" in page and "Aoba" in page and "“First steps” did not help" in page
    assert "Step 3" not in client_of(other).get("/notifications").text


@pytest.mark.parametrize("owner", ["", "somebody@vendor.example", "customer@aoba.example", "gone@vendor.example"])
def test_without_an_owner_on_the_staff_customer_success_hears_of_it(owner, content, client_of, make, drain, rows):
    cs, _product = make.staff(Role.CS), make.staff(Role.PRODUCT)
    make.person(email="customer@aoba.example")
    make.staff(Role.CS, email="gone@vendor.example", suspended_at=now())
    content.write("en/onboarding/first.md", owner=owner)
    content.sync()
    tell(client_of(make.person()))
    drain()
    assert [row.person_id for row in rows(Notification) if row.kind == "ratings"] == [cs.id]


def test_an_empty_reason_is_not_said_to_be_on_its_way(article, client_of, make):
    browser = client_of(make.person())
    page = browser.get(tell(browser, " ").location).text
    assert "No reason was written, so none was sent." in page and "on its way" not in page
    tell(browser)
    assert "Your reason is taken back." in browser.get(tell(browser, "").location).text


def test_a_vote_without_a_reason_is_told_to_nobody(article, client_of, make, drain, rows):
    make.staff(Role.CS)
    browser = client_of(make.person())
    tell(browser, "  ")
    drain()
    assert [row for row in rows(Notification) if row.kind == "ratings"] == []


def test_who_left_the_staff_reads_no_reasons(article, app, client_of, make, drain):
    cs = make.staff(Role.CS)
    tell(client_of(make.person()))
    drain()
    browser = client_of(cs)
    assert "Step 3" in browser.get("/notifications").text
    with app.app_context():
        db.session.get_one(Person, cs.id).roles = Role.MEMBER
        db.session.commit()
    assert "Step 3" not in browser.get("/notifications").text


def test_a_reason_that_is_too_long_is_kept_to_be_mended(article, client_of, make, rows):
    browser = client_of(make.person())
    answer = tell(browser, "far too long " * 100)
    assert answer.status_code == 422 and "far too long far" in answer.text and "1,000 characters" in answer.text
    assert "<html" in answer.text and rows(Rating)[0].reason == ""
    answer = browser.post(f"{PAGE}/reason", data={"reason": "x" * 1001}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "<html" not in answer.text


def test_a_reason_before_a_vote_and_votes_of_guests_are_none(article, client, client_of, make, rows):
    assert client_of(make.person()).post(f"{PAGE}/reason", data={"reason": "x"}).status_code == 404
    assert "/sign-in" in client.post(f"{PAGE}/helpful", data={"helpful": "yes"}).location
    assert (
        client_of(make.person(suspended_at=now())).post(f"{PAGE}/helpful", data={"helpful": "yes"}).status_code == 403
    )
    assert rows(Rating) == []


def test_what_is_not_on_ones_menu_cannot_be_rated(content, client_of, make, rows):
    content.write("en/onboarding/dear.md", audience="[high]")
    content.sync()
    low = client_of(make.person(organization=make.organization(tier="low")))
    assert low.post("/learn/dear/helpful", data={"helpful": "yes"}).status_code == 404
    assert low.post("/learn/dear/reason", data={"reason": "x"}).status_code == 404
    assert rows(Rating) == []
