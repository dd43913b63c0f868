"""Who comes into a group, by whose word, and how they go."""

from __future__ import annotations

import pytest

from portal.accounts.commands.people import leave, move
from portal.accounts.commands.roles import set_roles
from portal.accounts.models import Membership, Role
from portal.community.models import CommunityFollow, GroupMember
from portal.kernel.calendar import now
from tests.community.grouping import HTMX, groups, press, send

__all__ = ["groups"]


def test_whoever_likes_joins_an_open_group_once_and_leaves_it(groups, make, client_of, rows, event_names):
    slug, ann = groups.open(), make.person()
    browser = client_of(ann)
    for want, members in (("1", 1), ("1", 1), ("0", 0), ("0", 0), ("1", 1)):
        assert press(browser, slug, want).status_code == 303
        assert groups.row(slug).members == members and groups.is_right(slug)
        assert [row.wanted for row in rows(CommunityFollow)] == [want == "1"]
    assert event_names().count("group.joined") == 2 and event_names().count("group.left") == 1


def test_htmx_gets_the_other_button_and_the_number(groups, make, client_of):
    slug, browser = groups.open(), client_of(make.person())
    answer = browser.post(f"/community/groups/{slug}/membership", data={"want": "1", "look": "row"}, headers=HTMX)
    assert answer.status_code == 200 and 'value="0"' in answer.text and "1 member<" in answer.text
    answer = browser.post(f"/community/groups/{slug}/membership", data={"want": "0"}, headers=HTMX)
    assert 'value="1"' in answer.text and "members-" not in answer.text


def test_on_request_a_few_words_go_to_the_leaders_and_nobody_is_in_yet(groups, make, client_of, rows):
    slug, ann, lea, other = groups.request(), make.person(), make.person(), make.person()
    groups.put(slug, lea, leader=True)
    groups.put(slug, other)
    press(client_of(ann), slug, words="We run\n  a cold store")
    press(client_of(ann), slug, words="We run two cold stores")
    assert groups.states(slug)[ann.id] == "asked" and groups.row(slug).members == 2
    page = client_of(lea).get(f"/community/groups/{slug}/requests").text
    assert page.count("We run two cold stores") == 1
    for browser in (client_of(other), client_of(ann)):
        assert browser.get(f"/community/groups/{slug}/requests").status_code == 403
        assert "We run two" not in browser.get(f"/community/groups/{slug}").text


def test_too_many_words_are_said_and_kept(groups, make, client_of):
    slug, browser = groups.request(), client_of(make.person())
    answer = press(browser, slug, words="x" * 501)
    assert answer.status_code == 422 and "x" * 501 in answer.text and "now it has 501" in answer.text
    assert groups.states(slug) == {}


def test_a_request_is_granted_or_declined_once_and_can_be_taken_back(groups, make, client_of):
    slug, lea, ann, ben, cem = groups.request(), make.person(), make.person(), make.person(), make.person()
    groups.put(slug, lea, leader=True)
    groups.put(slug, ann, ben, cem, state="asked")
    leads = client_of(lea)
    assert send(leads, slug, "requests", ann, act="let_in") == 303
    assert send(leads, slug, "requests", ann, act="let_in") == 303  # twice is once
    assert send(leads, slug, "requests", ben, act="decline") == 303
    assert send(leads, slug, "requests", ben, act="let_in") == 409
    assert press(client_of(cem), slug, "0").status_code == 303
    assert send(leads, slug, "requests", cem, act="let_in") == 409
    assert send(leads, slug, "requests", lea, act="what") == 422
    assert groups.states(slug) == {lea.id: "leader", ann.id: "member"} and groups.is_right(slug)


def test_without_a_leader_customer_success_decides_and_product_does_not(groups, make, client_of):
    slug, ann = groups.request(), make.person()
    groups.put(slug, ann, state="asked")
    assert send(client_of(make.staff(Role.PRODUCT)), slug, "requests", ann, act="let_in") == 403
    assert send(client_of(groups.cs), slug, "requests", ann, act="let_in") == 303
    assert groups.states(slug) == {ann.id: "member"}


@pytest.mark.parametrize("act", ["requests", "invite", "members/remove", "leaders"])
def test_members_and_outsiders_decide_nothing(groups, make, client_of, act):
    slug, member, outsider, lea = groups.request(), make.person(), make.person(), make.person()
    groups.put(slug, member)
    groups.put(slug, lea, leader=True)
    form = {"act": "let_in", "want": "1"}
    for person in (member, outsider):
        assert send(client_of(person), slug, act, lea, **form) == (404 if act == "leaders" else 403)
    if act == "leaders":  # who leads names nobody
        assert send(client_of(lea), slug, act, member, **form) == 404
        assert send(client_of(make.staff(Role.PRODUCT)), slug, act, member, **form) == 403
    assert groups.states(slug) == {member.id: "member", lea.id: "leader"}


def test_who_led_and_is_suspended_or_left_decides_nothing(groups, make, client_of, app):
    slug, lea, mia, ann = groups.request(), make.person(suspended_at=now()), make.person(), make.person()
    groups.put(slug, lea, mia, leader=True)
    groups.put(slug, ann, state="asked")
    groups.do(leave, groups.cs, mia.id, mia.organization_id)
    assert send(client_of(lea), slug, "requests", ann, act="let_in") == 403
    assert send(client_of(mia), slug, "requests", ann, act="let_in") == 403
    assert client_of(lea).get(f"/community/groups/{slug}/requests").status_code == 200  # reads on


def test_leaders_invite_colleagues_and_who_shares_a_group_and_nobody_else(groups, make, client_of):
    company = make.organization()
    lea, mate = make.person(organization=company), make.person(organization=company, display_name="Zoe Mate")
    shared, stranger = make.person(display_name="Zoe Shared"), make.person(display_name="Zoe Stranger")
    slug, elsewhere, browser = groups.closed(), groups.open(), client_of(lea)
    groups.put(slug, lea, leader=True)
    groups.put(elsewhere, lea, shared)
    page = browser.get(f"/community/groups/{slug}/invite?q=zoe").text
    assert "Zoe Mate" in page and "Zoe Shared" in page and "Zoe Stranger" not in page
    assert "Nobody is called like that" in browser.get(f"/community/groups/{slug}/invite?q={stranger.email}").text
    assert [send(browser, slug, "invite", one) for one in (mate, shared, stranger)] == [303, 303, 404]
    assert groups.states(slug) == {lea.id: "leader", mate.id: "member", shared.id: "member"}
    assert "Zoe Stranger" in client_of(groups.cs).get(f"/community/groups/{slug}/invite?q={stranger.email}").text
    assert send(client_of(groups.cs), slug, "invite", stranger) == 303 and groups.is_right(slug)


def test_nobody_is_invited_to_an_open_group_or_without_a_company(groups, make, client_of):
    gone, ann = make.person(suspended_at=now()), make.person()
    browser = client_of(groups.cs)
    assert send(browser, groups.open(), "invite", ann) == 409
    closed = groups.closed()
    assert send(browser, closed, "invite", gone) == 404
    assert browser.post(f"/community/groups/{closed}/invite", data={"person": "nobody"}).status_code == 404
    assert groups.states(closed) == {}


def test_an_invitation_grants_a_request_that_waits(groups, make, client_of):
    slug, ann = groups.request(), make.person()
    groups.put(slug, ann, state="asked", words="Please")
    assert send(client_of(groups.cs), slug, "invite", ann) == 303
    assert groups.states(slug) == {ann.id: "member"} and groups.is_right(slug)


def test_leaders_take_members_out_but_neither_leaders_nor_themselves(groups, make, client_of):
    slug, lea, mia, ann = groups.open(), make.person(), make.person(), make.person()
    groups.put(slug, lea, mia, leader=True)
    groups.put(slug, ann)
    browser = client_of(lea)
    assert [send(browser, slug, "members/remove", one) for one in (ann, mia, lea, ann)] == [303, 403, 409, 404]
    assert send(client_of(groups.cs), slug, "members/remove", mia) == 303
    assert groups.states(slug) == {lea.id: "leader"} and groups.is_right(slug)


def test_customer_success_names_leaders_among_members_and_the_last_one_may_go(groups, make, client_of, event_names):
    slug, ann, browser = groups.open(), make.person(), client_of(groups.cs)
    assert send(browser, slug, "leaders", ann, want="1") == 409  # no member yet
    groups.put(slug, ann)
    for want, state in (("1", "leader"), ("1", "leader"), ("0", "member"), ("1", "leader")):
        assert send(browser, slug, "leaders", ann, want=want) == 303
        assert groups.states(slug) == {ann.id: state}
    assert event_names().count("member.named_leader") == 2
    assert press(client_of(ann), slug, "0").status_code == 303
    press(client_of(ann), slug)
    assert groups.states(slug) == {ann.id: "member"}  # who comes back leads no longer


def test_an_archived_group_takes_nobody_in_and_lets_people_go(groups, make, client_of):
    slug, lea, ann, ben = groups.request(), make.person(), make.person(), make.person()
    groups.put(slug, lea, leader=True)
    groups.put(slug, ann, state="asked")
    groups.archive(slug)
    assert press(client_of(ben), slug).status_code == 409
    assert send(client_of(lea), slug, "requests", ann, act="let_in") == 409
    assert send(client_of(groups.cs), slug, "invite", ben) == 409
    assert client_of(ben).get(f"/community/groups/{slug}").status_code == 200
    assert slug not in client_of(ben).get("/community/groups").text
    assert press(client_of(lea), slug, "0").status_code == 303
    assert groups.states(slug) == {ann.id: "asked"} and groups.is_right(slug)


def test_staff_come_into_any_group_at_once_and_champions_into_theirs(groups, make, client_of):
    closed, gather, other = groups.closed(), groups.request(kind="champions"), groups.request()
    champion = make.person(Role.MEMBER | Role.CHAMPION)
    press(client_of(groups.cs), closed)
    for slug in (gather, other):
        press(client_of(champion), slug)
        press(client_of(ann := make.person()), slug)
        assert groups.states(slug)[ann.id] == "asked"
    assert groups.states(closed) == {groups.cs.id: "member"}
    assert (groups.states(gather)[champion.id], groups.states(other)[champion.id]) == ("member", "asked")


def test_who_may_not_write_or_is_in_no_company_joins_nothing(groups, make, client, client_of):
    slug, suspended, left = groups.open(), make.person(suspended_at=now()), make.person()
    groups.do(leave, groups.cs, left.id, left.organization_id)
    assert press(client_of(suspended), slug).status_code == 403
    assert press(client_of(left), slug).status_code == 403
    assert "/sign-in" in press(client, slug).location
    assert press(client_of(make.person()), slug, "x").status_code == 422
    assert groups.states(slug) == {}


def test_who_leaves_the_last_company_leaves_closed_groups_and_leads_none(groups, make, client_of, rows):
    ann, opened, closed, asked = make.person(), groups.open(), groups.closed(), groups.request()
    groups.put(opened, ann, leader=True)
    groups.put(closed, ann)
    groups.put(asked, ann, state="asked")
    groups.do(leave, groups.cs, ann.id, ann.organization_id)
    assert (groups.states(opened), groups.states(closed), groups.states(asked)) == ({ann.id: "member"}, {}, {})
    assert client_of(ann).get(f"/community/groups/{closed}").status_code == 404
    assert all(groups.is_right(slug) for slug in (opened, closed, asked))
    assert press(client_of(ann), opened, "0").status_code == 303


def test_who_still_has_a_company_or_moves_stays(groups, make):
    ann, ben, second, closed = make.person(), make.person(), make.organization(), groups.closed()
    make.membership(ann, second)
    groups.put(closed, ann, ben)
    groups.do(leave, groups.cs, ann.id, ann.organization_id)
    groups.do(move, groups.cs, ben.id, second.id)
    assert groups.states(closed) == {ann.id: "member", ben.id: "member"}


def test_who_is_no_longer_staff_leaves_closed_groups(groups, make, client_of):
    gone, admin, closed = make.staff(Role.CS), make.staff(Role.ADMIN), groups.closed()
    groups.put(closed, gone)
    groups.do(set_roles, admin, gone.id, Role.MEMBER)
    assert groups.states(closed) == {} and client_of(gone).get(f"/community/groups/{closed}").status_code == 404


def test_a_leader_or_staff_pin_one_question_of_the_group(groups, make, client_of):
    slug, other, lea = groups.open(), groups.open(), make.person()
    groups.put(slug, lea, leader=True)
    first, second, elsewhere = groups.ask(lea, slug), groups.ask(lea, slug, "Tape?"), groups.ask(groups.cs, other)

    def pin(browser, question, want="1"):
        return browser.post(f"/community/groups/{slug}/pin", data={"question": question, "want": want}).status_code

    browser = client_of(lea)
    assert [pin(browser, first), pin(client_of(groups.cs), second), pin(browser, elsewhere)] == [303, 303, 404]
    assert pin(client_of(make.person()), first) == 403
    assert groups.row(slug).pinned_id == second
    assert pin(browser, first, "0") == 303 and groups.row(slug).pinned_id == second  # another one stands there by now
    assert "Pinned by who leads" in browser.get(f"/community/groups/{slug}").text
    assert pin(browser, second, "0") == 303 and groups.row(slug).pinned_id is None


def test_members_follow_and_may_stop(groups, make, client_of, rows):
    slug, ann = groups.open(), make.person()
    browser = client_of(ann)
    press(browser, slug)
    for want, words in (("0", ">Follow<"), ("1", ">Following<")):
        assert browser.post(f"/community/groups/{slug}/follow", data={"want": want}).status_code == 303
        assert words in browser.get(f"/community/groups/{slug}").text.replace("</svg>", ">")
    answer = browser.post(f"/community/groups/{slug}/follow", data={"want": "0"}, headers=HTMX)
    assert answer.status_code == 200 and "no longer hear" in answer.text
    assert len(rows(Membership, person_id=ann.id)) == 1 and len(rows(GroupMember)) == 1
