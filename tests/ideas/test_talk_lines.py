"""Unread comments on one idea are one line, in the list and in the digest."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine

from portal.accounts.models import Person, Role
from portal.ideas.commands import talk
from portal.kernel.db import db
from portal.kernel.mail import Mail
from portal.notifications.commands import choose_mail
from portal.notifications.digests import write_due
from portal.notifications.models import Notification, Way


@pytest.fixture
def says(app, make, drain):
    """Somebody comments on the idea."""

    def said(idea_id, *texts, name="Will", language="en"):
        writer = make.person(display_name=name)
        for text in texts:
            with app.app_context():
                talk.comment(db.session.get_one(Person, writer.id), idea_id, text)
                db.session.commit()
        drain()

    return said


@pytest.fixture
def follower(app, make, idea_of):
    """Somebody with an idea of their own, which they follow."""
    person = make.person(display_name="Fay", time_zone="Asia/Tokyo")
    return person, idea_of(person, title="Keep photos")


def titles(page):
    return re.findall(r'class="title-link">(?:<span class="sr">Unread: </span>)?([^<]+)<', page.text)


def test_they_are_one_line_with_their_number_and_the_newest_words(follower, idea_of, says, client_of):
    fay, idea_id = follower
    says(idea_id, "First words", "Second words", "Third words")
    says(idea_of(fay, title="Export"), "Other words")
    page = client_of(fay).get("/notifications")
    assert titles(page) == ["Will commented on “Export”", "3 new comments on “Keep photos”"]
    assert "Third words" in page.text and "First words" not in page.text
    assert "Notifications, 4 unread" in page.text


def test_opening_the_line_reads_all_it_stood_for_and_nothing_else(follower, idea_of, says, client_of, rows):
    fay, idea_id = follower
    other = idea_of(fay, title="Export")
    says(other, "Other words")
    says(idea_id, "First words", "Second words")
    browser = client_of(fay)
    page = browser.get("/notifications")
    action = re.search(r'action="(/notifications/\d+/open)"[^>]*>(?:(?!</form>).)*name="line"', page.text)[1]
    says(idea_id, "Later words")
    answer = browser.post(action, data={"line": "1"})
    assert answer.status_code == 303 and "#comment-" in answer.location
    unread = [one.read_at is None for one in rows(Notification, person_id=fay.id)]
    assert unread == [True, False, False, True]
    assert titles(browser.get("/notifications?tab=unread")) == [
        "Will commented on “Keep photos”",
        "Will commented on “Export”",
    ]


def test_the_line_of_another_person_is_no_ones_to_read(follower, says, client_of, make, rows):
    fay, idea_id = follower
    says(idea_id, "First words", "Second words")
    newest = rows(Notification, person_id=fay.id)[-1].id
    assert client_of(make.person()).post(f"/notifications/{newest}/open", data={"line": "1"}).status_code == 404
    assert {one.read_at for one in rows(Notification)} == {None}


def test_what_was_read_stands_alone(follower, says, client_of, rows):
    fay, idea_id = follower
    says(idea_id, "First words", "Second words", "Third words")
    browser = client_of(fay)
    browser.post(f"/notifications/{rows(Notification, person_id=fay.id)[0].id}/open")
    assert titles(browser.get("/notifications")) == [
        "2 new comments on “Keep photos”",
        "Will commented on “Keep photos”",
    ]
    browser.post("/notifications/read", data={"up_to": rows(Notification)[-1].id})
    assert titles(browser.get("/notifications")) == ["Will commented on “Keep photos”"] * 3


def test_mentions_stand_alone(follower, says, client_of):
    fay, idea_id = follower
    says(idea_id, "@[Fay] one", "@[Fay] two")
    assert titles(client_of(fay).get("/notifications")) == ["Will mentioned you on “Keep photos”"] * 2


def test_pages_are_of_as_many_notifications_as_ever_both_ways(follower, idea_of, says, client_of):
    fay, idea_id = follower
    other = idea_of(fay, title="Export")
    for number in range(15):
        says(idea_id, f"A{number}", f"B{number}")
        says(other, f"C{number}")
    browser = client_of(fay)

    def follow(page, rel):
        return browser.get(re.search(f'rel="{rel}" href="([^"]+)"', page.text)[1].replace("&amp;", "&"))

    first = browser.get("/notifications")
    second = follow(first, "next")
    third = follow(second, "next")
    pages = (first, second, third)
    numbers = [[int((re.match(r"\d+", title) or "1")[0]) for title in titles(page)] for page in pages]
    assert [sum(page) for page in numbers] == [20, 20, 5] and all(len(page) == 2 for page in numbers)
    assert titles(follow(follow(third, "prev"), "prev")) == titles(first)


def test_they_cost_no_more_than_one(follower, says, client_of, count_queries):
    fay, idea_id = follower
    browser, costs = client_of(fay), []
    for number in (1, 15):
        says(idea_id, *(f"Words {n}" for n in range(number)))
        browser.get("/notifications")
        with count_queries() as counted:
            browser.get("/notifications")
            costs.append(counted())
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("language", "line", "subject"),
    [
        ("en", "- 3 new comments on “Keep photos”", "Will mentioned you on “Keep photos”, and 3 more"),
        ("ja", "- 「Keep photos」に新しいコメントが3件", "「Keep photos」のコメントで、Willさん"),
    ],
)
def test_the_digest_has_one_line_of_them_behind_what_is_worth_a_mail(
    app, follower, says, rows, language, line, subject
):
    fay, idea_id = follower
    with app.app_context():
        db.session.get_one(Person, fay.id).language = language
        choose_mail(fay.id, {"mentions": Way.DIGEST})
        db.session.commit()
    with time_machine.travel(datetime(2027, 3, 24, 12, tzinfo=UTC), tick=False):
        says(idea_id, "@[Fay] zero")
        says(idea_id, "First words", "Second words", "Third words")
    with time_machine.travel(datetime(2027, 3, 28, 23, 1, tzinfo=UTC), tick=False), app.app_context():
        write_due()
    [mail] = rows(Mail, template="digest")
    assert line in mail.text and "Third words" in mail.text and "First words" not in mail.text
    assert mail.subject.startswith(subject[:20])
    assert mail.text.index("zero") < mail.text.index("Third words")


def test_a_comment_taken_back_is_in_no_digest(app, follower, make, drain, rows):
    fay, idea_id = follower
    writer = make.person(Role.MEMBER, display_name="Will")
    with time_machine.travel(datetime(2027, 3, 24, 12, tzinfo=UTC), tick=False):
        with app.app_context():
            made = talk.comment(db.session.get_one(Person, writer.id), idea_id, "Xwords").id
            db.session.commit()
        drain()
        with app.app_context():
            talk.delete(db.session.get_one(Person, writer.id), made)
            db.session.commit()
    with time_machine.travel(datetime(2027, 3, 29, 12, tzinfo=UTC), tick=False):
        drain()
    assert rows(Mail) == []
    assert {one.digest_due for one in rows(Notification)} == {False}
