"""The content folder is taken over all or nothing, repeatably, and nobody's progress is lost."""

from __future__ import annotations

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning.models import Completion, Item, ItemAudience, ItemText, ItemVersion, OldSlug, Stage


def test_a_second_sync_of_the_same_folder_writes_nothing(content, count_queries, rows):
    content.write("en/onboarding/first.md", next="[second]", audience="[members, high]", order="1")
    content.write("en/onboarding/second.md", supersedes="[former]")
    assert content.sync().published == ["first", "second"]
    statements: list[str] = []
    before = [(item.version, item.changed_at) for item in rows(Item)]
    engine = content.app.extensions["test_engine"]
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", listener)
    report = content.sync()
    sa.event.remove(engine, "before_cursor_execute", listener)
    assert report.unchanged == ["first", "second"] and not report.changed + report.published + report.archived
    writes = [each for each in statements if each.split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert {each.split()[2] for each in writes} <= {"stage"}, writes  # the lock on the stages
    assert all("ON CONFLICT" in each for each in writes)
    assert [(item.version, item.changed_at) for item in rows(Item)] == before
    assert len(rows(Event)) == 2


def test_a_changed_file_makes_a_version_and_keeps_progress(content, make, done, rows, event_names):
    person = make.person()
    content.write("en/onboarding/first.md", "Old words")
    content.sync()
    done(person, "first")
    content.write("en/onboarding/first.md", "New words")
    assert content.sync().changed == ["first"]
    assert [(version.number, version.source) for version in rows(ItemVersion)] == [(1, "file"), (2, "file")]
    assert rows(Item)[0].version == 2
    assert [completion.version for completion in rows(Completion)] == [1]
    assert event_names() == ["item.published", "item.completed", "item.changed"]
    with content.app.app_context():
        assert "New words" in db.session.scalars(sa.select(ItemText.html)).one()


def test_a_file_that_is_gone_archives_its_item_and_progress_stays(content, make, done, rows, event_names):
    content.write("en/onboarding/first.md")
    content.write("en/onboarding/second.md")
    content.sync()
    done(make.person(), "first")
    content.remove("en/onboarding/first.md")
    assert content.sync().archived == ["first"]
    assert [item.archived_at is None for item in rows(Item)] == [False, True]
    assert len(rows(Completion)) == 1
    assert event_names()[-1] == "item.archived"
    assert content.sync().archived == []


def test_a_file_that_comes_back_brings_its_item_back(content, client, rows, event_names):
    content.write("en/onboarding/first.md")
    content.sync()
    content.remove("en/onboarding/first.md")
    content.sync()
    content.write("en/onboarding/first.md")
    assert content.sync().changed == ["first"]
    assert rows(Item)[0].archived_at is None and rows(Item)[0].version == 1
    assert event_names() == ["item.published", "item.archived", "item.changed"]
    assert client.get("/learn/first").status_code == 200


def test_a_rename_by_supersedes_keeps_progress_and_redirects(content, client, client_of, make, done, rows):
    person = make.person()
    content.write("en/onboarding/first.md")
    content.sync()
    done(person, "first")
    content.remove("en/onboarding/first.md")
    content.write("en/onboarding/better.md", supersedes="first")
    report = content.sync()
    assert report.changed == ["better"] and report.archived == [] and report.published == []
    assert [item.slug for item in rows(Item)] == ["better"]
    assert len(rows(Completion)) == 1
    answer = client.get("/learn/first")
    assert (answer.status_code, answer.location) == (301, "/learn/better?from=first")
    assert "Marked by you" in client_of(person).get("/learn/better").text


def test_an_address_redirects_through_every_rename(content, client):
    names = ["first", "second", "third"]
    content.write("en/onboarding/first.md")
    content.sync()
    for former, name in zip(names, names[1:], strict=False):
        content.remove(f"en/onboarding/{former}.md")
        content.write(f"en/onboarding/{name}.md", supersedes=former)
        content.sync()
    for former in names[:2]:
        assert client.get(f"/learn/{former}").location == f"/learn/third?from={former}"


def test_what_an_existing_item_supersedes_is_archived_and_leads_to_it(content, client, rows):
    content.write("en/onboarding/first.md")
    content.write("en/onboarding/second.md")
    content.sync()
    content.remove("en/onboarding/first.md")
    content.write("en/onboarding/second.md", supersedes="first")
    report = content.sync()
    assert (report.changed, report.archived) == (["second"], ["first"])
    assert client.get("/learn/first").location == "/learn/second?from=first"
    assert [old.slug for old in rows(OldSlug)] == ["first"]


def test_an_address_taken_again_by_a_file_leads_nowhere_else(content, client, rows):
    content.write("en/onboarding/second.md", supersedes="first")
    content.sync()
    content.write("en/onboarding/first.md")
    content.sync()
    assert client.get("/learn/first").status_code == 200
    assert rows(OldSlug) == []


def test_a_move_to_another_stage_keeps_the_item(content, make, done, rows):
    content.write("en/onboarding/first.md")
    content.sync()
    done(make.person(), "first")
    content.move("en/onboarding/first.md", "en/adoption/first.md")
    content.sync()
    assert [(item.slug, item.stage) for item in rows(Item)] == [("first", "adoption")]
    assert len(rows(Completion)) == 1


def test_both_languages_are_one_item_with_one_progress(content, client_of, make, done, rows):
    person = make.person(language="ja")
    content.write("en/onboarding/first.md", title="First")
    content.write("ja/onboarding/first.md", title="はじめに")
    content.sync()
    assert [text.title for text in rows(ItemText)] == ["First", "はじめに"]
    assert done(person, "first") and not done(person, "first")
    assert len(rows(Item)) == len(rows(Completion)) == 1


def test_a_language_whose_file_is_gone_is_forgotten(content, rows):
    content.write("en/onboarding/first.md")
    content.write("ja/onboarding/first.md")
    content.sync()
    content.remove("ja/onboarding/first.md")
    assert content.sync().changed == ["first"]
    assert [text.locale for text in rows(ItemText)] == ["en"]


def test_one_broken_file_leaves_the_database_untouched(content, rows):
    content.write("en/onboarding/first.md", "Before")
    content.sync()
    content.write("en/onboarding/first.md", "After")
    content.write("en/onboarding/new.md")
    content.write("en/onboarding/broken.md", minutes="many")
    report = content.sync()
    assert not report.applied
    assert report.lines() == ["en/onboarding/broken.md:2: “minutes” must be a whole number from 1 to 6000"]
    assert [(item.slug, item.version) for item in rows(Item)] == [("first", 1)]
    assert content.check().lines() == report.lines()


def test_keep_going_takes_the_good_files_and_leaves_the_broken_as_they_stand(content, make, done, rows):
    for name in ("first", "second", "gone"):
        content.write(f"en/onboarding/{name}.md", "Before")
    content.write("ja/onboarding/second.md", "前")
    content.sync()
    content.write("en/onboarding/first.md", "After")
    content.write("en/onboarding/second.md", "After")
    content.write("ja/onboarding/second.md", "後", minutes="many")
    content.remove("en/onboarding/gone.md")
    report = content.sync(keep_going=True)
    assert report.applied and len(report.errors) == 1
    assert (report.changed, report.archived) == (["first", "second"], ["gone"])
    with content.app.app_context():
        texts = dict(
            db.session.execute(sa.select(ItemText.locale, ItemText.plain).join(Item).where(Item.slug == "second")).all()
        )
    assert {locale: text.strip() for locale, text in texts.items()} == {"en": "After", "ja": "前"}
    content.write("en/onboarding/first.md", minutes="many")
    assert content.sync(keep_going=True).archived == []


def test_a_text_that_cannot_be_rendered_is_reported_and_taken_by_nobody(content, rows):
    content.write("en/onboarding/deep.md", "> " * 400 + "deep\n")
    report = content.sync()
    assert not report.applied and report.errors[0].file == "en/onboarding/deep.md"
    assert content.check().lines() == report.lines()
    assert rows(Item) == []


def test_a_folder_that_is_not_there_archives_nothing(content, rows, tmp_path):
    content.write("en/onboarding/first.md")
    content.sync()
    content.folder = tmp_path / "elsewhere"
    assert not content.sync().applied
    assert content.sync(keep_going=True).archived == []
    assert rows(Item)[0].archived_at is None


def test_stages_follow_the_file(content, rows):
    content.write("en/onboarding/first.md")
    content.sync()
    assert [(stage.slug, stage.names["ja"], stage.staff_only) for stage in rows(Stage)] == [
        ("onboarding", "オンボーディング", False),
        ("adoption", "活用・定着", False),
        ("growth", "継続・拡大", False),
        ("presales", "商談", True),
    ]
    (content.folder / "stages.toml").write_text('[[stage]]\nkey = "onboarding"\nname = "Beginning"\n')
    content.sync()
    assert [stage.names["en"] for stage in rows(Stage)] == ["Beginning"]


def test_a_stage_that_becomes_staff_only_closes_its_items(content, client, rows, event_names):
    content.write("en/growth/first.md")
    content.sync()
    stages = content.folder / "stages.toml"
    stages.write_text(stages.read_text().replace('key = "growth"', 'key = "growth"\nstaff_only = true'))
    assert content.sync().changed == ["first"]
    assert [row.token for row in rows(ItemAudience)] == ["staff"]
    assert rows(Item)[0].version == 1  # what it says is the same
    assert event_names()[-1] == "item.changed"
    assert client.get("/learn/first").status_code == 404


def test_items_stand_below_what_leads_to_them(content, client):
    content.write("en/onboarding/a-last.md", prerequisites="[m-middle]")
    content.write("en/onboarding/m-middle.md")
    content.write("en/onboarding/z-first.md", next="[m-middle]")
    content.sync()
    page = client.get("/learn").text
    assert page.index("/learn/z-first") < page.index("/learn/m-middle") < page.index("/learn/a-last")


def test_items_that_lead_to_each_other_in_a_circle_are_still_taken(content):
    content.write("en/onboarding/a.md", next="[b]")
    content.write("en/onboarding/b.md", next="[a]")
    assert content.sync().published == ["a", "b"]


def test_unknown_front_matter_is_kept_and_reported(content, rows):
    content.write("en/onboarding/first.md", colour="blue", clears="[slow-start]")
    report = content.sync()
    assert report.applied and "colour" in report.lines()[0]
    assert rows(Item)[0].extra == {"colour": "blue", "clears": ["slow-start"]}


def test_unchanged_items_cost_no_statement_each(content, count_queries):
    for number in range(60):
        content.write(f"en/onboarding/item-{number}.md")
    content.sync()
    with count_queries() as statements:
        content.sync()
    assert statements() <= 19
