"""A paid service is asked for at the price on the page, never ordered; its page says what became of that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.kernel.calendar import now
from portal.success.models import CustomerRequest, FollowUp
from tests.learning.conftest import content

__all__ = ["content"]

PAGE, ASK = "/learn/paid", "/learn/paid/ask"
SEEN = {"seen": "98000 EUR session"}


def write(content, amount=980):
    price = f"{{amount: {amount}, currency: EUR, per: session, free_counterpart: plan}}"
    content.write("en/onboarding/paid.md", title="The workshop", format="service", minutes=240, price=price)
    content.sync()


@pytest.fixture
def service(content):
    content.write("en/onboarding/plan.md", title="The plan", format="template", minutes=10)
    write(content)


def test_before_asking_the_price_and_the_free_way_are_told(office, service, client_of):
    page = client_of(office.ann).get(ASK).text
    assert "€980 per session, excluding tax" in page and "The plan" in page and "It goes to Cora" in page


def test_asking_makes_a_request_with_that_price_and_a_follow_up(office, service, content, client_of, rows):
    answer = client_of(office.ann).post(ASK, data=SEEN | {"words": "Ten people."})
    [request], [follow_up] = rows(CustomerRequest), rows(FollowUp)
    assert answer.status_code == 303 and answer.location == f"/requests/{request.id}"
    assert (follow_up.source, follow_up.owner_id, follow_up.title) == ("service", office.cs.id, "The workshop")
    write(content, 1200)
    for browser, path in (
        (client_of(office.ann), f"/requests/{request.id}"),
        (client_of(office.cs), f"/console/follow-ups/{follow_up.id}"),
    ):
        page = browser.get(path).text
        assert "€980 per session, excluding tax" in page and "Ten people." in page


def test_a_price_that_changed_meanwhile_is_shown_before_anything_is_asked(office, service, content, client_of, rows):
    write(content, 1200)
    answer = client_of(office.ann).post(ASK, data=SEEN | {"words": "Ten people."})
    assert answer.status_code == 409 and "The price has changed" in answer.text and "€1,200" in answer.text
    assert "Ten people." in answer.text and 'value="120000 EUR session"' in answer.text and rows(CustomerRequest) == []


def test_the_page_of_the_service_says_where_ones_request_stands(office, service, client_of, rows, make):
    browser, mate = client_of(office.ann), make.person(organization=office.company)
    assert f'href="{ASK}"' in browser.get(PAGE).text
    browser.post(ASK, data=SEEN)
    [request] = rows(CustomerRequest)
    page = browser.get(PAGE).text
    assert f'href="/requests/{request.id}"' in page and "Received" in page and f'href="{ASK}"' not in page
    assert browser.post(ASK, data=SEEN).status_code == 409 and len(rows(CustomerRequest)) == 1
    assert f'href="/requests/{request.id}"' in client_of(office.key).get(PAGE).text
    assert "/requests/" not in client_of(mate).get(PAGE).text.partition("<main")[2].partition("</main")[0]
    office.change(request, state="declined")
    assert f'href="{ASK}"' in browser.get(PAGE).text


def test_guests_staff_and_suspended_people_are_offered_nothing(office, service, client, client_of):
    office.change(office.ann, suspended_at=now())
    for browser in (client, client_of(office.cs), client_of(office.ann)):
        assert ASK not in browser.get(PAGE).text
    assert client_of(office.ann).post(ASK, data=SEEN).status_code == 403
    assert client_of(office.cs).post(ASK, data=SEEN).status_code == 404
    assert client.get(ASK).status_code == 302


def test_what_costs_nothing_or_is_not_on_the_menu_cannot_be_asked_for(office, service, content, client_of):
    content.write(
        "en/onboarding/high.md",
        title="High",
        format="service",
        audience="[tier:high]",
        price="{amount: 9, currency: EUR}",
    )
    content.sync()
    for slug in ("plan", "high", "nothing"):
        assert client_of(office.ann).get(f"/learn/{slug}/ask").status_code == 404


def test_a_key_person_asks_once_also_where_a_colleague_asked_later(office, service, client_of, rows):
    browser = client_of(office.key)
    browser.post(ASK, data=SEEN)
    client_of(office.ann).post(ASK, data=SEEN)
    own = next(one for one in rows(CustomerRequest) if one.person_id == office.key.id)
    page = browser.get(PAGE).text
    assert f'href="/requests/{own.id}"' in page and f'href="{ASK}"' not in page
    assert browser.post(ASK, data=SEEN).status_code == 409 and len(rows(CustomerRequest)) == 2


def test_of_two_browsers_that_ask_at_once_one_makes_the_request(office, service, client_of, rows):
    browsers = [client_of(office.ann) for _n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda browser: browser.post(ASK, data=SEEN).status_code, browsers))
    assert sorted(answers) == [303, 409, 409, 409] and len(rows(CustomerRequest)) == 1


def test_a_service_with_a_long_title_can_be_asked_for(office, service, content, client_of, rows):
    title = "A workshop " + "x" * 180
    price = "{amount: 980, currency: EUR, per: session}"
    content.write("en/onboarding/paid.md", title=title, format="service", minutes=240, price=price)
    content.sync()
    assert client_of(office.ann).post(ASK, data=SEEN).status_code == 303
    assert rows(CustomerRequest)[0].title == title
