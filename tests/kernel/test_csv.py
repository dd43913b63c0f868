"""Tables in: every problem with its line. Tables out: what was written is read again, and nothing runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.csv import Column, Table, read_csv, write_csv

calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

COLUMNS = [
    Column("name", "Name", ("会社名", "Organization"), required=True),
    Column("contract_value", "Contract value", ("契約金額",)),
    Column("note", "Note", ("メモ",)),
]


def read(text: str | bytes, **options: int) -> Table:
    return read_csv(text if isinstance(text, bytes) else text.encode(), COLUMNS, **options)


def said(table: Table) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.message) for problem in table.problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_usual_encodings_delimiters_and_line_ends_read_alike(delimiter: str, encoding: str, newline: str) -> None:
    lines = [["会社名", "契約金額", "メモ"], ["株式会社みなと", "1200", "表示"], ["", "", ""], ["北浜商事", "", "①"]]
    table = read(newline.join(delimiter.join(line) for line in lines).encode(encoding))
    assert not table.problems
    assert [(row.line, row.values["name"], row.values["note"]) for row in table.rows] == [
        (2, "株式会社みなと", "表示"),
        (4, "北浜商事", "①"),
    ]
    assert table.encoding == ("Shift_JIS (cp932)" if encoding == "cp932" else "UTF-8")


def test_headings_match_whatever_their_case_width_and_spacing() -> None:
    table = read("ＮＡＭＥ , contract_VALUE,　メモ\nHarbour City, 5 ,　x\n")
    assert not table.problems
    assert table.rows[0].values == {"name": "Harbour City", "contract_value": "5", "note": "x"}


def test_a_heading_with_commas_in_quotes_does_not_mislead_the_delimiter() -> None:
    assert read('Name;"Rank, order, place"\nA;1\n').rows[0].values["name"] == "A"


def test_excels_separator_line_is_obeyed_and_counted() -> None:
    table = read("sep=;\r\nName;Note\r\nA;b,c\r\n")
    assert (table.rows[0].line, table.rows[0].values["note"]) == (3, "b,c")


def test_lines_inside_quotes_keep_the_count_right() -> None:
    table = read('Name,Note\n"A","one\ntwo"\nB,x,y\n')
    assert table.rows[0].values["note"] == "one\ntwo"
    assert said(table) == [(4, "", "This line has 3 cells, the headings are 2.")]


def test_columns_absent_are_empty_and_unknown_ones_a_warning() -> None:
    table = read("Name,Colour\nA,red\n")
    assert table.rows[0].values == {"name": "A", "contract_value": "", "note": ""}
    assert not table.errors
    assert said(table) == [(1, "Colour", "This column is not known and is left out.")]


def test_missing_and_doubled_columns_stop_before_any_row() -> None:
    table = read("Note,メモ\nx,y\n")
    assert not table.rows
    assert [problem.column for problem in table.errors] == ["Note", "Name"]


def test_ragged_lines_and_empty_required_cells_are_named_and_left_out() -> None:
    table = read("Name,Note\nA\n,x\nB,x,,\nC,x,y\n")
    assert [row.values["name"] for row in table.rows] == ["B"]
    assert [problem.line for problem in table.errors] == [2, 3, 5]
    assert table.errors[1].column == "Name"


def test_trailing_blank_headings_ask_for_no_cells() -> None:
    assert not read("Name,Note,,\nA,x\n").problems


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 0, "empty"),
        (b"\n\n \n", 0, "empty"),
        (b"Name\nA\0B\n", 2, "zero byte"),
        ("Name\nA\n".encode("utf-16"), 1, "UTF-16"),
        (b"Name\nA\nM\xfcnchen, \xff\n", 3, "Byte 9 "),
        (b"\xef\xbb\xbfName\n\x83\x41\n", 2, "Byte 9 "),
        (b'Name\nA\n"open\nB\nC\n', 3, "quotation marks"),
        (b'Name\n"a"b\n', 2, "quotation marks"),
        (b"Name\n" + b"x" * 200_000 + b"\n", 2, "too long"),
        (b"x" * 200_000, 1, "too long"),
        (b"x" * 10_000_001, 0, "10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_how_to_mend_it(data: bytes, line: int, words: str) -> None:
    table = read(data)
    assert len(table.errors) == 1
    assert table.errors[0].line == line
    assert words in table.errors[0].message


def test_too_many_rows_are_refused_at_their_line() -> None:
    assert not read("Name\n" + "A\n" * 3, max_rows=3).problems
    assert said(read("Name\n" + "A\n" * 4, max_rows=3)) == [(5, "", "More than 3 rows. Split the file.")]


@calm
@given(st.binary(max_size=80))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    assert all(set(row.values) == {"name", "contract_value", "note"} for row in read(data).rows)
    read(b"Name,Note\n" + data)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
PREFIXED = st.builds(str.__add__, st.sampled_from(["", "=", "+", "-", "@", "'", "''=", "＝", "-1"]), TEXT)


@calm
@given(st.lists(PREFIXED.map(str.strip).filter(bool), min_size=1, max_size=5))
def test_what_was_written_is_read_again(names: list[str]) -> None:
    table = read(write_csv(["Name", "Note"], [(name, "x") for name in names]))
    assert [row.values["name"] for row in table.rows] == names


@calm
@given(PREFIXED)
def test_no_cell_of_text_starts_a_formula(text: str) -> None:
    cell = list(csv.reader(io.StringIO(write_csv(["Name"], [(text,)]).decode("utf-8-sig"), newline="")))[1][0]
    assert cell[0] not in "=+@\t\r\n＝＋－＠"
    assert cell[0] != "-" or float(cell) < 0 or cell.strip("-0.") == ""


def test_written_files_carry_a_mark_and_quote_text_but_not_numbers() -> None:
    moment = datetime(2026, 11, 22, 15, tzinfo=UTC)
    data = write_csv(
        ["Name", "=x"],
        [("=1+1", -5), ("-5", Decimal("2.50")), (None, True), ("a;=b", date(2026, 1, 2)), ("+81 3", moment)],
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n")[:-1] == [
        '"Name","\'=x"',
        '"\'=1+1",-5',
        '"-5",2.50',
        '"","true"',
        '"a;=b","2026-01-02"',
        '"\'+81 3","2026-11-22T15:00:00+00:00"',
    ]
