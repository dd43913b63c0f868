"""Each version says who wrote it and what it changed; an old one can be taken up again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.kernel.db import db
from portal.learning.differences import GAP, GONE, NEW, SAME, compare
from portal.learning.models import Draft, Item, ItemText, ItemVersion
from tests.learning.editing import opened

PAGE = "/console/content/first"


@pytest.fixture
def cs(content, client_of, make):
    """A browser of customer success; one item came from files and was edited on the web."""
    content.write("en/onboarding/first.md", "The old words here\n\nStays\n", title="First", minutes="4")
    content.write("ja/onboarding/first.md", "地図を開きます。\n", title="はじめに", minutes="4")
    content.sync()
    browser = client_of(make.staff(Role.CS, display_name="Cora"))
    form = opened(browser, "first") | {
        "en-body": "The new words here\n\nStays",
        "ja-body": "地図を閉じます。",
        "minutes": "9",
    }
    assert browser.post(PAGE, data=form | {"act": "publish"}).status_code == 303
    return browser


def test_versions_are_listed_with_their_authors(cs):
    page = cs.get(f"{PAGE}/history").text
    assert page.index("Version 2") < page.index("Version 1<") and "Cora" in page and "A file" in page
    assert page.count("Current") == 1


def test_a_version_shows_lines_and_marked_words_in_each_language(cs):
    page = cs.get(f"{PAGE}/history/2").text
    assert (
        "<del>− The <mark>old</mark> words here</del>" in page
        and "<ins>+ The <mark>new</mark> words here</ins>" in page
    )
    assert "<mark>開き</mark>" in page and "<mark>閉じ</mark>" in page
    assert "minutes: <mark>9</mark>" in page and page.count("<ins>") == 4
    assert "The first version" in cs.get(f"{PAGE}/history/1").text


def test_what_is_not_there_is_not_found(cs):
    for path in (
        f"{PAGE}/history/3",
        f"{PAGE}/history/0",
        "/console/content/nothing/history",
        "/console/content/nothing",
    ):
        assert cs.get(path).status_code == 404


def test_an_old_version_is_taken_up_as_a_draft(cs, rows, client):
    mark = opened(cs, "first")["mark"]
    assert cs.post(f"{PAGE}/history/1", data={"mark": mark}).location == PAGE
    assert "old words" in rows(Draft)[0].texts["en"] and rows(Item)[0].version == 2
    form = opened(cs, "first")
    assert (form["en-body"], form["minutes"]) == ("The old words here\n\nStays", "4")
    cs.post(PAGE, data=form | {"act": "publish"})
    assert rows(Item)[0].version == 3 and "The old words here" in client.get("/learn/first").text


def test_dates_and_numbers_are_shown_as_people_write_them(cs):
    cs.post(PAGE, data=opened(cs, "first") | {"en-body": "Otherwise\n", "matters": "y", "act": "publish"})
    page = cs.get(f"{PAGE}/history/3").text
    assert "material_change: 20" in page and "!!" not in page


def test_taking_up_loses_nobodys_draft(cs, rows):
    mark = opened(cs, "first")["mark"]
    cs.post(PAGE, data=opened(cs, "first") | {"en-title": "Hers", "act": "save"})
    cs.post(f"{PAGE}/history/1", data={"mark": mark})
    assert rows(Draft)[0].title == "Hers"


def test_taking_up_an_old_version_is_no_change_that_matters(cs, rows, event_names):
    cs.post(PAGE, data=opened(cs, "first") | {"en-body": "Matters", "matters": "y", "act": "publish"})
    cs.post(f"{PAGE}/history/1", data={"mark": opened(cs, "first")["mark"]})
    cs.post(PAGE, data=opened(cs, "first") | {"act": "publish"})
    assert rows(Item)[0].version == 4 and rows(Item)[0].material_version == 3
    assert event_names().count("item.changed_materially") == 1


def test_versions_from_before_files_were_kept_still_tell_their_texts(cs, app, rows, content):
    with app.app_context():
        db.session.execute(sa.update(ItemVersion).values(files=None))
        db.session.commit()
    page = cs.get(f"{PAGE}/history/2").text
    assert "<mark>old</mark>" in page and "minutes: " not in page
    form = opened(cs, "first")
    assert (form["en-title"], form["en-body"], form["minutes"]) == ("First", "The new words here\n\nStays", "9")
    cs.post(f"{PAGE}/history/1", data={"mark": form["mark"]})
    assert opened(cs, "first")["en-body"] == "The old words here\n\nStays"


def test_a_sync_adds_the_files_to_a_version_that_lacks_them(content, app, rows):
    content.write("en/onboarding/first.md", "Words\n", prerequisites="[second]")
    content.write("en/onboarding/second.md")
    content.sync()
    with app.app_context():
        db.session.execute(sa.update(ItemVersion).values(files=None))
        db.session.execute(sa.update(Item).values(prerequisites=[]))
        db.session.commit()
    assert content.sync().unchanged == ["first", "second"]
    assert [item.prerequisites for item in rows(Item)] == [["second"], []] and len(rows(ItemText)) == 2
    with app.app_context():
        assert all("title" in files["en"] for files in db.session.scalars(sa.select(ItemVersion.files)))


def test_unchanged_lines_are_left_out_but_for_two_around_a_change():
    old = "\n".join(f"line {number}" for number in range(20))
    found = compare(old, old.replace("line 10", "line ten"))
    assert [line.kind for line in found] == [GAP, SAME, SAME, GONE, NEW, SAME, SAME, GAP]
    assert found[0].left_out == 8 and found[-1].left_out == 7
    assert [part for part in found[3].parts if part.marked] == [("10", True)]
    assert compare("same", "same") == []


def test_a_very_long_line_is_told_as_a_whole():
    old = "word " * 5000
    [gone, new] = compare(old, old + "more")
    assert gone.parts == ((old, False),) and new.parts == ((old + "more", False),)
