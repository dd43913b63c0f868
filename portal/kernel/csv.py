"""Tables as people's spreadsheets write and read them.

In: UTF-8 or cp932, commas, semicolons or tabs, every problem with its line. Out: UTF-8 with a byte order mark, and no
cell that a spreadsheet would run as a formula (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.kernel.decoding import BOM, Unreadable, decoded
from portal.kernel.i18n import _

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000
LONGEST_HEADING = 100_000  # characters of the first line looked at for its delimiter
DELIMITERS = (",", ";", "\t")
FORMULA = re.compile("'*[=+@\t\r\n＝＋－＠-]")  # full-width signs start formulas too
NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")
DEFUSED = re.compile("'+[=+@\t\r\n＝＋－＠-]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood: the key of its values, and the headings it may stand under.

    `header` is the heading used in messages. A `required` column must be there and filled in every row.
    """

    name: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where; `line` 0 is the whole file, `column` "" the whole line. A warning stops nothing."""

    line: int
    column: str
    message: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on, from 1, and a text for every known column, "" where there is none."""

    line: int
    values: dict[str, str]


@dataclass(slots=True)
class Table:
    """What was read. While `errors` holds anything, nothing of `rows` should be written."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    encoding: str = ""

    @property
    def errors(self) -> list[Problem]:
        """The problems that must be mended first."""
        return [problem for problem in self.problems if not problem.warning]


def read_csv(data: bytes, columns: Sequence[Column], max_rows: int = MAX_ROWS) -> Table:
    """The rows of a file of at most 10 MB and `max_rows` rows, with everything wrong with it; raises nothing.

    Headings match whatever their case, width, spaces and underscores. Cells are trimmed and undone from `write_csv`'s
    defusing; blank lines are passed over; lines with a problem are left out of `rows`.
    """
    table = Table()
    try:
        text, table.encoding = decoded(data, MAX_BYTES)
        records = _records(text, columns)
        first = next(records, None)
        if first is None:
            raise Unreadable(0, _("The file is empty. The first line must hold the headings."))
        line, header = first
        width = max(at for at, heading in enumerate(header, 1) if heading)
        places = _places(header, columns, line, table.problems)
        if table.errors:
            return table
        for count, (line, cells) in enumerate(records, 1):
            if count > max_rows:
                raise Unreadable(line, _("More than %(limit)s rows. Split the file.", limit=max_rows))
            _take(table, line, cells, width, places, columns)
    except Unreadable as stopped:
        table.problems.append(Problem(stopped.line, "", stopped.message))
    return table


def _records(text: str, columns: Sequence[Column]) -> Iterator[tuple[int, list[str]]]:
    """Records that are not blank, trimmed, with the line each starts on."""
    named = re.match(r'"?sep=([,;\t])"?\r?\n', text)  # Excel's own note
    reader = _reader(text, named[1] if named else _delimiter(text, columns))
    while True:
        line = reader.line_num + 1
        try:
            cells = [_cell(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                line, _("From this line on the quotation marks do not match, or a cell is too long.")
            ) from error
        if any(cells) and not (named and line == 1):
            yield line, cells


def _reader(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _cell(text: str) -> str:
    text = text.strip(" \u3000\xa0")
    return text[1:] if DEFUSED.match(text) else text.strip()


def _delimiter(text: str, columns: Sequence[Column]) -> str:
    """The delimiter under which the most headings are known; of equals, the one that cuts the most, then the comma."""
    known = by_heading(columns)
    heading = next((line for line in io.StringIO(text, newline="") if line.strip()), "")[:LONGEST_HEADING]

    def fit(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([heading], delimiter=delimiter), [])
        return sum(folded_heading(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=fit)


def by_heading(columns: Sequence[Column]) -> dict[str, Column]:
    """Columns by every heading they may stand under, folded."""
    return {
        folded_heading(text): column for column in columns for text in (column.name, column.header, *column.aliases)
    }


def folded_heading(heading: str) -> str:
    """Whatever its case, width, spaces and underscores."""
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", heading)).strip().casefold()


def _places(header: list[str], columns: Sequence[Column], line: int, problems: list[Problem]) -> dict[str, int]:
    """Where each column stands; unknown, doubled and missing ones go to `problems`."""
    known, places = by_heading(columns), dict[str, int]()
    for at, heading in enumerate(header):
        column = known.get(folded_heading(heading))
        if column is None:
            if heading:
                problems.append(Problem(line, heading, _("This column is not known and is left out."), warning=True))
        elif column.name in places:
            problems.append(Problem(line, column.header, _("This column stands here twice. Remove one.")))
        else:
            places[column.name] = at
    for column in columns:
        if column.required and column.name not in places:
            problems.append(Problem(line, column.header, _("This column is missing. Add it with this heading.")))
    return places


def _take(
    table: Table, line: int, cells: list[str], width: int, places: dict[str, int], columns: Sequence[Column]
) -> None:
    if len(cells) < width or any(cells[width:]):
        table.problems.append(
            Problem(
                line,
                "",
                _("This line has %(found)s cells, the headings are %(wanted)s.", found=len(cells), wanted=width),
            )
        )
        return
    keep_row(
        table,
        line,
        {column.name: cells[places[column.name]] if column.name in places else "" for column in columns},
        columns,
    )


def keep_row(table: Table, line: int, values: dict[str, str], columns: Sequence[Column]) -> None:
    """Take the record among the rows, unless what is required is missing."""
    empty = [column for column in columns if column.required and not values[column.name]]
    table.problems.extend(Problem(line, column.header, _("This cell must be filled in.")) for column in empty)
    if not empty:
        table.rows.append(Row(line, values))


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A file any spreadsheet opens: UTF-8 with a byte order mark, text quoted, formulas defused by a leading '.

    Numbers stay numbers, also negative ones; None is empty, dates are ISO 8601, truth is `true` or `false`.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_written(name) for name in header])
    writer.writerows([_written(value) for value in row] for row in rows)
    return BOM + out.getvalue().encode()


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) and not NEGATIVE.fullmatch(text) else text
