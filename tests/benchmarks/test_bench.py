"""The bench itself: it measures what it says, and its world can be looked at and written to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from jinja2 import Environment

from benchmarks.bench_report import spread
from benchmarks.bench_rows import DEEDS, PATHS
from benchmarks.bench_world import Size, fill
from benchmarks.layers import REST, SIGN_IN, SQL, TEMPLATE, Clock
from benchmarks.load import Request, Speed, said_by_wrk
from benchmarks.running import write_items
from benchmarks.yardsticks import CUTS, bare_writes, cut
from portal.ideas.models import Idea, IdeaVote
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning import commands

SIZE = Size(ideas=60, votes=200, questions=60, thread=12, deeds=400)
SAID = """Running 4s test @ http://127.0.0.1:8000
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   850.10us    1.02ms  31.01ms   97.10%
  Latency Distribution
     50%  640.00us
     75%    0.90ms
     90%    1.40ms
     99%    1.21s
  9001 requests in 4.00s, 12.01MB read
  Socket errors: connect 0, read 1, write 0, timeout 2
  Non-2xx or 3xx responses: 4
Requests/sec:   2250.25
"""
PAGE = "<h1>{{ Hello }} Ann</h1><ul><li><a href='/a/7-x'>Depot &amp; van</a> 7</li><li><a href='/a/8-y'>Van</a> 8</li></ul>"
ROWS = [{"id": 8, "title": "Van"}, {"id": 7, "title": "Depot & van"}]


@pytest.fixture
def world(app, tmp_path):
    write_items(tmp_path, 5)
    with app.app_context():
        for table in db.metadata.sorted_tables:  # COPY is no statement that tests see, so say that they are written
            db.session.execute(sa.delete(table).where(sa.false()))
        commands.sync(tmp_path)
        db.session.commit()
    return fill(app, SIZE)


def test_what_wrk_says_is_read_in_milliseconds_with_every_kind_of_error():
    assert said_by_wrk(SAID) == Speed(2250.25, 0.64, 1210, 9001, 7)


def test_a_load_that_wrk_does_not_speak_of_is_no_figure():
    with pytest.raises(RuntimeError, match="wrk did not say"):
        said_by_wrk("unable to connect to 127.0.0.1:8000")


def test_a_posted_form_travels_whole():
    sent = Request("/ideas/7/vote", "c", {"want": "1", "text": "あ b"}).written("portal:80")
    head, _gap, body = sent.partition("\r\n\r\n")
    assert head.startswith("POST /ideas/7/vote HTTP/1.1\r\nHost: portal:80\r\n") and "Cookie: portal=c" in head
    assert body == "want=1&text=%E3%81%82+b" and f"Content-Length: {len(body)}" in head


def test_a_minimal_page_has_the_bytes_it_was_cut_from():
    page = Environment(autoescape=True).from_string(cut(PAGE, r"<li>.*?</li>", ROWS, "Ann"))
    shown = page.render(person={"display_name": "Bo"}, rows=[ROWS[1], {"id": 9, "title": "<Crew>"}])
    start, _row, end = PAGE.partition("<li><a href='/a/8-y'>Van</a> 8</li>")
    assert shown == start.replace("Ann", "Bo") + "<li><a href='/a/9-x'>&lt;Crew&gt;</a> 9</li>" + end


@pytest.mark.parametrize(("row", "rows"), [(r"<p>.*?</p>", ROWS), (r"<li>.*?</li>", ROWS[:1])])
def test_a_page_that_is_not_as_expected_is_not_cut(row, rows):
    with pytest.raises(ValueError, match="no row"):
        cut(PAGE, row, rows, "Ann")


def test_time_is_charged_to_the_innermost_layer_and_a_statement_of_signing_in_to_signing_in():
    moments = iter([0, 0, 1, 3, 4, 7, 12, 20, 33])
    clock = Clock(lambda: next(moments))
    clock.enter(REST)
    clock.enter(SIGN_IN)
    clock.enter(SQL)
    clock.leave()
    clock.leave()
    clock.enter(TEMPLATE)
    clock.leave()
    clock.leave()
    assert dict(clock.spent) == {"": 0, REST: 1 + 5 + 13, SIGN_IN: 2 + 1 + 3, TEMPLATE: 8} and clock.statements == 1


def test_a_spread_is_told_where_there_are_several_runs():
    assert spread([0.5]) == "0.50" and spread([0.7, 0.4, 0.5]) == "0.50 [0.40–0.70]"


def test_every_page_measured_opens_and_is_cut(world, app):
    browser = app.test_client()
    browser.set_cookie("portal", world.member)
    for name, path in PATHS.items():
        answer = browser.get(path)
        with app.app_context():
            rows = [dict(row._mapping) for row in db.session.execute(sa.text(CUTS[name].rows))]
        assert answer.status_code == 200, name
        assert "{% for row in rows %}" in cut(answer.text, CUTS[name].row, rows, "Person 0000004"), name
    browser.set_cookie("portal", world.staff)
    assert browser.get("/console/customers").status_code == 200


def test_every_deed_measured_is_written_down_once(world, app, rows):
    browser = app.test_client()
    for name, deeds in world.deeds.items():
        assert len(deeds) == SIZE.deeds, name
        for deed in deeds[:3]:
            if deed.request.cookie:
                browser.set_cookie("portal", deed.request.cookie)
            assert browser.post(deed.request.path, data=deed.request.form).status_code == 303, name
        assert len([event for event in rows(Event) if event.name in DEEDS[name]]) == 3, name


def test_a_bare_write_is_a_row_and_a_number_beside_it(world, app, rows):
    before = {idea.id: idea.votes for idea in rows(Idea)}, len(rows(IdeaVote))
    with app.app_context():
        speed = bare_writes(db.engine, world.deeds["vote"][:4], 60)
    moved = [idea.id for idea in rows(Idea) if idea.votes == before[0][idea.id] + 1]
    assert speed.answers == 4 and len(rows(IdeaVote)) == before[1] + 4
    assert sorted(moved) == sorted(deed.beside_id for deed in world.deeds["vote"][:4])
