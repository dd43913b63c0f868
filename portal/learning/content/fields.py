"""Typed reading of front matter: each getter gives a value or reports what is wrong with the key's line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

import yaml
from babel.numbers import get_currency_precision, list_currencies

from portal.learning.content.frontmatter import Entry
from portal.learning.content.shapes import ERROR, WARNING, Price, Video

MAX_LIST = 50
MAX_WORD = 100  # characters
MAX_ADDRESS = 1000  # characters
MAX_SECONDS = 6 * 3600
_BAD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PRICE_KEYS = {"amount", "currency", "per", "free_counterpart", "purpose"}

Say = Callable[[int, str, str], None]  # line, message, severity


class Fields:
    """The keys of one file. A missing or empty key gives the default; a wrong one is reported and gives it too."""

    def __init__(self, entries: dict[str, Entry], say: Say) -> None:
        self._entries = entries
        self._say = say

    def line(self, key: str) -> int:
        """Where the key is, for findings made later."""
        entry = self._entries.get(key)
        return entry.line if entry else 1

    def _wrong(self, key: str, expected: str) -> None:
        self._say(self.line(key), f"“{key}” must be {expected}", ERROR)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        entry = self._entries.get(key)
        return entry is not None and not _is_null(entry.node)

    def text(self, key: str, limit: int) -> str:
        """One line of at most `limit` characters, inner white space made single."""
        if not self.has(key):
            return ""
        value = _scalar(self._entries[key].node)
        if value is None:
            self._wrong(key, "a text")
            return ""
        if _BAD.search(value):
            self._wrong(key, "a text without control characters")
            return ""
        value = " ".join(value.split())
        if len(value) > limit:
            self._wrong(key, f"at most {limit} characters (it has {len(value)})")
        return value[:limit]

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.text(key, MAX_WORD)
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            self._wrong(key, f"a whole number from {low} to {high}")
            return default
        return int(value)

    def day(self, key: str) -> date | None:
        """A date like 2026-11-22."""
        value = self.text(key, MAX_WORD)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._wrong(key, "a date like 2026-11-22")
            return None

    def words(self, key: str) -> tuple[str, ...]:
        """A list of short texts without doubles; one text with commas counts as a list."""
        if not self.has(key):
            return ()
        node = self._entries[key].node
        if isinstance(node, yaml.SequenceNode):
            parts = [_scalar(part) for part in node.value]
        else:
            whole = _scalar(node)
            parts = [None] if whole is None else list(re.split(r"[,、，]", whole))
        if any(part is None for part in parts) or len(parts) > MAX_LIST:
            self._wrong(key, f"a list of at most {MAX_LIST} texts")
            return ()
        words = [" ".join(part.split()) for part in parts if part and part.strip()]
        if any(len(word) > MAX_WORD or _BAD.search(word) for word in words):
            self._wrong(key, f"a list of texts of at most {MAX_WORD} characters each")
            return ()
        return tuple(dict.fromkeys(words))

    def choice(self, key: str, allowed: Sequence[str], default: str, severity: str = ERROR) -> str:
        """One of a few words; `severity` says how bad another one is."""
        value = self.text(key, MAX_WORD).lower()
        if not value or value in allowed:
            return value or default
        self._say(self.line(key), f"“{key}” must be one of {', '.join(allowed)}, not “{value}”", severity)
        return default

    def video(self) -> Video | None:
        """`video: https://…`, or `video: {file, seconds}` for a file beside the text."""
        if not self.has("video"):
            return None
        node = self._entries["video"].node
        if not isinstance(node, yaml.MappingNode):
            address = self.text("video", MAX_ADDRESS)
            if address.startswith("https://"):
                return Video(url=address)
            self._wrong("video", "an address that begins with https://, or a group with file and seconds")
            return None
        inner = Fields({str(k.value): Entry(k.start_mark.line + 2, v) for k, v in node.value}, self._say)
        seconds, file = inner.whole("seconds", 0, 1, MAX_SECONDS), inner.text("file", MAX_WORD)
        if not seconds or not file:
            self._wrong("video", "a group with file and seconds")
            return None
        return Video(file=file, seconds=seconds)

    def price(self) -> Price | None:
        """`price: {amount, currency, …}`, the amount in major units as people write it."""
        if not self.has("price"):
            return None
        node = self._entries["price"].node
        if not isinstance(node, yaml.MappingNode):
            self._wrong("price", "a group with amount and currency")
            return None
        inner = {str(k.value): Entry(k.start_mark.line + 2, v) for k, v in node.value if isinstance(k, yaml.ScalarNode)}
        for key in inner.keys() - _PRICE_KEYS:
            self._say(inner[key].line, f"unknown key “price.{key}” is ignored", WARNING)
        return Fields(inner, self._say)._price(self.line("price"))

    def _price(self, line: int) -> Price | None:
        currency = self.text("currency", 3).upper()
        if currency not in list_currencies():
            self._say(self.line("currency") if self.has("currency") else line, "“currency” must be like EUR", ERROR)
            return None
        amount = self._minor(self.text("amount", 20), currency)
        if amount is None:
            expected = f"“amount” must be a number {currency} can express, like 980"
            self._say(self.line("amount") if self.has("amount") else line, expected, ERROR)
            return None
        purpose = self.choice("purpose", ("revenue", "capacity"), "")
        return Price(amount, currency, self.text("per", MAX_WORD), self.text("free_counterpart", 120), purpose)

    @staticmethod
    def _minor(text: str, currency: str) -> int | None:
        try:
            amount = Decimal(text).scaleb(get_currency_precision(currency))
        except InvalidOperation:
            return None
        whole = amount.is_finite() and amount == amount.to_integral_value() and 0 <= amount < 10**15
        return int(amount) if whole else None


def _scalar(node: yaml.Node) -> str | None:
    """The text as written, so `title: 2026` and `title: No` stay what the writer sees; None for a list or group."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else None


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and (node.tag.endswith(":null") or not node.value.strip())
