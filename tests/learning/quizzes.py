"""A content folder with courses and quizzes, and people who take them."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

QUIZ = """
  pass: 80
  attempts: 3
  questions:
    - ask: Which is round?
      choices: [Square, Ball, Brick]
      answer: Ball
      why: Balls roll everywhere.
    - ask: Which are fruit?
      choices: [Apple, Pear, Stone]
      answers: [Apple, Pear]
      why: Stones lie in fruit only.
    - ask: From small to large.
      order: [Mouse, Dog, Whale]
      why: Whales weigh most.
    - ask: What opens the menu?
      text: [cafeteria secret, 献立の鍵]
      why: The menu is a meal.
"""
QUIZ_JA = """
  pass: 80
  attempts: 3
  questions:
    - ask: 丸いのはどれですか。
      choices: [四角, 球, 煉瓦]
      answer: 球
      why: 球は転がります。
    - ask: 果物はどれですか。
      choices: [林檎, 梨, 石]
      answers: [林檎, 梨]
      why: 石は果物ではありません。
    - ask: 小さい順に並べてください。
      order: [鼠, 犬, 鯨]
      why: 鯨が一番重いです。
    - ask: メニューを開く言葉は何ですか。
      text: [食堂の合言葉]
      why: メニューは食事です。
"""
RIGHT = {
    "Which is round?": ["Ball"],
    "Which are fruit?": ["Apple", "Pear"],
    "From small to large.": ["Mouse", "Dog", "Whale"],
    "What opens the menu?": ["ＣＡＦＥＴＥＲＩＡ  Secret"],
}
WRONG = {"Which is round?": ["Brick"], "Which are fruit?": ["Apple"], "What opens the menu?": ["Sesame"]}


def start(browser: FlaskClient, slug: str = "quizzed") -> str:
    """The address of an attempt just begun."""
    answer = browser.post(f"/learn/{slug}/quiz")
    assert answer.status_code == 303, answer.status
    return str(answer.location)


def filled(page: str, answers: dict[str, list[str]]) -> dict[str, Any]:
    """The form of a page of questions, filled in by the words on it, as a person does."""
    form: dict[str, Any] = {}
    for part in page.split("<fieldset")[1:]:
        ask = re.search(r"</span><span[^>]*>([^<]+)</span></legend>", part)
        assert ask
        wanted = answers.get(ask[1], [])
        if "<select" in part:
            steps = re.findall(r'<select id="[^"]+" name="([^"]+)".*?</select><span[^>]*>([^<]+)<', part, re.DOTALL)
            form |= {name: str(wanted.index(text) + 1) if text in wanted else "" for name, text in steps}
        elif 'type="text"' in part:
            name = re.search(r'name="([^"]+)"', part)
            assert name
            form[name[1]] = wanted[0] if wanted else ""
        else:
            choices = re.findall(r'name="([^"]+)" value="([^"]+)"[^>]*><span[^>]*>([^<]+)<', part)
            for name, value, text in choices:
                if text in wanted:
                    form.setdefault(name, []).append(value)
    return form


def hand_in(browser: FlaskClient, address: str, answers: dict[str, list[str]] = RIGHT) -> TestResponse:
    """Answer an attempt that was begun."""
    return browser.post(address, data=filled(browser.get(address).text, answers))


def take(browser: FlaskClient, answers: dict[str, list[str]] = RIGHT, slug: str = "quizzed") -> str:
    """Begin and hand in; the page of the result."""
    address = start(browser, slug)
    answer = hand_in(browser, address, answers)
    assert answer.status_code == 303, answer.status
    return browser.get(address).text


FAILING = {**RIGHT, **WRONG}
