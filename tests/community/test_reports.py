"""What the community saves and costs: known figures, by week and month, for staff alone."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Role
from portal.community.models import Asking, Question
from portal.kernel.db import db

REPORTS = "/console/community/reports"
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)  # 21:00 in Tokyo, where the portal's calendar is
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def cs(client_of, make):
    return client_of(make.staff(Role.CS))


def table(answer):
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


def body_of(page, heading="<tbody>"):
    return re.sub(r"<[^>]+>", " ", page.partition(heading)[2].partition("</tbody>")[0])


@pytest.fixture
def opened(make):
    """Somebody opened what was offered, so many days ago; `asked`: and asked an hour later."""

    def note(person, ref, days=2, kind="question", *, asked=False):
        at = FRIDAY - timedelta(days=days)
        when = at + timedelta(hours=1) if asked else None
        make.add(Asking(person_id=person.id, kind=kind, ref=ref, at=at, asked_at=when))

    return note


@pytest.fixture
def stands(app):
    """Give a question other facts than it was made with."""

    def change(number, **values):
        with app.app_context():
            db.session.execute(sa.update(Question).where(Question.id == number).values(**values))
            db.session.commit()

    return change


def test_a_person_counts_once_a_week_by_how_it_ended(cs, make, ask, opened):
    ann, bob, eve, tom = (make.person() for _n in range(4))
    first, second = ask(ann, title="First"), ask(bob, title="Second")
    opened(ann, first), opened(ann, second, 3), opened(ann, first, 9)
    opened(bob, first, asked=True), opened(bob, second, 3)
    opened(eve, first, 0.5), opened(tom, second)
    assert table(cs.get(f"{REPORTS}/answers-found.csv?days=30"))[:2] == [
        ["2026-11-16", "4", "2", "1", "1", "2"],
        ["2026-11-09", "1", "1", "0", "0", "0"],
    ]
    page = cs.get(f"{REPORTS}?days=30").text
    assert "3 times somebody opened" in page and "2 questions were asked by customers" in page
    assert "16 November 2026" in page and "2 November 2026" not in page


def test_weeks_begin_on_monday_where_the_vendor_works(cs, make, ask, opened):
    ann, number = make.person(), ask()
    sunday_evening = (FRIDAY - datetime(2026, 11, 15, 14, 59, tzinfo=UTC)) / DAY  # 23:59 in Tokyo
    monday = (FRIDAY - datetime(2026, 11, 15, 15, 0, tzinfo=UTC)) / DAY  # 0:00 in Tokyo
    opened(ann, number, sunday_evening), opened(ann, number, monday)
    rows = table(cs.get(f"{REPORTS}/answers-found.csv?days=30"))
    assert [row[:3] for row in rows[:2]] == [["2026-11-16", "1", "1"], ["2026-11-09", "1", "1"]]


def test_questions_of_customers_count_but_not_those_hidden_from_files_or_of_staff(cs, ask, stands, make):
    kept, hidden, filed = ask(), ask(), ask()
    ask(make.staff())
    stands(hidden, hidden_at=FRIDAY), stands(filed, external_id="old-1")
    assert table(cs.get(f"{REPORTS}/answers-found.csv?days=30"))[0][5] == "1"
    assert kept


def test_what_answered_most_people_comes_first_and_leads_there(cs, make, ask, opened, rows):
    people = [make.person() for _n in range(4)]
    first, second, third = ask(title="First =1+1"), ask(title="Second"), ask(title="Third")
    for person in people[:3]:
        opened(person, second)
    opened(people[0], second)
    opened(people[3], second, asked=True)
    opened(people[0], first), opened(people[1], first, 40)
    opened(people[0], third, asked=True), opened(people[1], third, 0.5)
    page = cs.get(f"{REPORTS}?days=30").text.partition("What answered most people")[2]
    assert body_of(page).split() == ["Second", "Question", "3", "4", "First", "=1+1", "Question", "1", "1"]
    assert f'href="/community/questions/{second}-second"' in page
    assert [row[3:] for row in table(cs.get(f"{REPORTS}/what-answered.csv?days=90"))] == [["3", "4"], ["2", "2"]]


def test_what_is_gone_is_counted_without_a_title(cs, make, ask, opened, stands):
    number = ask(title="Secret words")
    opened(make.person(), number)
    opened(make.person(), 999, kind="item")
    stands(number, hidden_at=FRIDAY)
    page = cs.get(REPORTS).text
    assert page.count("No longer shown") == 2 and "Secret words" not in page
    assert table(cs.get(f"{REPORTS}/what-answered.csv"))[0][1:3] == ["", ""]


def test_first_answers_are_timed_in_working_hours_and_by_the_month_of_the_question(cs, ask, stands):
    tuesday = datetime(2026, 11, 10, 0, tzinfo=UTC)  # 9:00 in Tokyo, when work begins
    for hours in (1, 2, 3, 4, 9, 20):
        calendar_days, rest = divmod(hours, 9)
        answered = tuesday + timedelta(days=calendar_days, hours=rest)
        stands(ask(), at=tuesday, answered_at=answered, staff_at=answered)
    stands(ask(), at=tuesday, answered_at=tuesday + DAY)
    friday = datetime(2026, 10, 30, 8, tzinfo=UTC)  # 17:00 in Tokyo; the next working day begins on Monday
    for _n in range(5):
        stands(ask(), at=friday, answered_at=friday + timedelta(days=3), solved_at=friday)
    stands(ask(), at=friday)
    assert table(cs.get(f"{REPORTS}/first-answers.csv")) == [
        ["2026-11-01", "7", "1", "14", "7", "4.0", "20.0"],
        ["2026-10-01", "6", "1", "17", "5", "9.0", "9.0"],
    ]
    page = body_of(cs.get(f"{REPORTS}?report=answering").text)
    assert "November 2026 so far 7 4 working hours 20 working hours 14% 1 of 7 questions" in " ".join(page.split())


def test_too_few_answers_have_no_middle_and_too_few_questions_no_percent(cs, ask, stands):
    for _n in range(4):
        stands(ask(), at=FRIDAY - DAY, answered_at=FRIDAY)
    page = " ".join(body_of(cs.get(f"{REPORTS}?report=answering").text).split())
    assert page == "November 2026 so far 4 fewer than 5 answers fewer than 5 answers 4 of 4 questions"


def test_unanswered_is_without_an_accepted_answer_and_one_of_staff_or_champions(cs, ask, stands):
    for known in ({"answered_at": FRIDAY}, {"champion_at": FRIDAY}, {"staff_at": FRIDAY}, {"solved_at": FRIDAY}, {}):
        stands(ask(), at=FRIDAY - DAY, **known)
    for away in ({"hidden_at": FRIDAY}, {"held_at": FRIDAY}, {"external_id": "old-1"}):
        stands(ask(), at=FRIDAY - DAY, **away)
    assert [row[1:4] for row in table(cs.get(f"{REPORTS}/first-answers.csv"))] == [["5", "2", "40"]]


def test_a_month_without_questions_stands_between_others(cs, ask, stands):
    stands(ask(), at=FRIDAY - timedelta(days=62)), stands(ask(), at=FRIDAY - DAY)
    stands(ask(), at=FRIDAY - timedelta(days=800))
    assert [row[:4] for row in table(cs.get(f"{REPORTS}/first-answers.csv"))] == [
        ["2026-11-01", "1", "1", "100"],
        ["2026-10-01", "0", "0", "0"],
        ["2026-09-01", "1", "1", "100"],
    ]


@pytest.mark.parametrize(
    ("report", "says"), [("found", "Nobody asked in this time"), ("answering", "No questions yet")]
)
def test_an_empty_report_says_so_in_words(cs, report, says):
    assert says in cs.get(f"{REPORTS}?report={report}").text


def test_what_is_no_report_is_the_first_or_not_there(cs):
    assert "Nobody asked in this time" in cs.get(f"{REPORTS}?report=xx&days=-1").text
    assert cs.get(f"{REPORTS}/xx.csv").status_code == 404


def test_reports_are_for_staff(client_of, make):
    for reader in (make.person(), make.person(Role.MEMBER | Role.CHAMPION)):
        for path in (REPORTS, f"{REPORTS}/first-answers.csv"):
            assert client_of(reader).get(path).status_code == 404
    assert client_of(make.staff(Role.PRODUCT)).get(REPORTS).status_code == 200
