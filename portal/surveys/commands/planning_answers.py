"""Reading a file of answers given elsewhere: what it would add, and what is wrong with it. Nothing is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.accounts.commands.people import parse_email
from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.commands.reports import Report, Step
from portal.accounts.models import Person
from portal.accounts.table_columns import LANGUAGE_WORDS, read_date, read_word
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, moment_of, now
from portal.kernel.csv import Column, Problem, Row, read_csv
from portal.kernel.db import loading
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.surveys.commands.answering import WORDS_LENGTH
from portal.surveys.labels import ABOUT_SHORT
from portal.surveys.models import Response, Wave
from portal.surveys.policy import IMPORT

T = TypeVar("T")

MOST_ROWS = 5_000
NOON = time(12)  # of a day without its time: the same day nearly everywhere
COLUMNS = (
    Column("email", "E-mail", ("メールアドレス", "Email", "E-mail address", "メール"), required=True),
    Column("score", "Score", ("点数", "スコア", "NPS"), required=True),
    Column("answered_at", "Answered at", ("回答日時", "回答日"), required=True),
    Column("comment", "Comment", ("コメント", "理由")),
    Column("about", "About", ("内容", "分類")),
    Column("language", "Language", ("言語",)),
)
HEADERS = {column.name: column.header for column in COLUMNS}


@dataclass(frozen=True)
class AnswerRow:
    """One answer as the file gives it."""

    person: Person
    score: int
    at: datetime
    words: str
    about: str
    language: str


def plan_answers(data: bytes, survey_id: int, wave_id: int | None) -> Report:
    """What the file would add to the wave (None: a new one). An answer that any file brought before is left alone."""
    table = read_csv(data, COLUMNS, max_rows=MOST_ROWS)
    report = Report.of(table)
    known = _people(table.rows)
    here, before = _standing(survey_id, wave_id, [person.id for person in known.values()])
    seen: dict[str, int] = {}
    for row in table.rows:
        had = len(report.problems)
        found = _read(row, known, report.problems)
        email = row.values["email"].lower()
        if first := seen.get(email):
            report.problems.append(
                Problem(row.line, HEADERS["email"], _("This stands in line %(line)s too.", line=first))
            )
        seen.setdefault(email, row.line)
        if found is None or len(report.problems) > had:
            continue
        same = (found.person.id, found.at, found.score) in before
        if found.person.id in here and not same:
            said = _("Another answer of this person stands in this wave. Choose a new wave, or take the line out.")
            report.problems.append(Problem(row.line, HEADERS["email"], said))
            continue
        title = f"{found.person.display_name} <{email}> · {found.score}"
        report.steps.append(Step(row.line, title, "same" if same else "new", found))
    report.sort()
    return report


def _read(row: Row, known: dict[str, Person], problems: list[Problem]) -> AnswerRow | None:
    def cell(name: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(row.values[name])
        except Invalid as error:
            problems.append(Problem(row.line, HEADERS[name], error.message))
            return None

    had = len(problems)
    person = cell("email", lambda text: _person(text, known))
    score, at, about = cell("score", _score), cell("answered_at", _moment), cell("about", _about)
    words = cell("comment", _words)
    language = cell("language", lambda text: read_word(text, LANGUAGE_WORDS) if text else "")
    if len(problems) > had or person is None or score is None or at is None:
        return None
    return AnswerRow(person, score, at, words or "", about or "", language or person.language)


def _person(text: str, known: dict[str, Person]) -> Person:
    found = known.get(parse_email(text))
    if found is None or found.organization is None or found.is_staff:
        raise Invalid(_("Nobody of a customer company has this address."))
    return found


def _score(text: str) -> int:
    text = unicodedata.normalize("NFKC", text)
    if not (text.isdecimal() and int(text) <= 10):
        raise Invalid(_("A whole number from 0 to 10, please."))
    return int(text)


def _moment(text: str) -> datetime:
    """A day, or a day and a time; on the vendor's clock unless it says otherwise."""
    zone = WorkingCalendar(settings().calendar).zone
    day, rest = [*re.split(r"[T\s]+", unicodedata.normalize("NFKC", text), maxsplit=1), ""][:2]
    found = moment_of(read_date(day), NOON, zone) if not rest else _with_time(read_date(day), rest, zone)
    if found > now():
        raise Invalid(_("This moment is still to come."))
    return found


def _with_time(day: date, text: str, zone: ZoneInfo) -> datetime:
    try:
        at = time.fromisoformat(re.sub(r"^(\d):", r"0\1:", text))
    except ValueError:
        raise Invalid(_("“%(cell)s” is not a time. Write hours and minutes, such as 09:30.", cell=text)) from None
    return moment_of(day, at, zone) if at.tzinfo is None else datetime.combine(day, at).astimezone(UTC)


def _about(text: str) -> str:
    if not text:
        return ""
    return read_word(text, {word.casefold(): code for code, name in ABOUT_SHORT.items() for word in (code, str(name))})


def _words(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > WORDS_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please. These are %(m)s.", n=WORDS_LENGTH, m=len(text)))
    return text


def _people(rows: Sequence[Row]) -> dict[str, Person]:
    known = loading(sa.select(Person), Person.organization).where(Person.erased_at.is_(None))
    people = chunked(
        {row.values["email"].strip().lower() for row in rows}, lambda some: known.where(Person.email.in_(some))
    )
    return {person.email: person for person in people}


def _standing(
    survey_id: int, wave_id: int | None, people: Sequence[int]
) -> tuple[set[int], set[tuple[int, datetime, int]]]:
    """Who has an answer in the wave, and all answers of these people that files brought to the survey."""
    of_survey = sa.select(Wave.id).where(Wave.survey_id == survey_id)
    rows = chunked(
        people,
        lambda some: sa.select(Response).where(
            Response.person_id.in_(some), Response.source == IMPORT, Response.wave_id.in_(of_survey)
        ),
    )
    return {row.person_id for row in rows if row.wave_id == wave_id}, {
        (row.person_id, row.at, row.score) for row in rows
    }
