"""The tray: adding, order, time and money left, who may look at it, and many changes at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.models import Membership, Person, Role
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.learning.commands import tray
from portal.learning.commands.shelf import new_edition
from portal.learning.models import Item, TrayEntry, TrayShare, Watching


@pytest.fixture
def menu(content):
    """Articles of 4, 5 and 6 minutes, a course of two of them, a video, a service in two currencies."""
    for number, slug in enumerate(("one", "two", "three"), 4):
        content.write(f"en/onboarding/{slug}.md", minutes=number, audience="[public, members]")
    content.write("en/onboarding/course.md", format="course", minutes=10, lessons="[one, two]")
    content.write("en/growth/service.md", format="service", price="{amount: 980, currency: EUR, per: session}")
    content.write("en/growth/more.md", format="service", price="{amount: 20, currency: EUR}")
    content.write("en/growth/yen.md", format="service", price="{amount: 98000, currency: JPY, per: day}")
    content.write("en/adoption/secret.md", audience="[tier:high]")
    content.sync()
    return content


@pytest.fixture
def company(make):
    return make.organization(name="Aoba")


@pytest.fixture
def person(make, company):
    return make.person(organization=company)


@pytest.fixture
def browser(client_of, person):
    return client_of(person)


@pytest.fixture
def entries(app):
    """`entries(person)`: slugs on the tray in order."""

    def read(person: Person) -> list[str]:
        with app.app_context():
            found = db.session.scalars(
                sa.select(Item.slug)
                .join(TrayEntry, TrayEntry.item_id == Item.id)
                .where(TrayEntry.person_id == person.id)
                .order_by(TrayEntry.position, TrayEntry.at, TrayEntry.item_id)
            )
            return list(found)

    return read


def put(browser: Any, **act: str) -> Any:
    return browser.post("/tray", data=act)


def todo(page: str) -> list[str]:
    part = page.partition('id="todo"')[2].partition("<aside")[0].partition('id="finished"')[0]
    return re.findall(r'class="title-link" href="/learn/([^"]+)"', part)


def test_items_are_added_at_the_end_once_and_taken_off(menu, browser, person, entries):
    for slug in ("two", "one", "two", "three"):
        answer = put(browser, add=slug)
        assert (answer.status_code, answer.location) == (303, "/tray")
    assert entries(person) == ["two", "one", "three"]
    assert todo(browser.get("/tray").text) == ["two", "one", "three"]
    put(browser, off="one")
    put(browser, off="one")
    assert entries(person) == ["two", "three"]


def test_one_comes_back_to_the_page_one_was_on_and_to_no_other_host(menu, browser):
    assert put(browser, add="one", next="/learn?format=article&page=2").location == "/learn?format=article&page=2"
    assert put(browser, off="one", next="//evil.example/").location == "/tray"
    page = browser.get("/learn?format=article").text
    assert 'name="next" value="/learn?format=article"' in page


def test_the_order_is_the_readers_own(menu, browser, person, entries):
    for slug in ("one", "two", "three"):
        put(browser, add=slug)
    put(browser, up="three")
    assert entries(person) == ["one", "three", "two"]
    put(browser, down="one")
    assert entries(person) == ["three", "one", "two"]
    put(browser, up="three")  # the first cannot go higher, the last no lower, what is not there nowhere
    put(browser, down="two")
    put(browser, up="service")
    assert entries(person) == ["three", "one", "two"]
    page = browser.get("/tray").text
    assert "Move up: Three" not in page and "Move down: Two" not in page
    assert "Move up: One" in page and "Move down: One" in page


def test_moving_passes_over_what_is_finished_or_gone(menu, browser, person, entries, done):
    for slug in ("one", "two", "three", "course"):
        put(browser, add=slug)
    done(person, "two")
    menu.remove("en/onboarding/three.md")
    menu.sync()
    put(browser, up="course")
    assert todo(browser.get("/tray").text) == ["course", "one"]
    assert set(entries(person)) == {"one", "two", "three", "course"}


def test_what_left_the_menu_can_still_be_taken_off_but_not_added(menu, browser, person, entries):
    put(browser, add="one")
    menu.remove("en/onboarding/one.md")
    menu.sync()
    assert put(browser, add="one").status_code == 404
    assert put(browser, off="one").status_code == 303
    assert entries(person) == []


def test_time_left_counts_what_is_left_of_videos_and_courses(menu, app, browser, person, done, make, rows):
    for slug in ("one", "three", "course"):
        put(browser, add=slug)
    assert "20 min</dd>" in browser.get("/tray").text
    done(person, "one")
    page = browser.get("/tray").text
    assert "11 min</dd>" in page and "1 of 2 lessons done" in page and "Resume: Course" in page
    [three] = rows(Item, slug="three")
    with app.app_context():
        film = {"file": "film.mp4", "url": "", "seconds": 360}
        db.session.execute(sa.update(Item).where(Item.slug == "three").values(video=film))
        new_edition()
        db.session.commit()
    make.add(Watching(person_id=person.id, item_id=three.id, spans=[[0, 120], [200, 260]]))
    page = browser.get("/tray").text
    assert "3 min left" in page and "8 min</dd>" in page and "Resume: Three" in page
    done(person, "three")
    page = browser.get("/tray").text
    assert todo(page) == ["course"] and "5 min</dd>" in page and page.count("Marked by you") == 2


def test_paid_items_are_totalled_by_currency_in_words(menu, browser, client_of, make):
    assert "<dd>None</dd>" in browser.get("/tray").text
    for slug in ("service", "more", "yen", "one"):
        put(browser, add=slug)
    assert "€1,000 + ¥98,000, excluding tax" in browser.get("/tray").text
    japanese = client_of(make.person(language="ja"))
    put(japanese, add="yen")
    page = japanese.get("/tray").text
    assert "98,000円（税別）" in page


def test_the_first_open_item_is_the_one_primary(menu, browser, person, done):
    page = browser.get("/tray").text
    assert "Your tray is still empty" in page and page.count("btn primary") == 1
    for slug in ("one", "two"):
        put(browser, add=slug)
    for page in (browser.get("/tray").text, browser.get("/learn").text, browser.get("/").text):
        assert len(re.findall(r'class="btn[^"]*primary', page)) == 1
        assert re.search(r'class="btn[^"]*primary[^"]*" href="/learn/one"', page)
    done(person, "one")
    assert re.search(r'primary" href="/learn/two"', browser.get("/tray").text)
    done(person, "two")
    page = browser.get("/tray").text
    assert "All of it is done" in page and "Finished" in page


def test_the_menu_and_home_show_the_tray(menu, browser):
    for slug in ("one", "two"):
        put(browser, add=slug)
    page = browser.get("/learn").text
    assert "2 items" in page and "On tray: One. Take off" in page and 'name="off" value="one"' in page
    assert 'name="add" value="three"' in page and 'name="add" value="one"' not in page
    home = browser.get("/").text
    assert "First on your tray." in home and "9 min left" in home


@pytest.mark.parametrize("act", ["add", "off", "up", "down"])
def test_what_cannot_be_seen_is_not_there(menu, browser, person, entries, act):
    for slug in ("secret", "nothing", ""):
        assert put(browser, **{act: slug}).status_code == 404
    assert entries(person) == []
    assert browser.post("/tray").status_code == 400


def test_guests_are_asked_to_sign_in(menu, client):
    for answer in (client.get("/tray"), put(client, add="one"), client.post("/tray/share", data={"want": "1"})):
        assert "/sign-in" in answer.location
    assert "/tray" not in client.get("/learn").text


def test_suspended_people_look_and_change_nothing(menu, app, make, client_of, entries):
    person = make.person(suspended_at=sa.func.now())
    browser = client_of(person)
    assert browser.get("/tray").status_code == 200 and 'name="add"' not in browser.get("/learn").text
    assert put(browser, add="one").status_code == 403
    assert browser.post("/tray/share", data={"want": "1"}).status_code == 403
    with app.app_context(), pytest.raises(Forbidden):  # the command too
        tray.add(db.session.get_one(Person, person.id), db.session.scalars(sa.select(Item)).first())
    assert entries(person) == []


def test_a_tray_has_an_end(menu, app, person, monkeypatch, browser):
    monkeypatch.setattr(tray, "MOST", 2)
    for slug in ("one", "two"):
        put(browser, add=slug)
    answer = put(browser, add="three")
    assert answer.status_code == 409 and "2 items at the most" in answer.text
    assert put(browser, add="one").status_code == 303  # it is there already
    with app.app_context(), pytest.raises(Refused):
        tray.add(
            db.session.get_one(Person, person.id), db.session.scalars(sa.select(Item).filter_by(slug="three")).one()
        )


def test_sharing_opens_it_to_colleagues_alone(menu, browser, person, company, make, client_of, done, app):
    mate = make.person(organization=company)
    mates, stranger, staff = client_of(mate), client_of(make.person()), client_of(make.staff(Role.ADMIN))
    for slug in ("one", "two", "three"):
        put(browser, add=slug)
    done(person, "two")
    address = f"/tray?of={person.public_id}"
    assert [one.get(address).status_code for one in (mates, stranger, staff)] == [404, 404, 404]
    assert browser.post("/tray/share", data={"want": "1"}).status_code == 303
    page = mates.get(address)
    assert page.status_code == 200
    assert "/learn/one" in page.text and "/learn/three" in page.text and "/learn/two" not in page.text
    assert f"Tray of {person.display_name}" in page.text and address in mates.get("/tray").text
    assert [one.get(address).status_code for one in (stranger, staff)] == [404, 404]
    assert browser.get(address).status_code == 200 and "Stop sharing" in browser.get("/tray").text
    with app.app_context():  # who leaves the company takes the tray along
        db.session.execute(sa.delete(Membership).where(Membership.person_id == person.id))
        db.session.commit()
    assert mates.get(address).status_code == 404 and address not in mates.get("/tray").text


def test_sharing_ends(menu, browser, person, rows):
    for want, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        browser.post("/tray/share", data={"want": want})
        assert len(rows(TrayShare, person_id=person.id)) == count


def test_people_of_no_company_share_with_nobody(menu, client_of, make, rows):
    browser = client_of(make.staff())
    assert browser.post("/tray/share", data={"want": "1"}).status_code == 403
    assert "Share with colleagues" not in browser.get("/tray").text
    assert rows(TrayShare) == []


def test_a_colleague_sees_only_what_is_on_their_own_menu(menu, app, make, client_of):
    company = make.organization(tier="high")
    person, mate = make.person(organization=company), make.person(organization=company)
    put(client_of(person), add="secret")
    client_of(person).post("/tray/share", data={"want": "1"})
    address, browser = f"/tray?of={person.public_id}", client_of(mate)
    assert "/learn/secret" in browser.get(address).text
    menu.write("en/adoption/secret.md", audience="[tier:middle]")
    menu.sync()
    assert "/learn/secret" not in browser.get(address).text


def test_many_changes_at_once_leave_one_row_an_item(menu, app, client_of, person, entries):
    slugs = ["one", "two", "three", "course"]
    browsers = [client_of(person) for _slug in slugs]

    def press(act: str) -> set[int]:
        """Each browser presses for every item, all of them at once."""
        with ThreadPoolExecutor(len(browsers)) as pool:
            found = pool.map(lambda one: [put(one, **{act: slug}).status_code for slug in slugs], browsers)
            return {status for statuses in found for status in statuses}

    assert press("add") == {303}
    assert sorted(entries(person)) == sorted(slugs)
    assert press("up") == {303}
    assert sorted(entries(person)) == sorted(slugs)
    with app.app_context():
        positions = db.session.scalars(sa.select(TrayEntry.position).filter_by(person_id=person.id)).all()
    assert sorted(positions) == [1, 2, 3, 4]
