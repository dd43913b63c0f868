"""Keyset pages give each row once, both ways, whatever happens between two pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.kernel.cursors import encode
from portal.kernel.db import UtcTime
from portal.kernel.errors import Invalid
from portal.kernel.paging import Key, Page, numbered, page_of

calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

START = datetime(2026, 11, 22, tzinfo=UTC)


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    votes: Mapped[int]
    score: Mapped[float] = mapped_column(sa.Float)
    title: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime())
    __table_args__ = (sa.Index("ix_votes", "votes", "id"), sa.Index("ix_mixed", sa.text("votes DESC"), "id"))


ORDERS: dict[str, list[Key]] = {
    "newest": [(Post.id, "desc")],
    "top": [(Post.votes, "desc"), (Post.id, "desc")],
    "rising": [(Post.votes, "asc"), (Post.id, "asc")],
    "mixed": [(Post.votes, "desc"), (Post.id, "asc")],
    "three": [(Post.score, "desc"), (Post.title, "asc"), (Post.id, "desc")],
    "time": [(Post.at, "desc"), (Post.id, "desc")],
}
ROWS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab甲")), max_size=18)


def post(votes: int, title: str = "a") -> Post:
    return Post(votes=votes, title=title, score=votes / 3, at=START + timedelta(microseconds=votes))


def empty() -> Session:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    return Session(engine)


@pytest.fixture
def session() -> Iterator[Session]:
    with empty() as session:
        yield session


def ids(page: Page[Any]) -> list[int]:
    return [item.id for item in page.items]


def walk(session: Session, keys: list[Key], size: int) -> tuple[list[int], Page[Any]]:
    seen, page = [], page_of(session, sa.select(Post), keys, size=size)
    seen += ids(page)
    while page.older:
        page = page_of(session, sa.select(Post), keys, after=page.older, size=size)
        assert page.items
        seen += ids(page)
    return seen, page


@calm
@given(ROWS, st.sampled_from(sorted(ORDERS)), st.integers(1, 5))
def test_walking_on_and_back_gives_each_row_once_in_order(rows: list[tuple[int, str]], order: str, size: int) -> None:
    keys = ORDERS[order]
    with empty() as session:
        session.add_all(post(*row) for row in rows)
        session.flush()
        ordered = sa.select(Post.id).order_by(*(getattr(column, direction)() for column, direction in keys))
        expected = list(session.scalars(ordered))
        seen, page = walk(session, keys, size)
        assert seen == expected
        back = ids(page)
        while page.newer:
            page = page_of(session, sa.select(Post), keys, before=page.newer, size=size)
            assert page.older
            back = ids(page) + back
        assert back == expected


@calm
@given(ROWS, st.lists(st.integers(0, 3), min_size=1, max_size=4), st.sampled_from(["top", "mixed", "time"]))
def test_rows_that_come_between_double_and_hide_nothing(
    rows: list[tuple[int, str]], new: list[int], order: str
) -> None:
    keys = ORDERS[order]
    with empty() as session:
        session.add_all(post(*row) for row in rows)
        session.flush()
        before = set(session.scalars(sa.select(Post.id)))
        seen: list[int] = []
        page = page_of(session, sa.select(Post), keys, size=3)
        while True:
            seen += ids(page)
            if new:
                session.add(post(new.pop()))
                session.flush()
            if not page.older:
                break
            page = page_of(session, sa.select(Post), keys, after=page.older, size=3)
        assert len(seen) == len(set(seen))
        assert before <= set(seen)
        back = ids(page)
        while page.newer:
            page = page_of(session, sa.select(Post), keys, before=page.newer, size=3)
            back = ids(page) + back
        assert len(back) == len(set(back))
        assert before <= set(back)


def test_ends_of_a_list_carry_no_cursor(session: Session) -> None:
    assert page_of(session, sa.select(Post), ORDERS["top"]) == Page([], None, None)
    session.add_all(post(0) for _row in range(20))
    page = page_of(session, sa.select(Post), ORDERS["top"])
    assert (len(page.items), page.newer, page.older) == (20, None, None)


def test_a_page_whose_rows_went_away_leads_back(session: Session) -> None:
    session.add_all(post(0) for _row in range(4))
    first = page_of(session, sa.select(Post), ORDERS["newest"], size=2)
    session.execute(sa.delete(Post).where(Post.id <= 2))
    gone = page_of(session, sa.select(Post), ORDERS["newest"], after=first.older, size=2)
    assert (gone.items, gone.older) == ([], None)
    assert ids(page_of(session, sa.select(Post), ORDERS["newest"], before=gone.newer, size=2)) == [4, 3]


def test_an_oldest_first_list_calls_the_way_on_newer(session: Session) -> None:
    session.add_all(post(0) for _row in range(3))
    page = page_of(session, sa.select(Post), [(Post.id, "asc")], size=2, oldest_first=True)
    assert ids(page) == [1, 2]
    assert page.older is None
    assert page.on == page.newer
    assert ids(page_of(session, sa.select(Post), [(Post.id, "asc")], after=page.newer, oldest_first=True)) == [3]


def test_narrow_rows_keep_their_names_and_one_column_comes_as_values(session: Session) -> None:
    session.add(post(2, "甲"))
    rows = page_of(session, sa.select(Post.title, Post.votes), ORDERS["top"]).items
    assert (rows[0].title, rows[0].votes) == ("甲", 2)
    assert page_of(session, sa.select(Post.title), ORDERS["top"]).items == ["甲"]


@pytest.mark.parametrize("order", ["top", "rising", "mixed"])
def test_a_deep_page_is_one_statement_that_searches_an_index_without_sorting(session: Session, order: str) -> None:
    session.add_all(post(n % 2) for n in range(30))
    session.flush()
    cursor = page_of(session, sa.select(Post), ORDERS[order], size=5).older
    sent: list[tuple[str, Any]] = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *a: sent.append((a[2], a[3])))
    page_of(session, sa.select(Post), ORDERS[order], after=cursor, size=5)
    assert len(sent) == 1
    plan = session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + sent[0][0], sent[0][1]).all()
    assert "SEARCH post USING INDEX" in plan[0].detail
    assert not any("TEMP B-TREE" in step.detail for step in plan)


def word(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


TAMPERED = [
    "x", "!!", "é", "=", "a" * 2000, word({}), word([]), word(3), word([0]), word([0, "1", 1]), word([0, 1, 1, 1]),
    word([2, 1, 1]), word([0, None, 1]), word([0, True, 1]), word([0, 2**40, 1]), word([0, 1, [1]]), word([[], 1, 1]),
    "WzAs" + "W1tb" * 200,
]  # fmt: skip


@pytest.mark.parametrize("cursor", TAMPERED)
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_tampered_cursor_is_refused_before_any_database_sees_it(session: Session, cursor: str, side: str) -> None:
    with pytest.raises(Invalid, match="start of the list"):
        page_of(session, sa.select(Post), ORDERS["top"], **{side: cursor})


@pytest.mark.parametrize(
    ("order", "values"),
    [
        ("time", ["2026-11-22T00:00:00", 1]),
        ("time", ["0001-01-01T00:00:00+14:00", 1]),
        ("time", ["never", 1]),
        ("time", [5, 1]),
        ("three", [1.5, "a\0", 1]),
        ("three", [1.5, "\ud800", 1]),
        ("three", ["1", "a", 1]),
        ("three", [float("inf"), "a", 1]),
    ],
)
def test_values_of_the_wrong_kind_are_refused(session: Session, order: str, values: list[Any]) -> None:
    with pytest.raises(Invalid):
        page_of(session, sa.select(Post), ORDERS[order], after=word([0, *values]))


@calm
@given(st.text(max_size=60))
def test_no_word_from_an_address_breaks_a_list(cursor: str) -> None:
    with empty() as session:
        try:
            page_of(session, sa.select(Post), ORDERS["three"], after=cursor)
        except Invalid:
            assert cursor


def test_null_keys_and_naive_moments_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="never NULL"):
        encode([None, 1])
    with pytest.raises(TypeError, match="time zone"):
        encode([datetime(2026, 1, 1), 1])  # noqa: DTZ001 - the mistake under test


def test_cursors_are_safe_in_an_address() -> None:
    made = encode(["甲乙?&/+ ÿÿÿ", 2**60])
    assert made.replace("-", "").replace("_", "").isalnum()
    assert made.isascii()


@pytest.mark.parametrize(
    ("count", "page", "expected"),
    [
        (0, 1, (1, 1, 0, 0, 0)),
        (41, 3, (3, 3, 40, 41, 41)),
        (40, 9, (2, 2, 20, 21, 40)),
        (5, None, (1, 1, 0, 1, 5)),
        (5, -2, (1, 1, 0, 1, 5)),
    ],
)
def test_numbered_pages_stay_within_the_list(count: int, page: int | None, expected: tuple[int, ...]) -> None:
    made = numbered(count, page, 20)
    assert (made.page, made.pages, made.offset, made.first, made.last) == expected
