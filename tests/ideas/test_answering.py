"""One official answer stands, versions are kept, the promise is kept, and its length is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.models import Role
from portal.ideas.commands import answering
from portal.ideas.models import Idea, IdeaResponse, IdeaStatusChange
from portal.ideas.queries import pledge
from portal.kernel.calendar import pretend
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from tests.ideas.deciding import by, fields, send, vote


@pytest.fixture
def product(make):
    return make.staff(Role.PRODUCT)


def test_an_answer_stands_above_the_comments_and_the_next_one_takes_its_place(client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    assert send(browser, idea_id, "answer", text="We **start** in May.").status_code == 303
    assert send(browser, idea_id, "answer", text="We start in June.").status_code == 303
    assert [(one.number, one.plain) for one in rows(IdeaResponse)] == [
        (1, "We start in May."),
        (2, "We start in June."),
    ]
    page = browser.get(f"/ideas/{idea_id}", follow_redirects=True).text
    assert "We start in June." in page and "in May" not in page
    assert "in May" in browser.get(f"/ideas/{idea_id}/responses").text


def test_the_same_text_again_is_no_version(client_of, product, idea_of, rows, event_names):
    idea_id, browser = idea_of(), client_of(product)
    for _time in range(2):
        assert send(browser, idea_id, "answer", text="We start.", tell="y").status_code == 303
    assert len(rows(IdeaResponse)) == 1 and event_names().count("idea.answered") == 1


def test_a_correction_is_kept_without_telling_anybody(client_of, product, idea_of, event_names):
    idea_id, browser = idea_of(), client_of(product)
    send(browser, idea_id, "answer", text="We strat.")
    send(browser, idea_id, "answer", text="We start.")
    send(browser, idea_id, "answer", text="We start in May.", tell="y")
    names = [name for name in event_names() if name.startswith("idea.answer")]
    assert names == ["idea.answered", "idea.answer_corrected", "idea.answered"]


def test_an_answer_over_another_is_refused_and_shows_both(client_of, make, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    send(client_of(make.staff(Role.ADMIN)), idea_id, "answer", text="Theirs stands.")
    answer = browser.post(f"/console/ideas/{idea_id}/answer", data={**seen, "text": "Mine is typed."})
    assert answer.status_code == 409 and "Theirs stands." in answer.text and "Mine is typed." in answer.text
    again = browser.post(f"/console/ideas/{idea_id}/answer", data={**fields(answer.text), "text": "Mine is typed."})
    assert again.status_code == 303 and [one.number for one in rows(IdeaResponse)] == [1, 2]


def test_an_empty_answer_and_one_too_long_are_refused(client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    assert send(browser, idea_id, "answer", text=" ").status_code == 422
    assert send(browser, idea_id, "answer", text="x" * 10_001).status_code == 422
    assert rows(IdeaResponse) == []


def test_the_two_characters_browsers_send_for_a_line_end_count_as_one(client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    assert send(browser, idea_id, "answer", text="x\r\n" * 5_000).status_code == 303
    assert send(browser, idea_id, "status", status="declined", reason="Because\r\n" * 230).status_code == 303
    assert "\r" not in rows(IdeaResponse)[0].source + rows(IdeaStatusChange)[-1].reason


def test_only_product_and_admins_answer(app, make, idea_of):
    idea_id = idea_of()
    with pytest.raises(Forbidden):
        by(app, make.staff(Role.CS), answering.answer, idea_id, "No.")


def test_the_answer_date_is_the_first_ones(app, product, idea_of, rows):
    idea_id, first = idea_of(), datetime(2030, 1, 7, 9, tzinfo=UTC)
    for number in range(2):
        with pretend(first + timedelta(days=number)):
            by(app, product, answering.answer, idea_id, f"Answer {number}", number)
    assert [idea.answered_at for idea in rows(Idea)] == [first]


def test_a_promise_is_overdue_until_it_is_answered(app, make, product, idea_of):
    begun = datetime(2030, 1, 7, 9, tzinfo=UTC)  # a Monday
    with pretend(begun):
        idea_id, other = idea_of(), idea_of()
        vote(app, idea_id, *(make.person() for _number in range(4)))
    for later, overdue in ((13, 0), (40, 1)):
        with app.app_context(), pretend(begun + timedelta(days=later)):
            assert pledge.overdue_count() == overdue
    with pretend(begun + timedelta(days=40)):
        by(app, product, answering.answer, idea_id, "At last.")
        by(app, product, answering.answer, other, "Nothing was promised here.")
        with app.app_context():
            assert pledge.overdue_count() == 0


def test_the_median_is_of_working_days_and_of_five_answers_or_more(app, make, product, idea_of):
    begun = datetime(2030, 1, 22, 9, tzinfo=UTC)  # a Tuesday, far from any holiday
    ideas = []
    with pretend(begun):
        for _number in range(5):
            ideas.append(idea_of())
            vote(app, ideas[-1], *(make.person() for _voter in range(4)))
    for idea_id, days in zip(ideas, (0, 1, 6, 7, 9), strict=True):  # 0, 1, 4, 5 and 7 working days
        with app.app_context():
            app.extensions.pop("idea_median", None)
            assert pledge.median_days() is None
        with pretend(begun + timedelta(days=days)):
            by(app, product, answering.answer, idea_id, "Here it is.")
    with app.app_context():
        app.extensions.pop("idea_median", None)
        assert pledge.median_days() == 4
        db.session.execute(db.update(Idea).values(answered_at=None))
        db.session.commit()
        assert pledge.median_days() == 4  # from memory
        app.extensions.pop("idea_median", None)
        assert pledge.median_days() is None
        app.extensions.pop("idea_median", None)


def test_a_preview_shows_the_words_and_keeps_nothing(client_of, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    typed = {"text": "We **start** <script>alert(1)</script>", "act": "preview", "form_key": "a key"}
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    path = f"/console/ideas/{idea_id}/answer"
    part = browser.post(path, data={**seen, **typed}, headers={"HX-Request": "true"}).text
    assert "<strong>start</strong>" in part and "<script" not in part and "<h1" not in part
    page = browser.post(path, data={**seen, **typed, "tell": "y"})
    assert page.status_code == 200 and "<strong>start</strong>" in page.text and "We **start**" in page.text
    assert rows(IdeaResponse) == [] and "Nothing to show yet" in browser.post(path, data={"act": "preview"}).text
    again = {**fields(page.text), "text": "We start.", "form_key": "a key"}
    assert browser.post(path, data=again).status_code == 303 and len(rows(IdeaResponse)) == 1


def test_a_preview_is_no_look_at_a_version_saved_meanwhile(client_of, make, product, idea_of, rows):
    idea_id, browser = idea_of(), client_of(product)
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    send(client_of(make.staff(Role.ADMIN)), idea_id, "answer", text="Theirs stands.")
    path = f"/console/ideas/{idea_id}/answer"
    page = browser.post(path, data={**seen, "text": "Mine", "act": "preview"}).text
    assert browser.post(path, data={**fields(page), "text": "Mine"}).status_code == 409
    assert len(rows(IdeaResponse)) == 1


@pytest.mark.parametrize(
    ("status", "more"), [("declined", {"reason": "It contradicts the audit"}), ("shipped", {"shipped_url": "/learn/x"})]
)
def test_a_last_word_keeps_the_promise_too(app, client_of, product, idea_of, rows, status, more):
    """Whoever waits reads why it is not planned, or where what was built is described: that is an answer."""
    begun = datetime(2030, 1, 7, 9, tzinfo=UTC)
    idea_id = idea_of()
    with app.app_context():
        idea = db.session.get_one(Idea, idea_id)
        idea.pledged_at, idea.pledged_for = begun, begun + timedelta(days=9)
        db.session.commit()
    with pretend(begun + timedelta(days=10)):
        browser = client_of(product)
        assert "overdue" in browser.get("/console/ideas").text
        assert send(browser, idea_id, "status", status="review").status_code == 303
        assert rows(Idea)[0].answered_at is None
        assert send(browser, idea_id, "status", status=status, **more).status_code == 303
        page = browser.get("/console/ideas").text
        assert "Answered late" in page and "Promised responses that are overdue" not in page
    assert rows(Idea)[0].answered_at == begun + timedelta(days=10)
