"""Cursors: the key values of a row, as one opaque word for an address."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import types

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

Value = int | float | str | bool | date | datetime
LONGEST = 4_000  # characters; a longer one was not made here


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: just past the row with these key values, or at it when `included`."""

    values: tuple[Value, ...]
    included: bool = False


def encode(values: Sequence[Any], included: bool = False) -> str:
    """A word of letters, digits, - and _. Raises TypeError for a value no list may be sorted by: None, naive times."""
    text = json.dumps([int(included), *map(_plain, values)], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(word: str, kinds: Sequence[types.TypeEngine[Any]]) -> Cursor | None:
    """The cursor in `word`, checked against the column types it is for; None when the word is empty.

    Raises Invalid for anything that `encode` did not make from such columns, so that no database sees it.
    """
    if not word:
        return None
    try:
        included, *values = _read(word)
        if included not in (0, 1) or len(values) != len(kinds):
            raise ValueError("not as many values as keys")
        return Cursor(tuple(_fitting(value, kind) for value, kind in zip(values, kinds, strict=True)), bool(included))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid(_("This page address is incomplete or was changed. Go back to the start of the list.")) from error


def _read(word: str) -> list[Any]:
    if len(word) > LONGEST:
        raise ValueError("too long")
    try:
        found = json.loads(base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True))
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if not isinstance(found, list):
        raise ValueError("not a list")
    return found


def _plain(value: Any) -> int | float | str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a list is sorted by moments with a time zone")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise TypeError(f"a list cannot be paged by {value!r}: keys are never NULL and of a plain type")


def _fitting(value: Any, kind: types.TypeEngine[Any]) -> Value:
    plain = kind.impl_instance if isinstance(kind, types.TypeDecorator) else kind
    python = plain.python_type
    if python is datetime:
        moment = datetime.fromisoformat(value)
        if moment.utcoffset() is None:
            raise ValueError("a moment without a zone")
        return moment.astimezone(UTC)
    if python is date:
        return date.fromisoformat(value)
    if python is float and type(value) is int:
        value = float(value)
    if type(value) is not python:
        raise TypeError("a value of another type")
    if python is int and not -(1 << _bits(plain)) <= value < 1 << _bits(plain):
        raise OverflowError("beyond the column")
    if python is float and not math.isfinite(value):
        raise ValueError("not a number")
    if python is str and b"\0" in value.encode():  # lone surrogates raise here
        raise ValueError("a character no text column holds")
    return value  # type: ignore[no-any-return]


def _bits(kind: types.TypeEngine[Any]) -> int:
    return 63 if isinstance(kind, types.BigInteger) else 15 if isinstance(kind, types.SmallInteger) else 31
