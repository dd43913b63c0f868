"""Tables out of JSON files: an array of objects whose keys are the headings, read as `kernel.csv` reads a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from json import JSONDecodeError
from typing import Any

from portal.kernel.csv import (
    MAX_BYTES,
    MAX_ROWS,
    Column,
    Problem,
    Table,
    by_heading,
    folded_heading,
    keep_row,
    read_csv,
)
from portal.kernel.decoding import Unreadable, decoded
from portal.kernel.i18n import _

SPACE = re.compile(r"[ \t\r\n]*")
BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*[{\]]")  # no heading of a CSV file does


def read_table(data: bytes, columns: Sequence[Column], max_rows: int = MAX_ROWS) -> Table:
    """The rows of a CSV or JSON file, whichever it is, with everything wrong with it; raises nothing."""
    return (read_json if BEGINS.match(data) else read_csv)(data, columns, max_rows)


def read_json(data: bytes, columns: Sequence[Column], max_rows: int = MAX_ROWS) -> Table:
    """The objects of an array as rows; a row's line is the one its object begins on.

    Values are texts, numbers, true or false, null, or an array of texts, which stands for them with commas between.
    """
    table = Table()
    try:
        text, table.encoding = decoded(data, MAX_BYTES)
        known, unknown = by_heading(columns), set[str]()
        for count, (line, record) in enumerate(_records(text), 1):
            if count > max_rows:
                raise Unreadable(line, _("More than %(limit)s rows. Split the file.", limit=max_rows))
            _take(table, line, record, columns, known, unknown)
    except Unreadable as stopped:
        table.problems.append(Problem(stopped.line, "", stopped.message))
    return table


def _records(text: str) -> Iterator[tuple[int, Any]]:
    """Each value of the array with its line."""
    at, line, counted = _past(text, 0) + 1, 1, 0
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    at = _past(text, at)
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            record, at = decoder.raw_decode(text, at)
        except (JSONDecodeError, RecursionError) as error:
            wrong = error.lineno if isinstance(error, JSONDecodeError) else line
            raise Unreadable(wrong, _("From here on this is not JSON.")) from error
        yield line, record
        at = _past(text, at)
        if text[at : at + 1] == ",":
            at = _past(text, at + 1)
        elif text[at : at + 1] != "]":
            raise Unreadable(text.count("\n", 0, at) + 1, _("From here on this is not JSON."))


def _past(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _take(
    table: Table, line: int, record: Any, columns: Sequence[Column], known: dict[str, Column], unknown: set[str]
) -> None:
    if not isinstance(record, dict):
        table.problems.append(Problem(line, "", _("Each entry must be an object with the headings as its keys.")))
        return
    values, good = {column.name: "" for column in columns}, True
    for key, value in record.items():
        column, text = known.get(folded_heading(key)), _text(value)
        if column is None:
            if key not in unknown:
                message = _("This column is not known and is left out.")
                table.problems.append(Problem(line, key, message, warning=True))
            unknown.add(key)
        elif text is None or "\0" in text:
            table.problems.append(Problem(line, column.header, _("This is not a text.")))
            good = False
        else:
            values[column.name] = text.strip()
    if good:
        keep_row(table, line, values, columns)


def _text(value: Any) -> str | None:
    """The value as a cell; None for what no cell holds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(value) if all(isinstance(one, str) for one in value) else None
    return value if isinstance(value, str) and _whole(value) else None


def _whole(text: str) -> bool:
    """Without halves of characters, which no database takes."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
