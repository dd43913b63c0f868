"""One item's page: its language, its addresses, and what comes next."""

from __future__ import annotations

from urllib.parse import unquote

from portal.kernel import outbox
from portal.notifications.models import Notification


def test_an_item_shows_its_text_contents_and_facts(content, client):
    content.write(
        "en/onboarding/first.md",
        "## One thing\n\nWords **here**.\n\n## Another thing\n\nMore.",
        title="Forms & rules",
        summary="What to keep",
        problem="Too many forms",
        minutes=6,
        jobs="[administrator, welders]",
    )
    content.sync()
    page = client.get("/learn/first").text
    for part in ("Forms &amp; rules", "What to keep", "Too many forms", "<strong>here</strong>", "6 min", "welders"):
        assert part in page, part
    assert page.count('href="#') >= 2 and "One thing" in page
    assert "Administration of the product" in page


def test_a_text_only_in_the_other_language_is_shown_with_a_note(content, client):
    content.write("ja/onboarding/first.md", title="はじめに")
    content.write("en/onboarding/second.md", title="Second")
    content.sync()
    page = client.get("/learn/first", headers={"Accept-Language": "en"}).text
    assert 'lang="ja">' in page and "はじめに" in page and "You see the Japanese text." in page
    page = client.get("/learn/second", headers={"Accept-Language": "ja"}).text
    assert '<html lang="ja">' in page and 'data-read lang="en"' in page
    page = client.get("/learn/second", headers={"Accept-Language": "en"}).text
    assert "data-read>" in page


def test_each_reader_gets_the_text_in_their_language(content, client):
    content.write("en/onboarding/first.md", title="First")
    content.write("ja/onboarding/first.md", title="はじめに")
    content.sync()
    for language, title in (("en", "First"), ("ja", "はじめに")):
        for address in ("/learn/first", "/learn", "/"):
            assert title in client.get(address, headers={"Accept-Language": language}).text


def test_a_wrong_case_leads_to_the_right_address(content, client):
    content.write("en/onboarding/first-steps.md")
    content.write("en/growth/secret.md", audience="[members]")
    content.sync()
    answer = client.get("/learn/First-Steps")
    assert (answer.status_code, answer.location) == (301, "/learn/first-steps")
    assert client.get("/learn/SECRET").status_code == 404


def test_japanese_addresses_work(content, client):
    content.write("ja/onboarding/現場の写真.md", title="現場の写真")
    content.sync()
    assert client.get("/learn/現場の写真").status_code == 200
    assert "/learn/現場の写真" in unquote(client.get("/learn").text)


def test_what_was_taken_off_the_menu_says_so_to_those_who_could_see_it(content, client, client_of, make):
    content.write("en/onboarding/first.md", audience="[members]")
    content.sync()
    content.remove("en/onboarding/first.md")
    content.sync()
    member = client_of(make.person()).get("/learn/first")
    assert member.status_code == 404 and "This is no longer on the menu" in member.text and "/search" in member.text
    guest = client.get("/learn/first")
    assert guest.status_code == 404 and "no longer on the menu" not in guest.text


def test_what_comes_next_is_what_the_author_says_else_the_next_on_the_menu(content, client):
    content.write("en/onboarding/a.md")
    content.write("en/onboarding/b.md")
    content.write("en/adoption/c.md", next="[a, hidden]")
    content.write("en/onboarding/hidden.md", audience="[high]")
    content.write("en/adoption/d.md", next="[hidden]")
    content.sync()

    def following(slug: str) -> str:
        page = client.get(f"/learn/{slug}").text
        return (
            page.split("What comes next")[0].rpartition('href="/learn/')[2].partition('"')[0]
            if "What comes next" in page
            else ""
        )

    assert following("a") == "b"
    assert following("b") == "c"
    assert following("c") == "a"
    assert following("d") == ""
    assert "Back to the menu" in client.get("/learn/d").text


def test_people_in_the_stage_who_may_see_it_hear_of_a_new_item(content, app, make, rows):
    def in_company(stage: str, tier: str):
        return make.person(organization=make.organization(stage=stage, tier=tier))

    here, elsewhere, low = in_company("adoption", "high"), in_company("growth", "high"), in_company("adoption", "low")
    staff = make.staff()
    content.write("en/adoption/first.md", audience="[high]")
    content.write("en/presales/inside.md")
    content.sync()
    for _twice in range(2):
        with app.app_context():
            outbox.drain()
    assert [notification.person_id for notification in rows(Notification)] == [here.id]
    assert {elsewhere.id, low.id, staff.id}.isdisjoint({row.person_id for row in rows(Notification)})


def test_a_notification_of_a_closed_item_does_not_name_it(content, app, client_of, make):
    person = make.person(organization=make.organization(stage="adoption", tier="high"))
    content.write("en/adoption/first.md", title="A telling title", audience="[high]")
    content.sync()
    with app.app_context():
        outbox.drain()
    browser = client_of(person)
    assert "A telling title" in browser.get("/notifications").text
    content.remove("en/adoption/first.md")
    content.sync()
    assert "A telling title" not in browser.get("/notifications").text


def test_an_item_is_found_by_those_who_may_see_it_until_it_is_gone(content, client, client_of, make, drain):
    member = client_of(make.person())
    content.write(
        "en/onboarding/first.md", "Some words about lanterns.", audience="[members]", problem="Dark corridors"
    )
    content.sync()
    drain()
    for query in ("lanterns", "corridors"):
        assert "/learn/first" in member.get(f"/search?q={query}").text
        assert "/learn/first" not in client.get(f"/search?q={query}").text
    content.remove("en/onboarding/first.md")
    content.sync()
    assert "/learn/first" not in member.get("/search?q=lanterns").text
    drain()
    assert "/learn/first" not in member.get("/search?q=lanterns").text


def test_what_earns_an_item_is_told_before_its_text_and_no_longer_once_earned(content, client_of, make, done):
    content.write("en/onboarding/first.md", "Some words to read.\n", minutes="10")
    content.sync()
    person = make.person()
    rule = "You earn this by reading to the end, at least 60 seconds after opening it."
    page = client_of(person).get("/learn/first").text
    assert page.count(rule) == 1 and page.index(rule) < page.index('<div class="prose">')
    done(person, "first", "earned")
    assert rule not in client_of(person).get("/learn/first").text
