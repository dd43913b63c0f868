"""A change that matters: credit stays, a banner and one notification tell of it, and a page shows the words."""

from __future__ import annotations

import time

import pytest

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning.models import Completion
from portal.learning.queries.changes import compare
from portal.notifications.models import Notification

PAGE = "/learn/first"
OLD = "Open the menu.\n\n## Limits\n\nA file may have 5 MB at most.\n\nAsk when in doubt.\n"
NEW = OLD.replace("5 MB", "20 MB") + "\nThen press <b>Save</b>.\n"


@pytest.fixture
def changed(content, make, done, drain):
    """An item finished by Ann before the change that matters, and the change as a function."""
    ann = make.person(display_name="Ann")
    content.write("en/onboarding/first.md", OLD, title="First steps")
    content.write("ja/onboarding/first.md", "メニューを開きます。\n\n上限は5MBです。\n", title="はじめに")
    content.sync()
    done(ann, "first", "earned")

    def change(day="2026-11-20", english=NEW):
        content.write("en/onboarding/first.md", english, title="First steps", material_change=day)
        content.write("ja/onboarding/first.md", "メニューを開きます。\n\n上限は20MBです。\n", title="はじめに")
        content.sync()
        drain()

    return ann, change


@pytest.fixture
def told(rows):
    return lambda: [row.person_id for row in rows(Notification) if row.kind == "changes"]


def test_who_had_finished_it_keeps_it_and_is_told_once(changed, content, client_of, make, done, rows, told, drain):
    ann, change = changed
    later = make.person()
    change()
    done(later, "first")
    for body in (NEW + "\nA small edit.\n", NEW):
        content.write("en/onboarding/first.md", body, title="First steps", material_change="2026-11-20")
        content.sync()
        drain()
    assert told() == [ann.id]
    assert [row.kind for row in rows(Completion)] == ["earned", "self"]
    banner = "This has changed since you finished it."
    assert banner in client_of(ann).get(PAGE).text and banner not in client_of(later).get(PAGE).text
    news = client_of(ann).get("/notifications").text
    assert "“First steps” has changed since you finished it" in news


def test_who_has_seen_the_change_loses_the_line_and_keeps_how_and_when_they_finished(changed, client_of, rows):
    ann, change = changed
    change()
    browser, [before] = client_of(ann), rows(Completion)
    for _time in range(2):
        assert browser.post(f"{PAGE}/changes", data={"version": 2}).location == PAGE
    [after] = rows(Completion)
    assert (after.version, after.kind, after.at) == (2, before.kind, before.at)
    assert "This has changed since you finished it." not in browser.get(PAGE).text
    assert "Nothing has changed since you finished it" in browser.get(f"{PAGE}/changes").text
    assert [event.data for event in rows(Event, name="item.caught_up")] == [{"version": 2}]


def test_nobody_catches_up_with_a_version_that_is_not_there_yet(changed, client_of, rows, make):
    ann, change = changed
    change()
    client_of(ann).post(f"{PAGE}/changes", data={"version": 99})
    assert [row.version for row in rows(Completion)] == [2]
    assert client_of(make.person()).post(f"{PAGE}/changes", data={"version": 2}).status_code == 303
    assert len(rows(Completion)) == 1


def test_a_second_change_that_matters_is_told_again(changed, told):
    ann, change = changed
    change()
    change("2026-11-21", NEW + "\nMore.\n")
    assert told() == [ann.id, ann.id]


def test_a_small_edit_or_a_day_taken_back_tells_nobody(changed, content, client_of, told, drain):
    ann, change = changed
    content.write("en/onboarding/first.md", NEW, title="First steps")
    content.sync()
    drain()
    assert told() == [] and "has changed since" not in client_of(ann).get(PAGE).text


def test_a_new_item_with_a_day_is_no_change(content, told, drain, make, event_names):
    content.write("en/onboarding/first.md", material_change="2026-11-20")
    content.sync()
    drain()
    assert "item.changed_materially" not in event_names()


def test_only_who_can_still_open_it_hears_of_it(content, client_of, make, done, drain, told, rows):
    high, left = (make.person(organization=make.organization(tier="high")) for _number in range(2))
    content.write("en/onboarding/first.md", audience="[tier:high]")
    content.sync()
    for person in (high, left):
        done(person, "first")
    with content.app.app_context():
        db.session.get_one(Organization, left.organization_id).tier = "low"
        db.session.commit()
    content.write("en/onboarding/first.md", "Other.\n", audience="[tier:high]", material_change="2026-11-20")
    content.sync()
    drain()
    assert told() == [high.id]


def test_the_page_marks_added_and_removed_words_as_plain_text(changed, client_of):
    ann, change = changed
    change()
    page = client_of(ann).get(f"{PAGE}/changes").text
    assert '<del class="word">5</del>' in page and '<ins class="word">20</ins>' in page
    assert "Limits</h2>" in page and "&lt;b&gt;Save&lt;/b&gt;" in page and "<b>Save</b>" not in page
    assert "Open the menu." not in page  # nothing near it changed
    assert "You finished version 1" in page and "Today's is version 2" in page


def test_each_language_has_its_own_comparison(changed, app, client_of):
    ann, change = changed
    change()
    with app.app_context():
        db.session.get_one(Person, ann.id).language = "ja"
        db.session.commit()
    page = client_of(ann).get(f"{PAGE}/changes").text
    assert '<ins class="word">20MB</ins>' in page and "上限" in page and "A file may" not in page


def test_a_version_without_this_language_says_so(content, client_of, make, done):
    content.write("ja/onboarding/first.md", "こんにちは。\n")
    content.sync()
    person = make.person()
    done(person, "first")
    content.write("en/onboarding/first.md", "Hello.\n")
    content.sync()
    assert "There is nothing to compare with" in client_of(person).get(f"{PAGE}/changes").text


def test_who_finished_todays_version_reads_that_nothing_has_changed(changed, client_of):
    ann, _change = changed
    page = client_of(ann).get(f"{PAGE}/changes").text
    assert "Nothing has changed since you finished it" in page and "You finished version" not in page


def test_who_has_not_finished_it_has_nothing_to_compare(changed, client, client_of, make):
    assert "You have not finished this yet" in client_of(make.person()).get(f"{PAGE}/changes").text
    assert "/sign-in" in client.get(f"{PAGE}/changes").location
    assert client_of(make.person()).get("/learn/nothing/changes").status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("", "New.", "", "New."),
        ("Old.", "", "Old.", ""),
        ("同じ", "同じ", "", ""),
        ("上限は5MBです。", "上限は20MBです。", "5MB", "20MB"),
        ("写真を送る", "動画を送る", "写真", "動画"),
        ("a b c", "a x c", "b", "x"),
    ],
)
def test_words_are_told_apart_in_both_languages(old, new, gone, come):
    parts = [part for passage in compare(old, new) for part in passage.parts]
    assert "".join(part.text for part in parts if part.kind == "removed") == gone
    assert "".join(part.text for part in parts if part.kind == "added") == come


def test_large_texts_are_compared_in_time():
    words = " ".join(f"word{number}" for number in range(60_000))
    started = time.perf_counter()
    compare(words, words[::-1])
    compare("\n\n".join(words.split()), "\n\n".join(words.split()[::-1]))
    assert time.perf_counter() - started < 2


def test_an_address_that_was_replaced_says_so_without_a_cookie(content, client, client_of, make):
    content.write("en/onboarding/old.md")
    content.sync()
    content.remove("en/onboarding/old.md")
    content.write("en/onboarding/new.md", supersedes="old")
    content.sync()
    line = "The page you were looking for has been replaced by this one."
    for browser in (client, client_of(make.person())):
        answer = browser.get("/learn/old")
        assert (answer.status_code, answer.location) == (301, "/learn/new?from=old")
        assert "Set-Cookie" not in answer.headers
        assert line in browser.get(answer.location).text
        assert line not in browser.get("/learn/new").text and line not in browser.get("/learn/new?from=never").text
