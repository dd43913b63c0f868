"""Staff write on the web: by the rules of files, as drafts that nobody else sees, and nobody's save is lost."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning.models import Draft, Edition, Item, ItemAudience, ItemText, ItemVersion, OldSlug
from portal.search import index as search_index
from tests.learning.editing import fields_of, opened, renamed, typed

NEW = "/console/content/new"
QUIZ = "questions:\n  - ask: {ask}\n    choices: [{one}, {other}]\n    answer: {one}"


@pytest.fixture
def cs(content, client_of, make):
    """A browser of customer success; the stages and one item are there."""
    content.write("en/onboarding/first.md", "Old words\n", title="First", minutes="4", jobs="[field]")
    content.write("ja/onboarding/first.md", "前の言葉\n", title="はじめに", minutes="4", jobs="[field]")
    content.sync()
    return client_of(make.staff(Role.CS, display_name="Cora"))


def publish(browser, slug, **fields):
    """Open the editor, change these fields, press Publish."""
    form = opened(browser, slug) | renamed(fields)
    return browser.post(f"/console/content/{slug}", data=form | {"act": "publish"})


def test_a_new_item_is_a_draft_until_it_is_published(cs, client, rows, event_names):
    answer = cs.post(NEW, data=typed())
    assert (answer.status_code, answer.location) == (303, "/console/content/plan-a-route")
    [draft] = rows(Draft)
    assert (draft.slug, draft.item_id, draft.stage, draft.title, sorted(draft.texts)) == (
        "plan-a-route", None, "onboarding", "Plan a route", ["en", "ja"],
    )  # fmt: skip
    assert client.get("/learn/plan-a-route").status_code == 404
    assert "Plan a route" not in client.get("/learn").text
    assert publish(cs, "plan-a-route").status_code == 303
    page = client.get("/learn/plan-a-route")
    assert page.status_code == 200 and "Open the map." in page.text
    assert "地図を開きます。" in client.get("/learn/plan-a-route", headers={"Accept-Language": "ja"}).text
    assert rows(Draft) == []
    assert event_names()[-2:] == ["draft.saved", "item.published"]


def test_publishing_writes_version_texts_audience_and_author(cs, rows):
    cs.post(NEW, data=typed(audience=["members", "high"], jobs=["field", "it"], minutes="7", level="beginner"))
    publish(cs, "plan-a-route")
    [_first, item] = rows(Item)
    assert (item.source, item.version, item.minutes, item.level, item.jobs) == (
        "web",
        1,
        7,
        "beginner",
        ["field", "it"],
    )
    assert item.web_at is not None
    [version] = rows(ItemVersion, item_id=item.id)
    assert (version.number, version.source) == (1, "web") and version.author_id
    assert {row.token for row in rows(ItemAudience, item_id=item.id)} == {"members", "tier:high", "staff"}
    assert [event.actor_id for event in rows(Event, name="item.published")][-1] == version.author_id


def test_a_change_is_the_next_version_and_found_by_search(cs, client, rows, drain, app):
    with app.app_context():
        search_index.rebuild(lambda _kind, _documents: None)
    before = rows(Edition)[0].token
    assert publish(cs, "first", en_body="Wheelbarrow words\n").status_code == 303
    assert rows(Edition)[0].token != before
    drain()
    assert "/learn/first" in client.get("/search?q=wheelbarrow").text
    [item] = rows(Item)
    assert (item.version, item.source, item.material_version) == (2, "web", 1)


def test_a_tick_says_that_the_change_matters(cs, rows, event_names):
    publish(cs, "first", en_body="Other words\n", matters="y")
    [item] = rows(Item)
    assert item.material_at is not None and item.material_version == item.version == 2
    assert "item.changed_materially" in event_names()
    publish(cs, "first", en_body="Again\n")
    assert rows(Item)[0].material_version == 2
    publish(cs, "first", en_body="Once more\n", matters="y")
    assert rows(Item)[0].material_version == 4


def test_what_the_page_shows_is_what_it_takes(cs, rows):
    """Sending the editor as it was opened changes nothing that readers see."""

    def said():
        names = ("title", "summary", "problem", "headings", "words")
        return [[getattr(text, name) for name in names] for text in rows(ItemText)]

    before = said()
    facts = [rows(Item)[0].minutes, rows(Item)[0].jobs, rows(Item)[0].format]
    publish(cs, "first")
    assert said() == before
    assert [rows(Item)[0].minutes, rows(Item)[0].jobs, rows(Item)[0].format] == facts


def test_a_save_over_a_newer_save_shows_both_and_keeps_what_was_typed(cs, client_of, make, rows):
    mine = opened(cs, "first")
    other = client_of(make.staff(Role.ADMIN, display_name="Ada"))
    other.post("/console/content/first", data=opened(other, "first") | {"en-title": "Hers", "act": "save"})
    answer = cs.post("/console/content/first", data=mine | {"en-title": "Mine", "act": "save"})
    assert answer.status_code == 409
    assert "Ada changed this" in answer.text and "Hers" in answer.text
    again = fields_of(answer.text)
    assert again["en-title"] == "Mine"
    assert rows(Draft)[0].title == "Hers"
    assert cs.post("/console/content/first", data=again | {"act": "save"}).status_code == 303
    assert rows(Draft)[0].title == "Mine"


@pytest.mark.parametrize("act", ["save", "publish"])
def test_a_draft_that_is_gone_or_another_one_is_a_conflict_too(act, cs, client_of, make, rows):
    cs.post("/console/content/first", data=opened(cs, "first") | {"en-title": "Draft", "act": "save"})
    mine = opened(cs, "first")
    other = client_of(make.staff(Role.ADMIN, display_name="Ada"))
    assert other.post("/console/content/first/discard", data={"mark": mine["mark"]}).status_code == 303
    other.post("/console/content/first", data=opened(other, "first") | {"en-title": "Hers", "act": "save"})
    assert cs.post("/console/content/first", data=mine | {"act": act}).status_code == 409
    assert rows(Draft)[0].title == "Hers" and rows(Item)[0].version == 1


def test_publishing_over_a_version_that_came_meanwhile_is_a_conflict(cs, content, rows):
    cs.post("/console/content/first", data=opened(cs, "first") | {"en-body": "Draft\n", "act": "save"})
    mine = opened(cs, "first")
    content.write("en/onboarding/first.md", "From the file\n", title="First", minutes="4", jobs="[field]")
    assert content.sync().changed == ["first"]
    answer = cs.post("/console/content/first", data=mine | {"act": "publish"})
    assert answer.status_code == 409 and "Another version was published" in answer.text
    assert cs.post("/console/content/first", data=fields_of(answer.text) | {"act": "publish"}).status_code == 303
    assert (rows(Item)[0].version, rows(Item)[0].source) == (3, "web")


def test_errors_stand_at_their_field_and_line_and_keep_what_was_typed(cs, rows):
    form = opened(cs, "first") | {
        "minutes": "many",
        "en-quiz": "questions:\n  - ask: Which?\n    choices: [One, Two]\n    answer: Three",
    }
    answer = cs.post("/console/content/first", data=form | {"act": "publish"})
    assert answer.status_code == 422
    assert "whole number from 1 to 6000" in answer.text and 'href="#minutes"' in answer.text
    assert "Line 4: “Three” is not one of the choices" in answer.text and 'href="#en-quiz"' in answer.text
    assert fields_of(answer.text)["minutes"] == "many"
    assert rows(Item)[0].version == 1


def test_errors_are_told_in_the_language_of_the_writer(cs, client_of, make):
    browser = client_of(make.staff(Role.CS, language="ja"))
    quiz = "questions:\n  - ask: Which?\n    choices: [One, Two]\n    answer: 50%"
    form = opened(cs, "first") | {"minutes": "many", "amount": "9", "currency": "XYZ", "en-quiz": quiz}
    page = browser.post("/console/content/first", data=form | {"act": "publish"}).text
    assert "所要時間（分）：1〜6000の整数を書いてください。" in page
    assert "4行目：「50%」は選択肢にありません。" in page
    assert 'href="#currency"' in page and 'href="#amount"' not in page
    assert "must be" not in page


def test_a_draft_may_be_unfinished_and_says_what_is_missing(cs, rows):
    form = opened(cs, "first") | {"en-quiz": 'questions:\n  - ask: "Which', "act": "save"}
    assert cs.post("/console/content/first", data=form).status_code == 303
    page = cs.get("/console/content/first").text
    assert "Before it can be published" in page and "The YAML cannot be read" in page
    assert fields_of(page)["en-quiz"] == 'questions:\n  - ask: "Which'
    assert fields_of(page)["en-title"] == "First"


def test_a_quiz_is_written_as_yaml(cs, rows):
    publish(
        cs, "first",
        en_quiz=QUIZ.format(ask="Which?", one="This", other="That"), ja_quiz=QUIZ.format(ask="どれ?", one="これ", other="それ"),
    )  # fmt: skip
    assert rows(Item)[0].quiz == {"pass": 80, "draw": 1, "attempts": 3}


def test_front_matter_without_a_field_of_its_own_is_kept(cs, content, rows):
    content.write("en/onboarding/other.md", title="Other", colour="blue", clears="[slow]", video="https://v.example/1")
    content.sync()
    publish(cs, "other", en_body="New words\n")
    [_first, item] = rows(Item)
    assert item.version == 2 and item.extra == {"colour": "blue", "clears": ["slow"]}
    assert item.video["url"] == "https://v.example/1"


def test_typing_cannot_end_the_front_matter_early(cs, client, rows):
    form = typed(
        en_rest="---\nsecret: here", en_title="--- [x]: 'a' \"b\" # c", en_summary="a: b\nsecond line", slug="odd"
    )
    cs.post(NEW, data=form)
    page = fields_of(cs.get("/console/content/odd").text)
    assert page["en-title"] == "--- [x]: 'a' \"b\" # c" and page["en-summary"] == "a: b second line"
    assert publish(cs, "odd").status_code == 303
    assert "secret" not in client.get("/learn/odd").text
    assert rows(Item)[1].extra == {"secret": "here"}
    assert publish(cs, "odd", en_rest="no key\n---").status_code == 422


@pytest.mark.parametrize("slug", ["first", "new", "reports", "No Good", "a/b", "x" * 121])
def test_an_address_must_be_free_and_fit_to_be_one(slug, cs, rows):
    answer = cs.post(NEW, data=typed(slug=slug))
    assert answer.status_code == 422 and rows(Draft) == []
    assert fields_of(answer.text)["en-title"] == "Plan a route"


def test_a_new_item_may_begin_with_the_words_somebody_looked_for(cs, rows):
    page = cs.get(f"{NEW}?title=オフライン+写真&language=ja").text
    assert (fields_of(page)["ja-title"], fields_of(page)["en-title"]) == ("オフライン 写真", "")
    assert fields_of(page)["audience"] == ["public"] and fields_of(page)["review_days"] == "180"
    assert fields_of(cs.get(f"{NEW}?title={'x' * 999}&language=xx").text)["en-title"] == "x" * 120
    assert rows(Draft) == []


def test_enter_in_a_field_saves_a_draft_and_never_publishes(cs):
    """Browsers press the first button of a form."""
    for path in (NEW, "/console/content/first"):
        form = cs.get(path).text.partition('id="editor"')[2]
        assert re.findall(r'<button [^>]*value="([^"]+)"', form)[0] == "save"


def test_two_drafts_do_not_share_an_address(cs, rows):
    assert cs.post(NEW, data=typed()).status_code == 303
    assert cs.post(NEW, data=typed()).status_code == 422
    assert len(rows(Draft)) == 1


def test_an_empty_form_is_no_draft(cs, rows):
    blank = {f"{code}-{name}": "" for code in ("en", "ja") for name in ("title", "summary", "body")}
    assert cs.post(NEW, data=typed() | blank | {"slug": "empty"}).status_code == 422
    assert rows(Draft) == []


def test_a_form_sent_twice_makes_one_draft(cs, rows):
    form = typed(form_key="a-key")
    assert cs.post(NEW, data=form).location == cs.post(NEW, data=form).location == "/console/content/plan-a-route"
    assert len(rows(Draft)) == 1


def test_one_language_is_enough_and_the_other_can_be_dropped(cs, client, rows):
    blank = {f"ja-{name}": "" for name in ("title", "summary", "problem", "body", "tags")}
    cs.post("/console/content/first", data=opened(cs, "first") | blank | {"act": "publish"})
    assert [text.locale for text in rows(ItemText)] == ["en"]
    assert client.get("/learn/first").status_code == 200


def test_preview_shows_both_languages_and_keeps_nothing(cs, rows):
    form = typed(en_body="**Bold** words\n<script>x</script>", ja_body="# 見出し\n本文")
    part = cs.post("/console/content/new/preview", data=form).text
    assert "<strong>Bold</strong>" in part and "本文" in part and "<script>x" not in part and "<html" not in part
    page = cs.post(NEW, data=form | {"act": "preview"})
    assert page.status_code == 200 and "<strong>Bold</strong>" in page.text and "<html" in page.text
    assert fields_of(page.text)["en-title"] == "Plan a route"
    assert (
        cs.post(
            "/console/content/first", data=opened(cs, "first") | {"act": "preview", "en-body": "*Leaning*"}
        ).status_code
        == 200
    )
    assert rows(Draft) == []


def test_pictures_of_the_folder_stay_when_the_text_is_edited(app, cs, content, rows, monkeypatch):
    from dataclasses import replace

    from PIL import Image

    Image.new("RGB", (8, 8)).save(content.folder / "en" / "onboarding" / "map.png")
    content.write("en/onboarding/shown.md", "![A map](map.png)\n", title="Shown")
    content.sync()
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], content_dir=content.folder))
    assert publish(cs, "shown", en_body="Look:\n\n![A map](map.png)\n", stage="adoption").status_code == 303
    with app.app_context():
        html = db.session.scalars(sa.select(ItemText.html).join(Item).where(Item.slug == "shown")).one()
    [address] = re.findall(r'src="(/files/[^"]+)"', html)
    assert cs.get(address).status_code == 200


def test_archive_asks_first_and_bring_back_undoes_it(cs, client, rows, event_names, content):
    assert "Archive “First”?" in cs.get("/console/content/first/archive").text
    assert cs.post("/console/content/first/archive").status_code == 303
    assert client.get("/learn/first").status_code == 404 and "First" not in client.get("/learn").text
    assert cs.post("/console/content/first/archive").status_code == 409
    assert cs.post("/console/content/first/restore").status_code == 303
    assert client.get("/learn/first").status_code == 200
    assert cs.post("/console/content/first/restore").status_code == 409
    assert event_names()[-2:] == ["item.archived", "item.restored"]
    assert rows(Item)[0].version == 1


def test_what_it_replaces_leads_to_it_once_that_is_archived(cs, client, rows):
    cs.post(NEW, data=typed(supersedes="first"))
    publish(cs, "plan-a-route")
    assert client.get("/learn/first").status_code == 200 and rows(OldSlug) == []
    cs.post("/console/content/first/archive")
    publish(cs, "plan-a-route", en_body="More\n")
    assert client.get("/learn/first").location.startswith("/learn/plan-a-route")


def test_a_stage_of_staff_is_staffs_whatever_the_audience_says(cs, client, rows):
    cs.post(NEW, data=typed(stage="presales"))
    publish(cs, "plan-a-route")
    assert client.get("/learn/plan-a-route").status_code == 404
    assert cs.get("/learn/plan-a-route").status_code == 200
    assert "(staff only)" in cs.get(NEW).text


def test_discarding_leaves_the_menu_as_it_is(cs, rows):
    cs.post("/console/content/first", data=opened(cs, "first") | {"en-title": "Draft", "act": "save"})
    form = opened(cs, "first")
    assert cs.post("/console/content/first/discard", data={"mark": "9.9"}).status_code == 303
    assert len(rows(Draft)) == 1
    assert cs.post("/console/content/first/discard", data={"mark": form["mark"]}).location == "/console/content/first"
    assert rows(Draft) == [] and rows(Item)[0].version == 1
    cs.post(NEW, data=typed())
    gone = cs.post("/console/content/plan-a-route/discard", data={"mark": opened(cs, "plan-a-route")["mark"]})
    assert gone.location == "/console/content"
    assert cs.get("/console/content/plan-a-route").status_code == 404


def test_product_reads_and_the_commands_refuse(cs, client_of, make, rows, app):
    product = client_of(make.staff(Role.PRODUCT))
    for path in ("/console/content", "/console/content/first", "/console/content/first/history"):
        page = product.get(path)
        assert page.status_code == 200
        assert "Publish" not in page.text and "Write a new item" not in page.text and "Archive</" not in page.text
    assert "Old words" in product.get("/console/content/first").text
    assert product.get(NEW).status_code == 403
    for path in ("", "/archive", "/restore", "/reviewed", "/discard", "/history/1", "/preview"):
        assert product.post(f"/console/content/first{path}", data=typed()).status_code == 403, path
    from portal.accounts.models import Person
    from portal.kernel.errors import Forbidden
    from portal.learning.commands import drafts, publishing
    from portal.learning.content.writing import Words, Writing

    with app.app_context():
        [person] = [one for one in db.session.scalars(sa.select(Person)) if one.roles & Role.PRODUCT]
        writing = Writing({}, {"en": Words(title="X")})
        for act in (
            lambda: drafts.begin_draft(person, "x", "onboarding", writing),
            lambda: drafts.save_draft(person, "first", "onboarding", writing, "0.1"),
            lambda: drafts.discard_draft(person, "first", "0.1"),
            lambda: publishing.publish(person, "first", "onboarding", writing, "0.1", 1, matters=False),
            lambda: publishing.archive_item(person, "first"),
            lambda: publishing.restore_item(person, "first"),
            lambda: publishing.note_review(person, "first"),
        ):
            with pytest.raises(Forbidden):
                act()
        db.session.rollback()


def test_the_list_narrows_by_words_stage_and_state(cs, content):
    content.write("en/adoption/second.md", title="Second 100%_sure")
    content.write("en/growth/old.md", title="Old")
    content.sync()
    content.remove("en/growth/old.md")
    content.sync()
    cs.post(NEW, data=typed())
    cs.post("/console/content/first", data=opened(cs, "first") | {"act": "save"})

    def listed(query):
        return sorted(
            re.findall(r'title-link" href="/console/content/([^"]+)"', cs.get(f"/console/content{query}").text)
        )

    assert listed("") == ["first", "old", "plan-a-route", "second"]
    assert listed("?state=menu") == ["first", "second"]
    assert listed("?state=draft") == ["first", "plan-a-route"]
    assert listed("?state=archived") == ["old"]
    assert listed("?stage=adoption") == ["second"]
    assert listed("?q=ROUTE+plan") == ["plan-a-route"]
    assert listed("?q=はじめ") == ["first"]
    assert listed("?q=100%25_") == ["second"] and listed("?q=%25x") == []
    assert listed("?state=nonsense") == listed("")
    assert "Nothing matches these filters" in cs.get("/console/content?q=zzz").text
    assert "Nobody is writing" not in cs.get("/console/content?state=draft").text


def test_everything_is_in_the_audit_log(cs, client_of, make):
    cs.post("/console/content/first", data=opened(cs, "first") | {"act": "save"})
    publish(cs, "first", en_body="Other\n")
    cs.post("/console/content/first/reviewed")
    cs.post("/console/content/first/archive")
    log = client_of(make.staff(Role.ADMIN)).get("/console/settings/audit").text
    for words in ("saved a draft of", "changed a content item", "reviewed a content item", "took a content item off"):
        assert words in log
    assert log.count("<b>Cora</b>") >= 4 and "first" in log
