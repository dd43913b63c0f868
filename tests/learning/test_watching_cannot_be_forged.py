"""Nine tenths of a video, really played, earn it; nothing a program posts gets there sooner than playing would."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning import policy
from portal.learning.commands import watching
from portal.learning.commands.watching import merged, watch
from portal.learning.models import Completion, Item, Watching
from tests.learning.films import mp4

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILM = "/learn/film"


@pytest.fixture
def film(content):
    """A video of a hundred seconds, and another one."""
    for name in ("film", "other"):
        (content.folder / "en/onboarding").mkdir(parents=True, exist_ok=True)
        (content.folder / f"en/onboarding/{name}.mp4").write_bytes(mp4(100))
        content.write(f"en/onboarding/{name}.md", format="video", video=f"{{file: {name}.mp4, seconds: 100}}")
    content.write("en/onboarding/text.md")
    content.sync()


class Viewer:
    """Somebody with the page open, who posts what they like."""

    def __init__(self, browser, path=FILM):
        self.browser, self.path = browser, path
        self.open()

    def open(self):
        found = re.search(r'name="stamp" value="([^"]+)"', self.browser.get(self.path).text)
        self.stamp = found[1] if found else ""

    def beat(self, start, end, **other):
        return self.browser.post(f"{self.path}/watched", data={"from": start, "to": end, "stamp": self.stamp} | other)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as found:
        yield found


@pytest.fixture
def viewer(film, clock, client_of, make):
    return Viewer(client_of(make.person()))


@pytest.fixture
def seconds(rows):
    return lambda: [sum(last - first for first, last in row.spans) for row in rows(Watching)]


def test_playing_it_through_earns_it_at_nine_tenths(viewer, clock, rows):
    for start in range(0, 85, 5):
        clock.shift(5)
        assert viewer.beat(start, start + 5).json == {"share": start + 5, "text": f"{start + 5}% seen", "earned": False}
    clock.shift(5)
    assert viewer.beat(85, 90).json["earned"] is True
    clock.shift(5)
    assert viewer.beat(90, 95).json["earned"] is False
    assert [row.kind for row in rows(Completion)] == ["earned"]
    assert "Earned: watched" in viewer.browser.get(FILM).text


def test_double_speed_and_any_order_count(viewer, clock, rows):
    for start in (50, 60, 70, 80, 0, 10, 20, 30, 40):
        clock.shift(5)
        viewer.beat(start, start + 10)
    assert [row.kind for row in rows(Completion)] == ["earned"]
    assert [row.spans for row in rows(Watching)] == [[[0, 90]]]


def test_skipping_adds_nothing(viewer, clock, seconds):
    clock.shift(5)
    viewer.beat(0, 5)
    clock.shift(5)
    viewer.beat(95, 100)
    assert seconds() == [10]


def test_a_huge_span_is_cut_to_what_time_allows(viewer, clock, seconds):
    clock.shift(10)
    viewer.beat(0, 100)
    assert seconds() == [22]
    viewer.beat(22, 1e9)
    assert seconds() == [22]


def test_many_posts_at_once_take_no_more_than_one(viewer, clock, seconds):
    clock.shift(3)
    for start in range(0, 100, 2):
        viewer.beat(start, start + 2)
    assert seconds()[0] <= 2 * 3 + 2


def test_what_passed_long_ago_lets_nobody_see_more(viewer, clock, seconds):
    clock.shift(timedelta(hours=5))
    viewer.beat(0, 55)
    viewer.beat(55, 100)
    clock.shift(1)
    viewer.beat(55, 100)
    assert seconds()[0] < 90


def test_a_beat_sent_again_or_late_adds_nothing(viewer, clock, seconds):
    clock.shift(10)
    viewer.beat(10, 20)
    for _again in range(5):
        viewer.beat(10, 20)
        viewer.beat(10, 12)
    assert seconds() == [10]


@pytest.mark.parametrize(
    ("start", "end"),
    [("nan", 5), (0, "nan"), (0, "inf"), ("-inf", 5), ("", 5), (0, ""), ("ten", 5), ("0x1", 5), ([0, 1], "١٠")],
)
def test_what_is_no_number_is_refused(viewer, clock, rows, start, end):
    clock.shift(60)
    assert viewer.beat(start, end).status_code in (200, 422)
    assert [row for row in rows(Watching) if sum(b - a for a, b in row.spans) > 11] == []


@pytest.mark.parametrize(("start", "end"), [(50, 10), (5, 5), (100, 200), (-20, -5), (1e300, 2e300)])
def test_spans_backwards_empty_or_outside_the_video_count_nothing(viewer, clock, seconds, start, end):
    clock.shift(60)
    assert viewer.beat(start, end).status_code == 200
    assert sum(seconds()) == 0


def test_the_part_outside_the_video_is_cut(viewer, clock, seconds):
    clock.shift(60)
    viewer.beat(-10, 5)
    clock.shift(60)
    viewer.beat(95, 110)
    assert seconds() == [10]


def test_a_stamp_of_somebody_else_another_video_the_future_or_nobody_counts_nothing(
    viewer, film, clock, client_of, make, rows
):
    other = Viewer(client_of(make.person()))
    elsewhere = Viewer(viewer.browser, "/learn/other")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        later = Viewer(viewer.browser)
    clock.shift(60)
    for stamp in (other.stamp, elsewhere.stamp, later.stamp, viewer.stamp[:-2] + "xx", "", "e30.x", "WzEsMSwxXQ"):
        assert viewer.beat(0, 50, stamp=stamp).status_code == 422, stamp
    reading = policy_stamp(viewer, rows)
    assert viewer.beat(0, 50, stamp=reading).status_code == 422
    assert rows(Watching) == []


def policy_stamp(viewer, rows):
    """The stamp of the same person and item for reading."""
    app = viewer.browser.application
    with app.app_context():
        person = db.session.query(Person).order_by(Person.id).first()
        return policy.reading_stamp(person, db.session.query(Item).filter_by(slug="film").one())


def test_what_is_no_video_kept_here_cannot_be_watched(viewer, clock, rows, client):
    clock.shift(60)
    assert (
        viewer.browser.post("/learn/text/watched", data={"from": 0, "to": 9, "stamp": viewer.stamp}).status_code == 422
    )
    assert viewer.browser.post("/learn/nothing/watched").status_code == 404
    assert "/sign-in" in client.post(f"{FILM}/watched").location
    assert viewer.browser.get(f"{FILM}/watched").status_code == 405
    assert rows(Watching) == []


def test_suspended_people_and_guests_have_no_stamp_and_watch_all_the_same(film, client, client_of, make):
    for browser in (client, client_of(make.person(suspended_at=now()))):
        page = browser.get(FILM).text
        assert "<video" in page and "data-watch" not in page
        assert browser.post(f"{FILM}/watched").status_code in (302, 403)


def test_it_goes_on_where_it_was_left_and_begins_anew_at_the_end(viewer, clock):
    clock.shift(30)
    viewer.beat(0, 37)
    assert '#t=37"' in viewer.browser.get(FILM).text
    clock.shift(30)
    viewer.beat(60, 99)
    assert "#t=" not in viewer.browser.get(FILM).text


def test_eight_at_once_see_no_more_than_one_could(film, app, make, seconds):
    person, gate = make.person(), Barrier(8)
    opened = now() - timedelta(seconds=10)

    def post(number):
        gate.wait()
        with app.app_context():
            item = db.session.query(Item).filter_by(slug="film").one()
            watch(db.session.get_one(Person, person.id), item, number * 10, number * 10 + 10, opened)
            db.session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(post, range(8)))
    assert 10 <= seconds()[0] <= 2 * 20 + 2


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=20))
def test_spans_put_together_hold_the_same_seconds(pairs):
    spans = [(first, first + length) for first, length in pairs]
    found = merged(spans)
    assert {second for a, b in found for second in range(a, b)} == {second for a, b in spans for second in range(a, b)}
    assert all(before[1] < after[0] for before, after in zip(found, found[1:], strict=False))


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(-10, 120), st.floats(0, 200)), max_size=12))
def test_no_history_of_beats_shows_more_than_twice_the_time_and_two_seconds(beats):
    """The reckoning alone, as `watch` does it, against the clock on the wall."""
    at, total, since = 0.0, 0.0, 0.0
    for wait, _start, length in beats:
        at += wait
        base = max(since, at - watching.MEMORY.total_seconds())
        allowed = watching.FASTEST * (at - base) + watching.GRACE
        taken = max(0, min(int(length), int(allowed)))
        if taken:
            total += taken
            since = max(at, base + taken / watching.FASTEST)
    assert total <= 2 * at + 2
