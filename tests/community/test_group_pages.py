"""The pages of groups: what stands there for whom, in both languages, empty and full."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.community.models import Helper, Question
from portal.kernel.calendar import now
from portal.kernel.db import db
from tests.community.grouping import groups, press

__all__ = ["groups"]


def read(browser, slug, more=""):
    answer = browser.get(f"/community/groups/{slug}{more}")
    assert answer.status_code == 200
    return answer.text


def test_the_list_is_divided_and_empty_parts_are_left_out(groups, make, client_of):
    browser = client_of(make.person())
    assert "There are no groups yet" in browser.get("/community/groups").text
    assert "Make a group" in client_of(groups.cs).get("/community/groups").text
    groups.open(kind="industry", position=2)
    groups.request(kind="champions")
    page = browser.get("/community/groups").text
    assert page.index("Where champions gather") < page.index("By industry") and "By use case" not in page
    assert "Ask to join" in page and ">Join<" in page.replace("</svg>", ">")


def test_japanese_readers_read_japanese(groups, make, client_of):
    slug = groups.request()
    browser = client_of(make.person(language="ja"))
    assert "ユーザー分科会" in browser.get("/community/groups").text
    for more in ("", "/members"):
        assert "低温物流" in read(browser, slug, more)
    assert "参加を申請" in read(browser, slug)


def test_members_of_the_industry_see_it_marked(groups, make, client_of):
    groups.open(industry="Cold storage")
    ours = make.person(organization=make.organization(industry="cold STORAGE"))
    assert "Your industry" in client_of(ours).get("/community/groups").text
    other = client_of(make.person()).get("/community/groups").text
    assert "Your industry" not in other and "Cold storage" not in other


def test_guests_are_led_to_sign_in_and_come_back(groups, client):
    slug = groups.open()
    for page in (client.get("/community/groups").text, read(client, slug)):
        assert f"/sign-in?next=/community/groups/{slug}" in page and "csrf_token" not in page


def test_who_asks_there_and_who_is_asked_to_join(groups, make, client_of):
    slug, member = groups.request(), make.person()
    groups.put(slug, member)
    asks = f"/community/questions/new?group={slug}"
    assert asks in read(client_of(member), slug) and asks in read(client_of(groups.cs), slug)
    outsider = read(client_of(make.person()), slug)
    assert asks not in outsider and 'id="words"' in outsider and "Nobody has asked here yet" in outsider
    groups.archive(slug)
    for person in (member, groups.cs):
        page = read(client_of(person), slug)
        assert asks not in page and "This group is archived" in page and "/invite" not in page


def test_its_questions_stand_newest_first_by_twenty_with_what_became_of_them(groups, make, client_of, app):
    slug, ann = groups.open(), make.person(display_name="Ann Asks")
    groups.put(slug, ann)
    ids = [groups.ask(ann, slug, f"Question {number:02}?") for number in range(23)]
    with app.app_context():
        db.session.execute(sa.update(Question).where(Question.id == ids[22]).values(solved_at=now(), answers=4))
        db.session.execute(sa.update(Question).where(Question.id == ids[21]).values(hidden_at=now()))
        db.session.execute(sa.update(Question).where(Question.id == ids[20]).values(champion_at=now()))
        db.session.commit()
    browser = client_of(make.person())
    page = read(browser, slug)
    shown = re.findall(r"Question (\d\d)\?", page)
    assert shown == [f"{number:02}" for number in (22, 20, *range(19, 1, -1))]
    assert "solved" in page and "Champion answered" in page and "Ann Asks" in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older and re.findall(r"Question (\d\d)\?", browser.get(older[1]).text) == ["01", "00"]


def test_members_are_paged_in_the_order_they_came(groups, make, client_of):
    slug = groups.open()
    people = [make.person(display_name=f"Member {number:02}") for number in range(22)]
    groups.put(slug, people[0], leader=True)
    groups.put(slug, *people[1:])
    browser = client_of(people[3])
    page = read(browser, slug, "/members")
    assert re.findall(r"<b>Member (\d\d)</b>", page) == [f"{number:02}" for number in range(20)]
    assert page.count("Leads the group") == 1 and "Take out" not in page and "Make leader" not in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following and re.findall(r"<b>Member (\d\d)</b>", browser.get(following[1]).text) == ["20", "21"]


def test_champions_and_leaders_stand_beside_the_questions(groups, make, client_of):
    slug = groups.open()
    champion = make.person(Role.MEMBER | Role.CHAMPION, display_name="Cho Champion")
    make.add(Helper(person_id=champion.id, champion=True))
    lea = make.person(display_name="Lea Leader")
    groups.put(slug, champion)
    browser = client_of(make.person())
    assert "Cho Champion" in read(browser, slug) and "Customer success" in read(browser, slug)
    groups.put(slug, lea, leader=True)
    assert "Lea Leader" in read(browser, slug)


def test_of_the_champions_in_a_group_who_helped_most_comes_first(groups, make, client_of):
    slug = groups.open()
    for name, accepted in (("Some Help", 2), ("Most Help", 7), ("No Help", 0)):
        champion = make.person(Role.MEMBER | Role.CHAMPION, display_name=name)
        make.add(Helper(person_id=champion.id, champion=True, accepted=accepted))
        groups.put(slug, champion)
    elsewhere = make.person(Role.MEMBER | Role.CHAMPION, display_name="Not Here")
    make.add(Helper(person_id=elsewhere.id, champion=True, accepted=9))
    page = read(client_of(make.person()), slug)
    places = [page.index(name) for name in ("Most Help", "Some Help", "No Help")]
    assert places == sorted(places) and "Not Here" not in page


def test_former_members_of_the_portal_are_nameless(groups, make, client_of, app):
    slug, gone = groups.open(), make.person(display_name="Gone Person")
    groups.put(slug, gone)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == gone.id).values(erased_at=now()))
        db.session.commit()
    page = read(client_of(make.person()), slug, "/members")
    assert "Gone Person" not in page and "Former member" in page


@pytest.mark.parametrize("more", ["/members", "/requests", "/invite", "/invite?q=zzz"])
def test_empty_lists_say_so(groups, make, client_of, more):
    page = read(client_of(groups.cs), groups.closed(), more)
    said = {"/members": "Nobody is in this group yet", "/requests": "Nobody asks to join", "/invite": "Beginning of"}
    assert said.get(more, "Nobody is called like that") in page


def test_a_group_that_is_not_there_is_404(client, client_of, make):
    for browser in (client, client_of(make.person()), client_of(make.staff())):
        assert browser.get("/community/groups/nothing").status_code == 404


def test_pages_of_guests_carry_no_cookie(groups, client):
    slug = groups.open()
    for path in ("/community/groups", f"/community/groups/{slug}"):
        assert "Set-Cookie" not in client.get(path).headers


def test_joining_from_the_list_leads_back_to_it(groups, make, client_of):
    answer = press(client_of(make.person()), groups.open(), look="row", next="/community/groups")
    assert answer.location == "/community/groups"


def test_questions_look_as_in_the_lists_and_only_leaders_find_the_pin(groups, make, client, client_of):
    slug, leader = groups.open(), make.person()
    asker = make.person(display_name="Ann", organization=make.organization(name="Frost", may_be_named=True))
    groups.put(slug, leader, leader=True)
    groups.put(slug, asker)
    number = groups.ask(asker, slug, "Which gloves?")
    row = '<article class="q"><div class="answers">'
    for browser in (client, client_of(asker)):
        page = read(browser, slug)
        assert row in page and "Ann at Frost" in page and "/pin" not in page
    assert row in client.get("/community?tab=newest").text
    page = read(client_of(leader), slug)
    line = page.partition(row)[2].partition("</article>")[0]
    assert f'name="question" value="{number}"' in line and "Pin: Which gloves?" in line
