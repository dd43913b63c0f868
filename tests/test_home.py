"""The first page: one next step with its reason, and the way on when all is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from portal.accounts.models import Role
from tests.learning.conftest import Content, content, done

__all__ = ["content", "done"]


@pytest.fixture
def menu(content: Content) -> Content:
    content.write("en/onboarding/set-up.md", title="Set up", jobs="[administrator]")
    content.write("en/adoption/for-all.md", title="For all jobs", minutes=12)
    content.write("en/adoption/for-field.md", title="For the field", jobs="[Field]")
    content.write("en/growth/grow.md", title="Grow")
    content.sync()
    return content


def next_title(page: str) -> str:
    assert page.count("btn primary") == 1
    return page.partition("Next step")[2].partition("<h3>")[2].partition("</h3>")[0]


def test_home_shows_one_next_step_and_moves_on_when_it_is_done(menu, client_of, make, done):
    person = make.person(organization=make.organization(stage="adoption"), job="field")
    browser = client_of(person)
    steps = []
    for slug in ("for-field", "for-all", "grow", "set-up"):
        page = browser.get("/").text
        steps.append(next_title(page))
        assert f'class="btn primary" href="/learn/{slug}"' in page
        done(person, slug)
    assert steps == ["For the field", "For all jobs", "Grow", "Set up"]
    page = browser.get("/").text
    assert "You have finished everything on your menu" in page and page.count("btn primary") == 1


def test_the_next_step_says_why(menu, client_of, make, done):
    person = make.person(organization=make.organization(stage="adoption"), job="field")
    browser = client_of(person)
    reasons = (
        "Next in Adoption, your company&#39;s stage, and made for your job.",
        "Next in Adoption, your company&#39;s stage.",
        "You have finished Adoption. Growth comes next.",
        "Still open from Onboarding.",
    )
    for slug, reason in zip(("for-field", "for-all", "grow", "set-up"), reasons, strict=True):
        assert reason in browser.get("/").text
        done(person, slug)


def test_the_route_shows_how_much_of_the_stage_is_done(menu, client_of, make, done):
    person = make.person(organization=make.organization(stage="adoption"))
    done(person, "for-all")
    page = client_of(person).get("/").text
    assert "1 of 2 done. You are here" in page and "--at:50%" in page
    assert "Behind you, 1 item open" in page and "Comes next" in page
    assert page.count('aria-current="step"') == 1


def test_progress_of_others_is_not_mine(menu, client_of, make, done):
    company = make.organization(stage="growth")
    done(make.person(organization=company), "grow")
    page = client_of(make.person(organization=company)).get("/").text
    assert next_title(page) == "Grow" and "Recently finished" not in page


def test_what_was_finished_last_stands_first(menu, client_of, make, done):
    person = make.person()
    for hour, slug in enumerate(("grow", "set-up", "for-all", "for-field")):
        with time_machine.travel(datetime(2026, 11, 22, hour, tzinfo=UTC)):
            done(person, slug)
    page = client_of(person).get("/").text.partition("Recently finished")[2].partition("</section>")[0]
    assert page.index("For the field") < page.index("For all jobs") < page.index("Set up")
    assert ">Grow<" not in page


@pytest.mark.parametrize(
    ("zone", "greeting"),
    [
        ("UTC", "Good morning"),
        ("Asia/Tokyo", "Good evening"),
        ("Pacific/Auckland", "Good evening"),
        ("Asia/Kolkata", "Good afternoon"),
    ],
)
def test_the_greeting_fits_the_hour_where_the_reader_is(client_of, make, zone, greeting):
    person = make.person(display_name="Ann", time_zone=zone)
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        assert f"{greeting}, Ann" in client_of(person).get("/").text


def test_a_portal_without_content_still_has_a_home(content, client, client_of, make):
    for browser in (client, client_of(make.person()), client_of(make.staff())):
        answer = browser.get("/")
        assert answer.status_code == 200
    assert "The menu is still empty" in client_of(make.person()).get("/").text


def test_guests_are_welcomed_and_staff_find_their_console(menu, client, client_of, make):
    guest = client.get("/").text
    assert "Welcome to" in guest and guest.count("btn primary") == 1 and "Set up" in guest
    staff = client_of(make.staff(Role.ADMIN)).get("/").text
    assert "Open the CS console" in staff and next_title(staff) == "Set up"


def test_home_is_for_members_where_the_audience_is(menu, app, client, monkeypatch):
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    assert "/sign-in" in client.get("/").location
