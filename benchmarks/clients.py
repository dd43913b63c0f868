"""People who go on whatever happens: they wait while the portal is away, and send again what got no answer."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.running import Browser, hidden

TAKEN = (302, 303)
TRIES = 30
FORM_FIELDS = ("csrf_token", "form_key", "shown_at", "seen_change")  # that a page gives to whoever fills it in
CHOSEN = re.compile(r'<select[^>]*name="status".*?<option selected value="(\w+)"', re.DOTALL)


@dataclass
class Heard:
    """What clients got instead of a page, by status; 0: the connection was cut."""

    troubles: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int) -> None:
        with self.lock:
            self.troubles[status] += 1


class Hand:
    """One person with a browser. Used by one thread."""

    def __init__(self, browser: Browser, person: int, dice: random.Random, heard: Heard, stop: threading.Event) -> None:
        self.browser, self.person, self.dice, self.heard, self.stop = browser, person, dice, heard, stop
        self._number = 0

    def mark(self, kind: str) -> str:
        """A word that nobody else writes."""
        self._number += 1
        return f"z{kind}{self.person}q{self._number}"

    def open(self, path: str) -> dict[str, str] | None:
        """The hidden fields of a page and the `status` chosen there, once it comes; None where it does not."""
        page = self._until_answered(lambda: self.browser.get(path))
        found = {name: hidden(page, name) for name in FORM_FIELDS}
        if chosen := CHOSEN.search(page):
            found["status"] = chosen[1]
        return found if page else None

    def send(self, path: str, *, again: bool = True, **form: str) -> int:
        """Send a form; the status. What got no answer is sent again, the very same, or given up at times: 0."""
        for _try in range(TRIES if again else 1):
            status, _body = self.browser.post(path, **form)
            if 0 < status < 500:
                return status
            self.heard.note(status)
            if self.stop.is_set() or self.dice.random() < 0.3:
                break
            time.sleep(0.2)
        return 0

    def _until_answered(self, ask: Callable[[], tuple[int, str]]) -> str:
        for _try in range(TRIES):
            status, page = ask()
            if 0 < status < 500:
                return page if status == 200 else ""
            self.heard.note(status)
            if self.stop.is_set():
                break
            time.sleep(0.2)
        return ""
