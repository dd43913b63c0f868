"""A closed group is nowhere for those who are not in it: not on a page, in a number, a search, a name or a notification."""

from __future__ import annotations

import re

import pytest

from portal.accounts.models import Role
from portal.community.commands import merging
from portal.community.commands.merging import merge
from portal.community.models import CommunityGroup, Question
from portal.notifications.models import Notification
from tests.community.grouping import groups, press, send
from tests.search.conftest import empty_index

__all__ = ["groups"]
MARK = "xqhiddengroupqx"


@pytest.fixture(autouse=True)
def own_index(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.extensions, "search", {"sqlite": empty_index(tmp_path / "search")})


@pytest.fixture
def secret(groups, make, drain):
    """A closed group with a member, a question and a request; its slug."""
    names = {"en": f"Harbour {MARK}", "ja": f"港 {MARK}"}
    slug = groups.closed(names=names, abouts={"en": f"About {MARK}", "ja": f"説明{MARK}"})
    groups.member = make.person(display_name="Mia Member")
    groups.put(slug, groups.member, leader=True)
    groups.ask(groups.member, slug, f"Question {MARK}")
    drain()
    return slug


def pages(slug):
    more = ("", "/members", "/requests", "/invite", "/invite?q=m")
    return [f"/community/groups/{slug}{one}" for one in more]


def outsiders(make, client, client_of):
    asked = make.person()
    return [client, client_of(asked), client_of(make.person(Role.MEMBER | Role.CHAMPION))]


def test_its_pages_are_not_there_and_its_forms_do_nothing(secret, groups, make, client, client_of, rows):
    before = groups.states(secret)
    for browser in outsiders(make, client, client_of)[1:]:
        assert {browser.get(path).status_code for path in pages(secret)} == {404}
        for act in ("membership", "follow", "pin", "requests", "invite", "members/remove", "leaders"):
            form = {"want": "1", "act": "let_in", "person": groups.member.public_id, "question": rows(Question)[0].id}
            assert browser.post(f"/community/groups/{secret}/{act}", data=form).status_code == 404, act
    assert [client.get(path).status_code for path in pages(secret)] == [404, 404, 302, 302, 302]
    assert groups.states(secret) == before


def test_the_list_and_its_numbers_do_not_know_it(secret, groups, make, client, client_of):
    groups.open()
    for browser in outsiders(make, client, client_of):
        page = browser.get("/community/groups").text
        assert MARK not in page and secret not in page and page.count('<li class="row nowrap top') == 1
    for browser in (client_of(groups.member), client_of(make.staff(Role.PRODUCT))):
        assert MARK in browser.get("/community/groups").text


def test_search_finds_it_for_members_and_staff_only(secret, groups, make, client, client_of, count_queries):
    def finds(browser):
        page = browser.get("/search", query_string={"q": f"harbour {MARK}"}).text
        return "title-link" in page

    assert not any(finds(browser) for browser in outsiders(make, client, client_of))
    assert all(finds(client_of(person)) for person in (groups.member, groups.cs))


def test_search_forgets_it_for_outsiders_as_it_closes_and_finds_it_as_it_opens(secret, groups, make, client_of, drain):
    browser = client_of(make.person())

    def found():
        drain()
        return "title-link" in browser.get("/search", query_string={"q": MARK, "kind": "group"}).text

    assert not found()
    groups.set_access(secret, "request")
    assert found()
    groups.set_access(secret, "closed")
    assert not found()
    groups.set_access(secret, "open")
    groups.archive(secret)
    assert not found()
    groups.archive(secret, want=False)
    assert found()


def test_a_misspelt_word_of_it_is_not_put_right_for_outsiders(secret, make, client_of):
    page = client_of(make.person()).get("/search", query_string={"q": f"{MARK[:-1]}z"}).text
    assert MARK not in page


def test_who_was_told_of_it_and_is_out_reads_no_word_of_it(secret, groups, make, client_of, drain, rows):
    ann = make.person()
    assert send(client_of(groups.cs), secret, "invite", ann) == 303
    drain()
    browser = client_of(ann)
    assert MARK in browser.get("/notifications").text and len(rows(Notification, person_id=ann.id)) == 1
    assert send(client_of(groups.cs), secret, "members/remove", ann) == 303
    assert MARK not in browser.get("/notifications").text


def test_who_asked_before_it_closed_hears_no_word_of_it(groups, make, client_of, drain):
    slug, ann = groups.request(names={"en": MARK, "ja": MARK}), make.person()
    press(client_of(ann), slug)
    groups.set_access(slug, "closed")
    assert send(client_of(groups.cs), slug, "requests", ann, act="decline") == 303
    drain()
    assert MARK not in client_of(ann).get("/notifications").text


def test_names_of_members_are_for_customers_and_companies_as_they_agreed(groups, make, client, client_of, rows):
    slug, quiet = groups.open(), make.organization(name="Quiet Depot")
    loud = make.organization(name="Loud Depot", may_be_named=True)
    groups.put(slug, make.person(organization=quiet), make.person(organization=loud))
    page = client_of(make.person()).get(f"/community/groups/{slug}/members").text
    assert "Loud Depot" in page and "Quiet Depot" not in page
    assert client.get(f"/community/groups/{slug}/members").status_code == 404
    assert "Quiet Depot" in client_of(groups.cs).get(f"/community/groups/{slug}/members").text
    assert not re.search(r"@company\.example", page)


def test_closing_and_opening_take_the_questions_along(groups, make, client, rows):
    slug, ann = groups.open(), make.person()
    groups.put(slug, ann)
    groups.ask(ann, slug)
    groups.set_access(slug, "closed")
    assert [row.secret for row in rows(Question)] == [True] and client.get(
        f"/community/groups/{slug}"
    ).status_code == 404
    groups.set_access(slug, "request")
    assert [row.secret for row in rows(Question)] == [False] and client.get(
        f"/community/groups/{slug}"
    ).status_code == 200


def test_a_group_half_merged_with_others_cannot_be_closed(groups, make, client_of, rows):
    slug, ann = groups.open(), make.person()
    groups.put(slug, ann)
    inside, outside = groups.ask(ann, slug, "Gloves inside?"), groups.ask(ann, "", "Gloves outside?")
    groups.do(merge, groups.cs, inside, outside)
    row = groups.row(slug)
    form = {"kind": "topic", "access": "closed", "icon": "users", "position": "0", "version": row.version}
    texts = {f"{part}_{code}": "Warm chain" for part in ("name", "about") for code in ("en", "ja")}
    answer = client_of(groups.cs).post(f"/console/community/groups/{row.id}", data=form | texts)
    assert answer.status_code == 409 and "Gloves inside?" in answer.text and "Warm chain" in answer.text
    assert [one.access for one in rows(CommunityGroup)] == ["open"] and not any(one.secret for one in rows(Question))


def test_words_of_a_request_are_for_who_decides(groups, make, client_of, drain):
    slug, ann, lea = groups.request(), make.person(display_name="Ann Asks"), make.person()
    groups.put(slug, lea, leader=True)
    press(client_of(ann), slug, words=f"We {MARK}")
    drain()
    for person, told in ((lea, True), (make.person(), False), (ann, False), (groups.cs, False)):
        assert (MARK in client_of(person).get("/notifications").text) is told
    assert MARK in client_of(groups.cs).get(f"/community/groups/{slug}/requests").text
    assert MARK not in client_of(make.staff(Role.PRODUCT)).get(f"/community/groups/{slug}").text


def test_what_was_asked_in_a_closed_group_is_moved_by_staff_only_and_never_half_of_what_is_merged(
    act, client_of, make, ask, group, rows
):
    ann, cs = make.person(), make.staff(Role.CS)
    closed = group(ann, access="closed")
    number, other = (ask(ann, title=title, group=closed.slug) for title in ("Secret one", "Secret two"))
    words = {"title": "Secret one", "text": "All of it.", "group": "", "area": "", "tags": "", "version": "1"}
    answer = client_of(ann).post(f"/community/questions/{number}/edit", data=words)
    assert answer.status_code == 422 and "All of it." in answer.text
    assert rows(Question, id=number)[0].secret
    act(cs, merging.merge, other, number)
    assert client_of(cs).post(f"/community/questions/{number}/edit", data=words).status_code == 422
    assert [one.secret for one in rows(Question)] == [True, True]
    act(cs, merging.unmerge, other)
    assert client_of(cs).post(f"/community/questions/{number}/edit", data=words).status_code == 303
    assert not rows(Question, id=number)[0].secret
