"""What a paid service says: its price with tax, the free way, and whom to ask; nothing is ordered."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.kernel.calendar import now

PAGE = "/learn/paid"


@pytest.fixture
def service(content):
    content.write("en/onboarding/plan.md", title="The plan", format="template", minutes=10)
    price = "{amount: 980, currency: EUR, per: session, free_counterpart: plan}"
    content.write("en/onboarding/paid.md", title="The workshop", format="service", minutes=240, price=price)
    content.sync()


def test_the_price_is_told_in_words_with_tax_beside_the_free_way(service, client):
    page = client.get(PAGE).text
    assert "€980 per session, excluding tax" in page and 'class="fmt paid"' in page
    assert 'href="/learn/plan">The plan</a>' in page and "Included" in page and "10 min" in page and "4 h" in page
    assert "<form" not in page.partition("<main")[2]


def test_the_companys_own_owner_is_named_to_its_people_only(service, client, client_of, make):
    owner = make.staff(display_name="Pat Vendor", email="pat@vendor.example")
    mine = client_of(make.person(organization=make.organization(owner_id=owner.id)))
    page = mine.get(PAGE).text
    assert "Pat Vendor looks after your company" in page and 'href="mailto:pat@vendor.example"' in page
    for browser in (client, client_of(make.person()), client_of(make.staff())):
        assert "Pat Vendor" not in browser.get(PAGE).text
    assert "Pat Vendor" not in mine.get("/learn/plan").text


@pytest.mark.parametrize("state", [{"suspended_at": now()}, {"roles": Role.MEMBER}])
def test_without_somebody_at_work_there_a_plain_sentence_says_whom_to_ask(service, client_of, make, state):
    owner = make.staff(**({"display_name": "Pat Vendor"} | state))
    page = client_of(make.person(organization=make.organization(owner_id=owner.id))).get(PAGE).text
    assert "Pat Vendor" not in page and "mailto:" not in page and "Ask your contact at" in page


def test_guests_are_asked_to_sign_in_to_see_whom_to_ask(service, client):
    assert "Sign in to see who looks after your company." in client.get(PAGE).text


def test_a_free_way_that_the_reader_cannot_open_is_not_named(content, client):
    content.write("en/onboarding/plan.md", title="The plan", format="template", audience="[high]")
    content.write(
        "en/onboarding/paid.md", format="service", price="{amount: 980, currency: EUR, free_counterpart: plan}"
    )
    content.sync()
    assert "The plan" not in client.get(PAGE).text
