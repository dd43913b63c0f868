"""Whoever looks after an item is told once for each review that is due; the list shows it to all staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.kernel.calendar import now, pretend
from portal.kernel.db import db
from portal.learning.commands.reviews import remind
from portal.learning.models import Item
from portal.notifications.models import Notification

OWNER = "cora@vendor.example"


@pytest.fixture
def later(app, drain):
    """`later(days)` runs the daily job, and what follows, as if so many days had passed."""

    def run(days):
        with app.app_context(), pretend(now() + timedelta(days=days)):
            remind()
            drain()

    return run


@pytest.fixture
def cora(make):
    return make.staff(Role.CS, email=OWNER, display_name="Cora")


def test_the_owner_is_told_once_by_bell_and_mail(content, later, cora, make, rows, outgoing, client_of):
    make.staff(Role.CS)
    content.write("en/onboarding/first.md", title="First", owner="Cora@Vendor.example", review_days="30")
    content.sync()
    later(29)
    assert rows(Notification) == []
    for day in (30, 31, 60):
        later(day)
    assert [told.person_id for told in rows(Notification)] == [cora.id]
    [mail] = outgoing()
    assert mail.to_email == OWNER and "“First” is due for review" in mail.subject
    assert "“First” is due for review" in client_of(cora).get("/notifications").text


def test_a_review_done_sets_the_next_one(content, later, cora, rows, client_of, app, event_names):
    content.write("en/onboarding/first.md", owner=OWNER, review_days="30")
    content.sync()
    later(30)
    browser = client_of(cora)
    assert browser.post("/console/content/first/reviewed").status_code == 303
    assert rows(Item)[0].reviewed_at > now() - timedelta(minutes=1)
    assert event_names()[-1] == "item.reviewed"
    later(10)
    assert event_names().count("item.review_due") == 1


def test_after_the_next_due_day_the_owner_is_told_again(content, later, cora, app, event_names):
    content.write("en/onboarding/first.md", owner=OWNER, review_days="30")
    content.sync()
    later(30)
    with app.app_context():
        db.session.execute(sa.update(Item).values(reviewed_at=now() + timedelta(days=40)))
        db.session.commit()
    later(60)
    later(71)
    later(72)
    assert event_names().count("item.review_due") == 2


@pytest.mark.parametrize("owner", ["", "nobody@vendor.example", "customer@company.example"])
def test_without_a_colleague_as_owner_only_the_list_shows_it(
    owner, content, later, make, rows, client_of, event_names, app
):
    make.person(email="customer@company.example")
    content.write("en/onboarding/first.md", title="First", owner=owner, review_days="30")
    content.write("en/onboarding/second.md", title="Second", review_days="300")
    content.sync()
    later(31)
    assert "item.review_due" not in event_names() and rows(Item)[0].review_told_at is None
    with app.app_context():
        db.session.execute(sa.update(Item).values(reviewed_at=now() - timedelta(days=31)))
        db.session.commit()
    page = client_of(make.staff(Role.PRODUCT)).get("/console/content?state=overdue").text
    assert "First" in page and "Second" not in page and "Overdue" in page


def test_archived_items_are_not_reviewed(content, later, cora, event_names):
    content.write("en/onboarding/first.md", owner=OWNER, review_days="30")
    content.write("en/onboarding/second.md")
    content.sync()
    content.remove("en/onboarding/first.md")
    content.sync()
    later(31)
    assert "item.review_due" not in event_names()
