"""Scanners follow every link of a mail before its reader does. Nothing they do is counted, and nobody is opted out."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine

from portal.kernel.calendar import now
from portal.notifications.models import Preference
from portal.surveys.models import Invitation, Opening, Response, ResponseChange, ResponseCount


def follow_all(client, link):
    """What a gateway does within a second: HEAD and GET of all eleven."""
    for score in range(11):
        assert client.head(f"{link}?score={score}").status_code == 200
        assert client.get(f"{link}?score={score}").status_code == 200


def counted(rows):
    return sum(one.n for one in rows(ResponseCount))


def test_head_and_get_of_all_links_move_nothing_but_the_log(asking, client, rows, answers):
    asking.wave()
    before = rows(Invitation)
    follow_all(client, asking.link())
    kept = {name: value for name, value in vars(before[0]).items() if not name.startswith("_")}
    assert {name: getattr(rows(Invitation)[0], name) for name in kept} == kept
    assert answers() == [] and counted(rows) == 0
    assert len(rows(Opening)) == 22 and {one.method for one in rows(Opening)} == {"HEAD", "GET"}


def test_the_log_of_one_link_does_not_grow_without_end(asking, client, rows):
    asking.wave()
    for _time in range(205):
        client.head(asking.link())
    assert len(rows(Opening)) == 200


def test_a_post_without_any_signal_is_kept_and_not_counted(asking, client, rows, answers):
    asking.wave()
    client.post(asking.link(), data={"score": 0})
    assert answers() == [(0, True)] and counted(rows) == 0
    page = client.get(asking.link()).text
    assert "Saved." not in page and 'name="score"' in page  # the person who comes later is asked as ever


def test_a_page_that_sends_itself_while_different_scores_are_opened_is_a_machine(asking, client, answers):
    asking.wave()
    follow_all(client, asking.link())
    client.post(asking.link(), data={"score": 10, "by": "hand"})
    assert answers() == [(10, True)]


def test_a_touch_without_such_a_burst_is_a_person(asking, client, answers):
    asking.wave()
    client.get(f"{asking.link()}?score=9")
    client.post(asking.link(), data={"score": 9, "by": "hand"})
    assert answers() == [(9, False)]


def test_scores_opened_long_ago_say_nothing_of_who_comes_now(asking, client, answers):
    asking.wave()
    follow_all(client, asking.link())
    with time_machine.travel(now() + timedelta(minutes=5)):
        client.get(f"{asking.link()}?score=9")
        client.post(asking.link(), data={"score": 9, "by": "hand"})
    assert answers() == [(9, False)]


def test_the_person_who_presses_the_button_after_the_machine_counts_once(asking, client, rows, answers):
    asking.wave()
    follow_all(client, asking.link())
    client.post(asking.link(), data={"score": 0})
    client.post(asking.link(), data={"score": 5, "by": "hand"})
    assert answers() == [(5, True)]
    with time_machine.travel(now() + timedelta(hours=30)):
        asking.answer(9)
        asking.answer(10)
    assert answers() == [(10, False)] and counted(rows) == 1
    assert [(one.score, one.signal, one.suspected) for one in rows(ResponseChange)] == [
        (0, "none", True),
        (5, "hand", True),
        (9, "button", False),
        (10, "button", False),
    ]


def test_a_machine_that_comes_after_the_person_changes_nothing(asking, client, rows, answers):
    asking.wave()
    asking.answer(9)
    client.post(asking.link(), data={"score": 0})
    assert answers() == [(9, False)] and counted(rows) == 1 and rows(Response)[0].version == 1


def test_looking_at_the_unsubscribe_link_opts_nobody_out_and_one_click_does(asking, client, outgoing, rows):
    asking.wave()
    [letter] = outgoing()
    address = stop_link(asking)
    assert client.get(address).status_code == client.head(address).status_code == 200 and rows(Preference) == []
    clicked = client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200 and [one.kind for one in rows(Preference)] == ["surveys"]
    [invitation] = rows(Invitation)
    assert invitation.opted_out_at is not None and invitation.remind_at is None
    assert letter.state == "sent"


def test_who_opted_out_can_still_answer_the_one_that_came(asking, client, answers):
    asking.wave()
    client.post(stop_link(asking), data={"List-Unsubscribe": "One-Click"})
    asking.answer(6)
    assert answers() == [(6, False)]


def stop_link(asking):
    page = asking.app.test_client().get(asking.link()).text
    return re.search(r'href="[^"]*?(/unsubscribe/[^"]+)"', page)[1]
