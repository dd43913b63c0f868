"""Making and changing groups: names in both languages, one group of the champions, saves that meet, and the audit log."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.community.models import CommunityGroup
from portal.kernel.events import EVENTS, Event
from tests.community.grouping import groups, send

__all__ = ["groups"]
WORDS = {"name_en": "Food", "name_ja": "食品", "about_en": "For food makers.", "about_ja": "食品メーカー向け。"}
FORM = WORDS | {"kind": "industry", "industry": "Food", "access": "open", "icon": "snowflake", "position": "3"}


def save(browser, row, **form):
    return browser.post(f"/console/community/groups/{row.id}", data=FORM | {"version": row.version} | form)


def test_a_group_is_made_with_its_words_and_once(groups, client_of, rows):
    browser = client_of(groups.cs)
    for _time in range(2):
        answer = browser.post("/console/community/groups/new", data=FORM | {"form_key": "one"})
        assert answer.status_code == 303 and answer.location == "/community/groups/food"
    [row] = rows(CommunityGroup)
    assert (row.names, row.kind, row.industry, row.access) == ({"en": "Food", "ja": "食品"}, "industry", "Food", "open")
    assert (row.icon, row.position, row.members, row.questions) == ("snowflake", 3, 0, 0)
    assert "食品メーカー向け。" in browser.get(f"/console/community/groups/{row.id}").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name_ja": " "}, "Write this in each language."),
        ({"name_en": "x" * 61}, "now it has 61"),
        ({"about_en": "x" * 301}, "now it has 301"),
        ({"kind": "club"}, "Choose from the list."),
        ({"access": "secret"}, "Choose from the list."),
        ({"icon": "skull"}, "Choose from the list."),
        ({"position": "-1"}, "A number from 0"),
        ({"position": "abc"}, "A number from 0"),
        ({"industry": "x" * 61}, "now it has 61"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(groups, client_of, rows, form, said):
    answer = client_of(groups.cs).post("/console/community/groups/new", data=FORM | {"about_ja": "残る言葉"} | form)
    assert (
        answer.status_code == 422 and said in answer.text and "残る言葉" in answer.text and rows(CommunityGroup) == []
    )


def test_names_and_the_group_of_champions_are_there_once(groups, client_of, rows):
    browser = client_of(groups.cs)
    browser.post("/console/community/groups/new", data=FORM | {"kind": "champions"})
    other = {"name_en": "Retail", "name_ja": "小売"}
    for form, said in (
        ({"name_en": "FOOD", "name_ja": "小売"}, "is there already"),
        (other | {"kind": "champions"}, "gather already"),
    ):
        answer = browser.post("/console/community/groups/new", data=FORM | form)
        assert answer.status_code == 422 and said in answer.text
    assert browser.post("/console/community/groups/new", data=FORM | other).status_code == 303
    assert [row.slug for row in rows(CommunityGroup)] == ["food", "retail"]


def test_a_save_over_a_newer_one_shows_both(groups, client_of, rows):
    slug, browser = groups.open(), client_of(groups.cs)
    old = groups.row(slug)
    assert save(browser, old).status_code == 303
    answer = save(browser, old, name_en="Food and drink")
    assert answer.status_code == 409 and "Food and drink" in answer.text and "Stands now" in answer.text
    assert save(browser, groups.row(slug), name_en="Food and drink").status_code == 303
    assert rows(CommunityGroup)[0].names["en"] == "Food and drink" and rows(CommunityGroup)[0].slug == slug
    assert save(browser, groups.row(slug), version="").status_code == 422


def test_product_reads_and_customers_see_no_console(groups, make, client_of):
    groups.closed()
    product, row = client_of(make.staff(Role.PRODUCT)), groups.newest()
    page = product.get("/console/community/groups").text
    assert "Cold chain" in page and "Archive" not in page and "Make a group" not in page
    for path in ("/console/community/groups/new", f"/console/community/groups/{row.id}"):
        assert (product.get(path).status_code, product.post(path, data=FORM).status_code) == (403, 403)
        assert client_of(make.person()).get(path).status_code == 404
    assert client_of(groups.cs).get("/console/community/groups/999").status_code == 404
    assert "There are no groups yet" not in page


def test_the_list_says_what_waits_and_archiving_can_be_undone(groups, make, client_of):
    slug, browser = groups.request(), client_of(groups.cs)
    assert browser.get("/console/community/groups").status_code == 200
    groups.put(slug, make.person(), make.person(), state="asked")
    assert "2 requests" in browser.get("/console/community/groups").text
    path = f"/console/community/groups/{groups.row(slug).id}/archive"
    assert browser.post(path, data={"want": "x"}).status_code == 422
    for want in ("1", "1", "0", "0"):
        assert browser.post(path, data={"want": want}).status_code == 303
        assert (groups.row(slug).archived_at is not None) is (want == "1")


def test_an_empty_list_leads_to_the_form(groups, client_of):
    page = client_of(groups.cs).get("/console/community/groups").text
    assert "There are no groups yet" in page and "/console/community/groups/new" in page


def test_what_staff_and_leaders_do_is_in_the_audit_log(groups, make, client_of, rows):
    slug, ann, browser = groups.request(), make.person(display_name="Ann Asks"), client_of(groups.cs)
    groups.put(slug, ann, state="asked")
    send(browser, slug, "requests", ann, act="let_in")
    send(browser, slug, "leaders", ann, want="1")
    send(browser, slug, "members/remove", ann)
    save(browser, groups.row(slug), access="closed")
    groups.archive(slug)
    names = {event.name for event in rows(Event) if event.name.partition(".")[0] in ("group", "member")}
    assert names == {
        "group.created", "group.changed", "group.access_changed", "group.archived",
        "member.let_in", "member.named_leader", "member.taken_out",
    }  # fmt: skip
    assert all(EVENTS[name].audit for name in names)
    page = client_of(make.staff(Role.ADMIN)).get("/console/settings/audit").text
    assert "let the person into a group" in page and "Ann Asks" in page and slug in page
