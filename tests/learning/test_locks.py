"""People who finish, vote and suggest while staff publish and tidy up: nobody waits in a circle, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from portal.accounts.models import Membership, Role
from portal.kernel.db import db
from portal.learning.commands import progress, publishing, shelf, suggestions
from portal.learning.commands.counters import rebuild_helpful
from portal.learning.models import Completion, Item, Suggestion, TrayShare
from tests.learning.editing import opened, renamed

WAIT = 0.7  # seconds in which the other one gets as far as it can


def pausing(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Callable[[], None]:
    """Let the function stop before it runs, once, until somebody else came; the other calls what is returned first."""
    real, reached, first = getattr(module, name), Event(), [True]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if first and first.pop():
            reached.set()
            Event().wait(WAIT)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, wrapped)
    return lambda: (reached.wait(10), None)[1]


def both(first: Callable[[], Any], when: Callable[[], None], second: Callable[[], Any]) -> list[int]:
    """The status of two requests, the second sent while the first has stopped."""

    def later() -> Any:
        when()
        return second()

    with ThreadPoolExecutor(2) as threads:
        return [each.result().status_code for each in (threads.submit(first), threads.submit(later))]


@pytest.fixture
def lesson(content):
    content.write("en/onboarding/one.md")
    content.write("en/onboarding/course.md", format="course", lessons="[one]")
    content.sync()
    return content


def publish(browser: Any, slug: str) -> Callable[[], Any]:
    form = opened(browser, slug) | renamed({"en_body": "Other words.\n"}) | {"act": "publish"}
    return lambda: browser.post(f"/console/content/{slug}", data=form)


def test_a_lesson_is_finished_while_it_is_published(lesson, client_of, make, rows, monkeypatch):
    when = pausing(monkeypatch, publishing, "held")  # with all courses locked, the item not yet
    member, cs = client_of(make.person()), client_of(make.staff(Role.CS))
    done = both(publish(cs, "one"), when, lambda: member.post("/learn/one/done", data={"how": "self"}))
    assert done == [303, 303]
    assert rows(Item, slug="one")[0].version == 2 and [row.kind for row in rows(Completion)] == ["self"]


def test_a_lesson_is_finished_while_it_gets_another_address(lesson, client_of, make, rows, monkeypatch):
    when = pausing(monkeypatch, shelf.Shelf, "rename")
    member = client_of(make.person())
    lesson.move("en/onboarding/one.md", "en/onboarding/first.md")
    lesson.write("en/onboarding/first.md", supersedes="[one]")

    def sync() -> Any:
        assert lesson.sync().applied
        return member.get("/learn/first")

    assert both(sync, when, lambda: member.post("/learn/one/done", data={"how": "self"})) == [200, 303]
    assert [row.kind for row in rows(Completion)] == ["self"]


def test_an_item_is_suggested_while_it_is_published(lesson, client_of, make, done, rows, monkeypatch):
    company = make.organization()
    lead = make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    mate = make.person(organization=company)
    done(mate, "one", "earned")
    lesson.write("en/onboarding/two.md")
    lesson.write("en/onboarding/course.md", format="course", lessons="[one, two]")
    lesson.sync()
    browser, cs = client_of(lead), client_of(make.staff(Role.CS))
    form = {"item": "course", "person": mate.public_id, "note": ""}
    when = pausing(monkeypatch, suggestions, "_insert")  # with the company locked
    sent = both(lambda: browser.post("/company/learning/suggest", data=form), when, publish(cs, "course"))
    assert sent == [303, 303] and len(rows(Suggestion)) == 1


def test_a_tray_is_shared_while_something_is_suggested(lesson, client_of, make, rows, monkeypatch):
    company = make.organization()
    lead = make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    mate = make.person(organization=company)
    key, own = client_of(lead), client_of(mate)
    form = {"item": "one", "person": mate.public_id, "note": ""}
    when = pausing(monkeypatch, suggestions, "_insert")
    sent = both(
        lambda: key.post("/company/learning/suggest", data=form),
        when,
        lambda: own.post("/tray/share", data={"want": "1"}),
    )
    assert sent == [303, 303] and len(rows(Suggestion)) == len(rows(TrayShare)) == 1


def test_a_leaver_is_removed_while_finishing_something(lesson, client_of, make, rows, monkeypatch):
    company = make.organization()
    lead = make.person(organization=company, roles=Role.MEMBER | Role.KEYPERSON)
    mate = make.person(organization=company)
    key, own = client_of(lead), client_of(mate)
    when = pausing(monkeypatch, progress, "complete")  # with the person locked
    sent = both(
        lambda: own.post("/learn/one/done", data={"how": "self"}),
        when,
        lambda: key.post("/account/company/remove", data={"person": mate.public_id}),
    )
    assert sent == [303, 303] and len(rows(Completion)) == 1
    assert rows(Membership, person_id=mate.id) == []


def test_helpful_counts_are_rebuilt_while_somebody_finishes(content, app, client_of, make, rows, monkeypatch):
    content.write("en/onboarding/a-lesson.md")
    content.write("en/onboarding/course.md", format="course", lessons="[a-lesson]")
    content.sync()
    browser, other = client_of(make.person()), client_of(make.person())
    other.post("/learn/a-lesson/helpful", data={"helpful": "yes"})
    when = pausing(monkeypatch, progress, "complete")

    def rebuild() -> Any:
        with app.app_context():
            rebuild_helpful()
            db.session.commit()
        return other.get("/learn/a-lesson")

    assert both(lambda: browser.post("/learn/a-lesson/done", data={"how": "self"}), when, rebuild) == [303, 200]
    assert len(rows(Completion)) == rows(Item, slug="a-lesson")[0].helpful_yes == 1
