"""A quiz: its rule is told, questions are drawn and shuffled, answers stay hidden until they may be told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.models import Completion, Item, QuizAttempt
from tests.learning.quizzes import FAILING, QUIZ, QUIZ_JA, RIGHT, filled, hand_in, start, take

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRETS = (
    "Balls roll", "Stones lie", "Whales weigh", "cafeteria secret", "The menu is a meal", "転がります",
    "果物ではありません", "一番重い", "食堂の合言葉", "メニューは食事", "献立の鍵",
)  # fmt: skip


@pytest.fixture
def quizzed(content):
    content.write("en/onboarding/quizzed.md", title="Round things", quiz=QUIZ)
    content.write("ja/onboarding/quizzed.md", title="丸いもの", quiz=QUIZ_JA)
    content.sync()
    return "/learn/quizzed"


def test_the_rule_is_told_before_anything_is_used_up(quizzed, client, client_of, make, rows):
    for browser in (client, client_of(make.person())):
        page = browser.get(f"{quizzed}/quiz").text
        for part in ("4 questions", "4 must be right (80%)", "3 attempts in 24 hours", "Passing earns “Round things”"):
            assert part in page, part
    assert "Sign in to take the quiz" in client.get(f"{quizzed}/quiz").text
    assert rows(QuizAttempt) == []
    page = client_of(make.person()).get(quizzed).text
    told = "You earn this by passing its quiz of 4 questions: 80% must be right."
    assert page.index(told) < page.index('<div class="prose">')


def test_passing_earns_the_item_once(quizzed, client_of, make, rows, event_names):
    browser = client_of(make.person())
    page = take(browser)
    assert "4 of 4 right" in page and "is earned" in page
    (completion,) = rows(Completion)
    assert completion.kind == "earned"
    take(browser)
    assert event_names().count("item.completed") == 1
    assert "Earned: quiz passed" in browser.get(quizzed).text


def test_passing_lifts_what_was_only_marked(quizzed, client_of, make, done, rows):
    person = make.person()
    done(person, "quizzed")
    take(client_of(person))
    assert [completion.kind for completion in rows(Completion)] == ["earned"]


def test_enough_is_enough_and_too_little_is_not(content, client_of, make, rows):
    asks = "".join(f"    - {{ask: Q{n}, choices: [A, B], answer: A}}\n" for n in range(5))
    content.write("en/onboarding/quizzed.md", quiz=f"\n  questions:\n{asks}")
    content.sync()
    for right, passed in ((4, True), (3, False)):
        answers = {f"Q{n}": ["A" if n < right else "B"] for n in range(5)}
        page = take(client_of(make.person()), answers)
        assert ("Not passed" not in page) is passed
        assert rows(QuizAttempt)[-1].passed is passed
    assert len(rows(Completion)) == 1


@pytest.mark.parametrize("share", [79, 1, 0, 101, -80, "80%", "most"])
def test_a_quiz_is_not_passed_with_less_than_four_fifths(content, rows, share):
    """What is earned means as much in every item."""
    content.write("en/onboarding/first.md")
    content.write("en/onboarding/second.md", quiz=QUIZ.replace("pass: 80", f"pass: {share}"))
    report = content.sync()
    told = "en/onboarding/second.md:3: “pass” must be a whole number from 80 to 100"
    assert [str(problem) for problem in report.errors] == [told] and rows(Item) == []


@pytest.mark.parametrize(("share", "stored"), [("  pass: 80\n", 80), ("  pass: 100\n", 100), ("", 80)])
def test_a_quiz_asks_four_fifths_or_more(content, rows, share, stored):
    content.write("en/onboarding/first.md", quiz=QUIZ.replace("  pass: 80\n", share))
    content.sync()
    assert rows(Item)[0].quiz["pass"] == stored


def test_nothing_tells_the_answers_before_handing_in(quizzed, client, client_of, make):
    person = make.person()
    browser = client_of(person)
    address = start(browser)
    for path in ("/learn", quizzed, f"{quizzed}/quiz", address):
        for page in (browser.get(path).text, client.get(path, headers={"Accept-Language": "ja"}).text):
            assert [secret for secret in SECRETS if secret in page] == [], path
    form = filled(browser.get(address).text, {**RIGHT, "Which is round?": []})
    refused = browser.post(address, data=form)
    assert refused.status_code == 422
    typed = refused.text.replace("ＣＡＦＥＴＥＲＩＡ  Secret", "")
    assert [secret for secret in SECRETS if secret in typed] == []
    assert "Please answer this question." in refused.text and "checked" in refused.text


def test_the_page_is_the_same_whatever_is_right(content, client_of, make, app):
    """Two quizzes that differ in what is right only, drawn alike, give the same page."""
    for slug, right, steps in (("one", "A", "[A, B, C]"), ("two", "C", "[C, A, B]")):
        quiz = (
            f"\n  questions:\n    - {{ask: Q, choices: [A, B, C], answer: {right}}}\n    - {{ask: O, order: {steps}}}\n"
        )
        content.write(f"en/onboarding/{slug}.md", title="Same", quiz=quiz)
    content.sync()
    browser = client_of(make.person())
    pages = []
    for slug, order in (("one", [2, 0, 1]), ("two", [0, 1, 2])):
        address = start(browser, slug)
        with app.app_context():
            attempt = db.session.query(QuizAttempt).order_by(QuizAttempt.id.desc()).first()
            attempt.asked = [[0, [0, 1, 2]], [1, order]]
            db.session.commit()
        main = browser.get(address).text.partition("<main")[2].partition("</main>")[0]
        main = re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", main)  # it says when it was made, to the second
        pages.append(main.replace(f"/learn/{slug}", "/learn/x").replace(address.rpartition("/")[2], "key"))
    assert pages[0] == pages[1]


def test_right_answers_are_told_after_passing_only_or_when_attempts_are_used_up(quizzed, client_of, make):
    person = make.person()
    with time_machine.travel(NOON, tick=False) as clock:
        browser, addresses = client_of(person), []
        for number in range(3):
            address = start(browser)
            addresses.append(address)
            hand_in(browser, address, FAILING)
            page = browser.get(address).text
            assert "Balls roll everywhere." in page and "Wrong" in page
            assert ("Right answer</dt>" in page) is (number == 2)
        assert browser.post(f"{quizzed}/quiz").status_code == 429
        assert "The attempts are used up" in browser.get(f"{quizzed}/quiz").text
        clock.shift(timedelta(hours=24, seconds=1))
        browser = client_of(person)
        assert "Right answer</dt>" not in browser.get(addresses[0]).text
        last = start(browser)
        assert "Right answer</dt>" not in browser.get(addresses[0]).text
        hand_in(browser, last)
        assert "Right answer</dt>" in browser.get(addresses[0]).text


def test_the_window_moves_with_each_attempt(quizzed, client_of, make):
    person = make.person()
    with time_machine.travel(NOON, tick=False) as clock:
        browser = client_of(person)
        for _hour in range(3):
            take(browser, FAILING)
            clock.shift(timedelta(hours=1))
        clock.move_to(NOON + timedelta(hours=24))
        browser = client_of(person)
        take(browser, FAILING)
        assert browser.post(f"{quizzed}/quiz").status_code == 429


def test_an_attempt_that_was_begun_is_gone_on_with(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    assert start(browser) == start(browser)
    assert len(rows(QuizAttempt)) == 1
    assert "Go on with the attempt" in browser.get(f"{quizzed}/quiz").text


def test_a_quiz_that_changed_refuses_and_costs_nothing(quizzed, content, client_of, make, rows):
    browser = client_of(make.person())
    address = start(browser)
    form = filled(browser.get(address).text, RIGHT)
    content.write("en/onboarding/quizzed.md", title="Round things", quiz=QUIZ.replace("Which is round?", "What rolls?"))
    content.sync()
    refused = browser.post(address, data=form)
    assert refused.status_code == 409 and "The quiz was changed after you began." in refused.text
    assert browser.get(address).location == f"{quizzed}/quiz"
    assert rows(QuizAttempt)[0].handed_in_at is None and rows(Completion) == []
    again = start(browser)
    assert again != address and len(rows(QuizAttempt)) == 1
    assert "Go on with the attempt" in browser.get(f"{quizzed}/quiz").text
    hand_in(browser, again, {**FAILING, "What rolls?": ["Brick"]})
    assert "2 attempts left" in browser.get(f"{quizzed}/quiz").text
    assert browser.get(address).status_code == 404


def test_a_result_outlives_the_questions_it_was_made_with(quizzed, content, client_of, make):
    browser = client_of(make.person())
    address = start(browser)
    hand_in(browser, address)
    content.write("en/onboarding/quizzed.md", title="Round things", quiz=QUIZ.replace("Which is round?", "What rolls?"))
    content.sync()
    page = browser.get(address).text
    assert "4 of 4 right" in page and "The questions were changed since" in page and "Balls roll" not in page


def test_an_attempt_may_be_finished_in_the_other_language(quizzed, app, client_of, make):
    person = make.person()
    browser = client_of(person)
    address = start(browser)
    with app.app_context():
        db.session.get_one(Person, person.id).language = "ja"
        db.session.commit()
    right = {
        "丸いのはどれですか。": ["球"], "果物はどれですか。": ["林檎", "梨"],
        "小さい順に並べてください。": ["鼠", "犬", "鯨"], "メニューを開く言葉は何ですか。": ["cafeteria secret"],
    }  # fmt: skip
    assert hand_in(browser, address, right).status_code == 303
    assert "4問中4問正解" in browser.get(address).text


def test_questions_are_drawn_from_all_and_choices_shuffled(content, client_of, make, rows):
    asks = "".join(f"    - {{ask: Q{n}, choices: [A, B, C, D], answer: A}}\n" for n in range(8))
    content.write("en/onboarding/quizzed.md", quiz=f"\n  draw: 3\n  attempts: 100\n  questions:\n{asks}")
    content.sync()
    browser = client_of(make.person())
    for _time in range(12):
        take(browser, {f"Q{n}": ["A"] for n in range(8)})
    asked = [attempt.asked for attempt in rows(QuizAttempt)]
    assert all(len({which for which, _shown in each}) == 3 for each in asked)
    assert len({which for each in asked for which, _shown in each}) > 3
    assert len({tuple(shown) for each in asked for _which, shown in each}) > 3


def test_suspended_people_read_the_rule_and_their_results(quizzed, app, client_of, make):
    person = make.person()
    browser = client_of(person)
    done, begun = start(browser), None
    hand_in(browser, done)
    begun = start(browser)
    with app.app_context():
        db.session.get_one(Person, person.id).suspended_at = now()
        db.session.commit()
    assert "suspended" in browser.get(f"{quizzed}/quiz").text
    assert "4 of 4 right" in browser.get(done).text
    page = browser.get(begun).text
    assert "suspended" in page and "Hand in</button>" not in page
    assert browser.post(begun).status_code == 403 and browser.post(f"{quizzed}/quiz").status_code == 403


def test_after_taking_it_back_passing_again_earns_it_again(quizzed, client_of, make, rows):
    browser = client_of(make.person())
    take(browser)
    browser.post(f"{quizzed}/undo")
    assert rows(Completion) == []
    assert "Passing again earns it again" in browser.get(f"{quizzed}/quiz").text
    take(browser)
    assert [completion.kind for completion in rows(Completion)] == ["earned"]
