"""What somebody sends who does not use the page: nothing of it earns anything, and nobody sees another's attempt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning import policy
from portal.learning.models import Completion, Item, QuizAttempt
from tests.learning.quizzes import FAILING, QUIZ, RIGHT, filled, hand_in, start


@pytest.fixture
def quizzed(content):
    content.write("en/onboarding/one.md")
    content.write("en/onboarding/quizzed.md", title="Round things", quiz=QUIZ, minutes=1)
    content.write("en/onboarding/course.md", title="Course", format="course", lessons="[one]", quiz=QUIZ, minutes=1)
    content.write("en/onboarding/high.md", title="High", quiz=QUIZ, audience="[high]")
    content.sync()
    return "/learn/quizzed"


def test_another_persons_attempt_does_not_exist(quizzed, client, client_of, make, rows):
    mine, other = client_of(make.person()), client_of(make.person())
    address = start(mine)
    form = filled(mine.get(address).text, RIGHT)
    assert other.get(address).status_code == 404
    assert other.post(address, data=form).status_code == 404
    assert client_of(make.staff()).get(address).status_code == 404
    assert "/sign-in" in client.get(address).location and "/sign-in" in client.post(address, data=form).location
    assert rows(QuizAttempt)[0].handed_in_at is None and rows(Completion) == []


def test_an_attempt_belongs_to_its_own_quiz(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    address = start(browser)
    form, key = filled(browser.get(address).text, RIGHT), address.rpartition("/")[2]
    for slug in ("course", "one", "high", "nothing"):
        assert browser.get(f"/learn/{slug}/quiz/{key}").status_code == 404
        assert browser.post(f"/learn/{slug}/quiz/{key}", data=form).status_code == 404
    assert rows(Completion) == []


@pytest.mark.parametrize("slug", ["one", "high", "nothing"])
def test_a_quiz_that_is_not_there_cannot_be_begun(quizzed, client_of, make, rows, slug):
    low = client_of(make.person(organization=make.organization(tier="low")))
    assert low.post(f"/learn/{slug}/quiz").status_code == 404
    assert low.get(f"/learn/{slug}/quiz").status_code == 404
    assert rows(QuizAttempt) == []


def test_handing_in_twice_shows_the_first_result(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    address = start(browser)
    form = filled(browser.get(address).text, RIGHT)
    hand_in(browser, address, FAILING)
    (before,) = rows(QuizAttempt)
    answer = browser.post(address, data=form)
    assert (answer.status_code, answer.location) == (303, address)
    (after,) = rows(QuizAttempt)
    assert (after.answers, after.correct, after.passed) == (before.answers, before.correct, False)
    assert "1 of 4 right" in browser.get(address).text and rows(Completion) == []


def test_eight_hand_ins_at_once_count_once(quizzed, app, client_of, make, rows, event_names):
    person = make.person()
    browser = client_of(person)
    address = start(browser)
    right, wrong = (filled(browser.get(address).text, answers) for answers in (RIGHT, FAILING))
    browsers, gate = [client_of(person) for _number in range(8)], Barrier(8)

    def send(number):
        gate.wait()
        return browsers[number].post(address, data=right if number % 2 else wrong).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send, range(8))) == {303}
    (attempt,) = rows(QuizAttempt)
    assert len(rows(Completion)) == attempt.passed == event_names().count("quiz.passed")


def test_eight_starts_at_once_begin_one_attempt(quizzed, client_of, make, rows):
    person = make.person()
    browsers, gate = [client_of(person) for _number in range(8)], Barrier(8)

    def send(number):
        gate.wait()
        return start(browsers[number])

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(send, range(8)))) == 1
    assert len(rows(QuizAttempt)) == 1


def test_no_more_attempts_than_the_rule_allows(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    for _number in range(3):
        hand_in(browser, start(browser), FAILING)
    refused = browser.post(f"{quizzed}/quiz")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    assert len(rows(QuizAttempt)) == 3


def test_answers_to_what_was_not_asked_change_nothing(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    address = start(browser)
    form = filled(browser.get(address).text, FAILING)
    more = {
        "q4": "0",
        "q99": "1",
        "q-1": "0",
        "correct": "4",
        "passed": "1",
        "answers": "[[1],[0,1]]",
        "kind": "earned",
    }
    browser.post(address, data=form | more)
    (attempt,) = rows(QuizAttempt)
    assert (attempt.passed, attempt.correct, len(attempt.answers)) == (False, 1, 4)


@pytest.mark.parametrize("value", ["3", "-1", "01", "٣", "0.0", "x", "Ball", ["0", "1"], "1" * 5000])
def test_unknown_choices_are_refused_and_cost_nothing(quizzed, client_of, make, rows, value):
    browser = client_of(make.person())
    address = start(browser)
    page = browser.get(address).text
    form = filled(page, RIGHT)
    single = next(name for name in form if f'type="radio" id="{name}-0"' in page)
    refused = browser.post(address, data=form | {single: value})
    assert refused.status_code == 422 and "Please choose from the answers shown." in refused.text
    assert rows(QuizAttempt)[0].handed_in_at is None


@pytest.mark.parametrize("order", [["1", "1", "2"], ["1", "2", ""], ["0", "1", "2"], ["2", "3", "4"], ["1", "2", "x"]])
def test_an_order_needs_each_position_once(quizzed, client_of, make, rows, order):
    browser = client_of(make.person())
    address = start(browser)
    form = filled(browser.get(address).text, RIGHT)
    steps = sorted(name for name in form if "-" in name)
    refused = browser.post(address, data=form | dict(zip(steps, order, strict=True)))
    assert refused.status_code == 422 and "Please give each line a position of its own." in refused.text
    assert rows(QuizAttempt)[0].handed_in_at is None


def test_everything_ticked_is_not_everything_right(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    address = start(browser)
    hand_in(browser, address, {**RIGHT, "Which are fruit?": ["Apple", "Pear", "Stone"]})
    assert rows(QuizAttempt)[0].correct == 3


def test_what_is_typed_is_shown_as_text_and_kept_short(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    address = start(browser)
    typed = "<script>alert(1)</script>" + "x" * 1000
    hand_in(browser, address, {**RIGHT, "What opens the menu?": [typed]})
    assert "<script>alert" not in browser.get(address).text
    assert [len(answer) for answer in rows(QuizAttempt)[0].answers if isinstance(answer, str)] == [500]


@pytest.mark.parametrize("slug", ["quizzed", "course"])
def test_saying_it_was_read_or_watched_earns_neither_quiz_nor_course(quizzed, app, client_of, make, rows, slug):
    person = make.person()
    browser = client_of(person)
    with app.app_context():
        item = db.session.query(Item).filter_by(slug=slug).one()
        reading = policy.reading_stamp(person, item)
    with time_machine.travel(now().timestamp() + 3600):
        for form in (
            {"how": "read", "stamp": reading}, {"how": "read"}, {"how": "quiz"}, {"how": "lessons"},
            {"how": "earned", "kind": "earned"},
        ):  # fmt: skip
            browser.post(f"/learn/{slug}/done", data=form)
            browser.post(f"/learn/{slug}/watched", data={"from": "0", "to": "9999", **form})
    assert [completion.kind for completion in rows(Completion)] == ["self"]


def test_looking_begins_nothing_and_hands_nothing_in(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    for act in (browser.get, browser.head):
        act(f"{quizzed}/quiz")
    assert rows(QuizAttempt) == []
    address = start(browser)
    form = filled(browser.get(address).text, RIGHT)
    browser.get(address, query_string=form)
    browser.head(address)
    assert rows(QuizAttempt)[0].handed_in_at is None
