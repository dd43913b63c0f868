"""Who hears of comings to a group, in words of their language."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.notifications.models import Notification
from tests.community.grouping import groups, press, send

__all__ = ["groups"]


@pytest.fixture
def told(rows):
    """By whom something was told, in order."""
    return lambda: sorted(row.person_id for row in rows(Notification))


def test_leaders_hear_of_a_request_and_nobody_else(groups, make, client_of, drain, told):
    slug, ann, lea = groups.request(), make.person(display_name="Ann Asks"), make.person()
    groups.put(slug, lea, leader=True)
    groups.put(slug, make.person(), make.person(suspended_at=now()), leader=False)
    press(client_of(ann), slug, words="We run a cold store")
    press(client_of(ann), slug, words="We run two")
    drain()
    assert told() == [lea.id]
    page = client_of(lea).get("/notifications").text
    assert "Ann Asks asks to join" in page and "We run two" in page
    press(client_of(ann), slug, "0")
    assert "Ann Asks asks to join" not in client_of(lea).get("/notifications").text


def test_where_nobody_leads_who_can_act_customer_success_hears(groups, make, client_of, drain, told):
    slug, ann = groups.request(), make.person()
    groups.put(slug, make.person(suspended_at=now()), leader=True)
    make.staff(Role.PRODUCT)
    press(client_of(ann), slug)
    drain()
    assert told() == [groups.cs.id]


@pytest.mark.parametrize(
    ("state", "act", "form", "words"),
    [
        ("asked", "requests", {"act": "let_in"}, "「低温物流.*」のメンバーになりました"),
        ("asked", "requests", {"act": "decline"}, "「低温物流.*」への参加は見送られました"),
        ("", "invite", {}, "「低温物流.*」に招待され、メンバーになりました"),
        ("member", "leaders", {"want": "1"}, "「低温物流.*」のリーダーになりました"),
    ],
)
def test_the_person_is_told_in_their_language(groups, make, client_of, drain, outgoing, told, state, act, form, words):
    import re

    slug, ann = groups.request(), make.person(language="ja")
    if state:
        groups.put(slug, ann, state=state)
    assert send(client_of(groups.cs), slug, act, ann, **form) == 303
    drain()
    assert told() == [ann.id]
    assert re.search(words, client_of(ann).get("/notifications").text)
    assert [bool(re.search(words, mail.subject)) for mail in outgoing()] == [True]


def test_who_is_out_before_the_mail_goes_gets_none_about_a_closed_group(groups, make, client_of, drain, outgoing):
    slug, ann = groups.closed(), make.person()
    send(client_of(groups.cs), slug, "invite", ann)
    send(client_of(groups.cs), slug, "members/remove", ann)
    drain()
    assert outgoing() == []
