"""Files and web write on the same menu: a sync never overwrites what was edited on the web unasked."""

from __future__ import annotations

import re

import pytest

from portal.accounts.models import Role
from portal.learning.models import Draft, Item, ItemVersion, OldSlug
from tests.learning.editing import opened, renamed, typed

HELD = r"en/onboarding/first\.md:1: edited on the web at 20\d\d-\d\d-\d\d \d\d:\d\d UTC; --take file\|web"


@pytest.fixture
def cs(content, client_of, make):
    """A browser of customer success; two items came from files."""
    content.write("en/onboarding/first.md", "Old words\n", title="First")
    content.write("en/onboarding/second.md", title="Second")
    content.sync()
    return client_of(make.staff(Role.CS, display_name="Cora"))


def edit(browser, slug="first", **fields):
    """Publish on the web."""
    form = opened(browser, slug) | renamed(fields or {"en_body": "Words of the web\n"})
    assert browser.post(f"/console/content/{slug}", data=form | {"act": "publish"}).status_code == 303


def words(client, slug="first"):
    return client.get(f"/learn/{slug}").text


def test_an_item_edited_on_the_web_is_refused_with_file_line_and_day(content, cs, client, rows):
    edit(cs)
    content.write("en/onboarding/second.md", "Newer\n", title="Second")
    report = content.sync()
    assert not report.applied and len(report.lines()) == 1 and re.fullmatch(HELD, report.lines()[0])
    assert content.check().lines() == report.lines()
    assert [item.version for item in rows(Item)] == [2, 1] and "Words of the web" in words(client)


def test_a_file_that_was_changed_is_refused_alike(content, cs, client):
    edit(cs)
    content.write("en/onboarding/first.md", "Newer file\n", title="First")
    assert re.fullmatch(HELD, content.sync().lines()[0]) and content.check().errors
    assert "Words of the web" in words(client)


def test_keep_going_takes_the_others(content, cs, client, rows):
    edit(cs)
    content.write("en/onboarding/second.md", "Newer\n", title="Second")
    report = content.sync(keep_going=True)
    assert report.applied and report.changed == ["second"] and report.unchanged == ["first"] and len(report.errors) == 1
    assert "Words of the web" in words(client) and "Newer" in words(client, "second")
    assert [item.archived_at for item in rows(Item)] == [None, None]


def test_take_file_makes_the_file_the_next_version(content, cs, client, rows):
    edit(cs)
    report = content.sync(take="file")
    assert report.changed == ["first"] and not report.errors
    assert [(one.number, one.source) for one in rows(ItemVersion, item_id=rows(Item)[0].id)] == [
        (1, "file"), (2, "web"), (3, "file"),
    ]  # fmt: skip
    assert "Old words" in words(client) and rows(Item)[0].source == "file"
    assert content.sync().unchanged == ["first", "second"] and content.check().errors == []


def test_take_web_keeps_it_until_the_file_changes_again(content, cs, client, rows):
    edit(cs)
    files = {path: path.read_bytes() for path in content.folder.rglob("*.md")}
    report = content.sync(take="web")
    assert report.applied and not report.errors and report.unchanged == ["second", "first"]
    assert {path: path.read_bytes() for path in content.folder.rglob("*.md")} == files
    assert content.sync().lines() == [] and content.check().lines() == []
    edit(cs, en_body="Web again\n")
    assert content.sync().lines() == [] and "Web again" in words(client)
    assert [item.version for item in rows(Item)] == [3, 1]
    content.write("en/onboarding/first.md", "Newer file\n", title="First")
    assert re.fullmatch(HELD, content.sync().lines()[0])
    assert content.sync(take="file").changed == ["first"] and "Newer file" in words(client)


def test_after_the_file_was_taken_an_edit_is_refused_anew(content, cs):
    edit(cs)
    content.sync(take="web")
    content.write("en/onboarding/first.md", "Newer file\n", title="First")
    content.sync(take="file")
    edit(cs, en_body="Web again\n")
    assert len(content.sync().errors) == 1


def test_setup_tells_it_and_goes_on(content, cs, client):
    edit(cs)
    content.write("en/onboarding/second.md", "Newer\n", title="Second")
    report = content.sync(take="later")
    assert report.applied and not report.errors and re.fullmatch(HELD, report.lines()[0])
    assert "Words of the web" in words(client) and "Newer" in words(client, "second")


def test_a_file_that_says_what_the_web_says_is_no_conflict(content, cs, rows):
    edit(cs)
    [version] = rows(ItemVersion, item_id=rows(Item)[0].id, number=2)
    with content.app.app_context():
        from portal.kernel.db import db

        (content.folder / "en/onboarding/first.md").write_text(db.session.get(ItemVersion, version.id).files["en"])
    assert content.check().lines() == [] and content.sync().unchanged == ["first", "second"]
    assert rows(Item)[0].version == 2 and rows(Item)[0].web_at is None


def test_an_item_of_the_web_alone_is_never_archived_for_want_of_a_file(content, cs, client, rows):
    cs.post("/console/content/new", data=typed())
    edit(cs, "plan-a-route")
    assert content.sync().lines() == [] and content.sync(take="file").archived == []
    assert client.get("/learn/plan-a-route").status_code == 200


@pytest.mark.parametrize(("take", "text"), [("file", "From a file"), ("web", "Words of the web")])
def test_a_file_of_the_same_name_as_an_item_of_the_web_asks_too(take, text, content, cs, client):
    cs.post("/console/content/new", data=typed())
    edit(cs, "plan-a-route")
    content.write("en/onboarding/plan-a-route.md", "From a file\n")
    assert "edited on the web" in content.sync().lines()[0]
    assert not content.sync(take=take).errors and text in words(client, "plan-a-route")
    assert content.sync().lines() == []


def test_a_file_that_is_gone_does_not_take_the_webs_word_with_it_unasked(content, cs, client, rows):
    edit(cs)
    content.remove("en/onboarding/first.md")
    [line] = content.sync().lines()
    assert "“first” has no file any more, and was edited on the web" in line and "en/onboarding/first.md:1" in line
    assert content.sync(keep_going=True).archived == [] and content.check().errors
    assert content.sync(take="web").archived == [] and content.sync().lines() == []
    assert client.get("/learn/first").status_code == 200
    content.write("en/onboarding/first.md", "It came back\n")
    assert len(content.sync().errors) == 1


def test_take_file_archives_what_has_no_file_any_more(content, cs, client):
    edit(cs)
    content.remove("en/onboarding/first.md")
    assert content.sync(take="file").archived == ["first"]
    assert client.get("/learn/first").status_code == 404 and content.sync().lines() == []


def test_archived_on_the_web_stays_archived_until_somebody_decides(content, cs, client):
    cs.post("/console/content/first/archive")
    assert "first.md:1: archived on the web at" in content.sync().lines()[0]
    assert content.sync(take="web").applied and content.sync().lines() == []
    assert client.get("/learn/first").status_code == 404
    content.write("en/onboarding/first.md", "Newer file\n")
    assert len(content.sync().errors) == 1
    assert content.sync(take="file").changed == ["first"] and "Newer file" in words(client)


def test_archived_on_the_web_and_gone_as_a_file_agree(content, cs):
    cs.post("/console/content/first/archive")
    content.remove("en/onboarding/first.md")
    assert content.sync().lines() == [] and content.check().lines() == []


def test_brought_back_on_the_web_without_a_file_asks(content, cs, client):
    content.remove("en/onboarding/first.md")
    content.sync()
    cs.post("/console/content/first/restore")
    assert len(content.sync().errors) == 1 and client.get("/learn/first").status_code == 200
    assert content.sync(take="file").archived == ["first"]


@pytest.mark.parametrize("take", ["file", "web"])
def test_a_renamed_file_asks_before_it_moves_what_the_web_wrote(take, content, cs, client, rows):
    edit(cs)
    content.remove("en/onboarding/first.md")
    content.write("en/onboarding/better.md", "From the file\n", supersedes="first")
    [line] = content.sync().lines()
    assert "en/onboarding/better.md:1: “first” has no file any more" in line
    assert not content.sync(take=take).errors and content.sync().lines() == []
    assert [item.slug for item in rows(Item)] == (["better", "second"] if take == "file" else ["first", "second"])
    if take == "file":
        assert client.get("/learn/first").status_code == 301 and "From the file" in words(client, "better")
    else:
        assert "Words of the web" in words(client) and rows(OldSlug) == []


@pytest.mark.parametrize("take", ["file", "web"])
def test_an_item_that_replaces_one_of_the_web_asks(take, content, cs, client, rows):
    edit(cs)
    content.remove("en/onboarding/first.md")
    content.write("en/onboarding/second.md", "Instead\n", title="Second", supersedes="first")
    assert "en/onboarding/second.md:1: “first” has no file any more" in content.sync().lines()[0]
    report = content.sync(take=take)
    assert "Instead" in words(client, "second") and report.archived == (["first"] if take == "file" else [])
    assert client.get("/learn/first").status_code == (301 if take == "file" else 200)


def test_a_broken_file_of_a_held_item_is_told_once(content, cs, client):
    edit(cs)
    content.write("en/onboarding/first.md", minutes="many")
    assert [line.partition(": ")[2][:9] for line in content.sync(keep_going=True).lines()] == ["“minutes”"]
    assert "Words of the web" in words(client)


def test_a_draft_follows_its_item_to_a_new_address(content, cs, rows):
    cs.post("/console/content/first", data=opened(cs, "first") | {"en-title": "Draft", "act": "save"})
    content.remove("en/onboarding/first.md")
    content.write("en/onboarding/better.md", "Old words\n", supersedes="first")
    assert content.sync().changed == ["better"]
    assert opened(cs, "better")["en-title"] == "Draft"


def test_a_renamed_item_meets_a_draft_at_its_new_address_and_both_are_kept(cs, content, rows):
    """The sync is not stopped by what somebody began on the web."""
    cs.post("/console/content/first", data=opened(cs, "first") | renamed({"en_body": "Draft of the item\n"}))
    cs.post("/console/content/new", data=typed(slug="better", en_body="Draft of an item to be\n"))
    content.move("en/onboarding/first.md", "en/onboarding/better.md")
    content.write("en/onboarding/better.md", supersedes="first")
    assert content.sync().changed == ["better"]
    assert [item.slug for item in rows(Item)] == ["better", "second"] and len(rows(Draft)) == 2
    assert "Draft of the item" in cs.get("/console/content/better").text
    form = opened(cs, "better")
    assert cs.post("/console/content/better/discard", data={"mark": form["mark"]}).status_code == 303
    assert "Draft of an item to be" in cs.get("/console/content/better").text
    edit(cs, "better", en_title="Better")
    assert rows(Draft) == [] and len(rows(Item)) == 2
