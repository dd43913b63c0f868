"""Answers given elsewhere: looked at before anything is written, all or nothing, and never twice."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.accounts.console_models import ImportDraft
from portal.accounts.models import Organization, Person, Role
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.commands.submitting import Wish, put_on_board
from portal.ideas.commands.votes import cast_vote
from portal.ideas.models import Idea
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.success.models import FollowUp
from portal.surveys.commands import counting
from portal.surveys.models import Advocacy, Invitation, Response, ResponseChange, ResponseCount, Wave
from tests.surveys.running import SURVEYS, left_out, run

__all__ = ["run"]
TOKYO = ZoneInfo("Asia/Tokyo")
HEAD = "email,score,answered_at,comment,about,language"


@pytest.fixture
def people(run):
    """Ann and Ben of Aoba, whom the files name."""
    return [run.person(email=f"{name}@aoba.example", language="ja") for name in ("ann", "ben")]


def upload(browser, survey: int, text: str | bytes, **more):
    data = text if isinstance(text, bytes) else f"{HEAD}\n{text}\n".encode()
    return browser.post(f"{SURVEYS}/{survey}/import", data={"file": (io.BytesIO(data), "nps.csv"), **more})


def bring(browser, survey: int, text: str | bytes, **more):
    """Upload, look, and say yes."""
    seen = upload(browser, survey, text, **more)
    assert seen.status_code == 303, seen.text
    assert browser.get(seen.location).status_code == 200
    return browser.post(seen.location.partition("?")[0], data=more)


def test_nothing_is_written_before_the_yes(run, people, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    seen = upload(browser, number, "ann@aoba.example,9,2026-03-31,Fine,howto,en")
    page = browser.get(seen.location).text
    assert "1 to be added, 0 are here already." in page and "ann@aoba.example" in page and "Into a new wave." in page
    assert rows(Wave) == rows(Invitation) == rows(Response) == [] and len(rows(ImportDraft)) == 1


def test_answers_count_as_of_the_day_they_were_given_and_nothing_follows(run, app, people, client_of, rows, drain):
    number, browser = run.survey(), client_of(run.cs)
    text = "ann@aoba.example,3,2026-03-31 09:30,遅い,使い方,ja\nBEN@aoba.example,10,2026/4/2,,,\n"
    answer = bring(browser, number, text.replace("使い方", "How-to"))
    drain()
    [wave] = rows(Wave)
    assert answer.status_code == 303 and answer.location.endswith(f"/waves/{wave.id}")
    assert (wave.kind, wave.state, wave.number, wave.launched_by_id) == ("imported", "closed", 1, run.cs.id)
    ann, ben = rows(Response)
    assert (ann.score, ann.words, ann.about, ann.language, ann.source) == (3, "遅い", "howto", "ja", "import")
    assert ann.at == datetime(2026, 3, 31, 0, 30, tzinfo=UTC) == wave.starts_at
    assert ben.at.astimezone(TOKYO) == datetime(2026, 4, 2, 12, 0, tzinfo=TOKYO) and wave.closes_at == ben.at
    for one, given in zip(rows(Invitation), (ann, ben), strict=True):
        assert one.send_at == one.sent_at == one.answered_at == given.at and one.remind_at is None
        assert (one.tier, one.stage, one.organization_id) == ("high", "adoption", run.company.id)
    assert [(one.score, one.signal) for one in rows(ResponseChange)] == [(3, "import"), (10, "import")]
    assert sorted((one.score, one.n, one.tier) for one in rows(ResponseCount)) == [(3, 1, "high"), (10, 1, "high")]
    with app.app_context():
        assert counting.drifts() == []
    [company] = rows(Organization, id=run.company.id)
    assert (company.nps_score, company.nps_at) == (10, ben.at)
    assert rows(FollowUp) == [] and rows(Advocacy) == [] and rows(ImportDraft) == []
    [imported] = rows(Event)
    assert imported.name == "wave.imported" and imported.data == {"answers": 2}


def test_an_older_answer_leaves_the_last_score_of_the_company(run, people, client_of, rows, make):
    make.add(Organization(name="Bee", name_key="bee", nps_score=2, nps_at=now()))
    bee = rows(Organization, name="Bee")[0]
    run.person(bee, email="bea@bee.example")
    bring(client_of(run.cs), run.survey(), "bea@bee.example,9,2026-03-31,,,")
    assert rows(Organization, id=bee.id)[0].nps_score == 2


def test_the_same_file_again_makes_no_doubles_into_the_same_wave_or_a_new_one(run, people, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    text = "ann@aoba.example,9,2026-03-31,,,\nben@aoba.example,2,2026-03-30,,,"
    bring(browser, number, text)
    for more in ({"wave": "1"}, {}):
        page = browser.get(upload(browser, number, text, **more).location).text
        assert "All of it stands already" in page and "Import now" not in page
        assert bring(browser, number, text, **more).status_code == 303
    assert len(rows(Wave)) == 1 and len(rows(Response)) == 2 and sum(one.n for one in rows(ResponseCount)) == 2


def test_a_longer_file_goes_on_in_its_wave(run, people, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    bring(browser, number, "ann@aoba.example,9,2026-03-31,,,")
    bring(browser, number, "ann@aoba.example,9,2026-03-31,,,\nben@aoba.example,2,2026-03-01,,,", wave="1")
    [wave] = rows(Wave)
    assert len(rows(Response)) == 2 and wave.starts_at.astimezone(TOKYO).date() == date(2026, 3, 1)
    answer = upload(browser, number, "ann@aoba.example,4,2026-05-31,,,", wave="1")
    assert answer.status_code == 422 and "Another answer of this person stands in this wave." in answer.text
    bring(browser, number, "ann@aoba.example,4,2026-05-31,,,")
    assert [one.number for one in rows(Wave)] == [1, 2] and len(rows(Response)) == 3


def test_only_waves_from_files_take_answers_from_files(run, people, client_of, rows):
    number = run.survey()
    run.wave(number)
    answer = upload(client_of(run.cs), number, "ann@aoba.example,9,2026-03-31,,,", wave="1")
    assert answer.status_code == 409 and rows(Response) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ann@aoba.example,11,2026-03-31,,,", "A whole number from 0 to 10, please."),
        ("ann@aoba.example,9.5,2026-03-31,,,", "A whole number from 0 to 10, please."),
        ("ann@aoba.example,,2026-03-31,,,", "This cell must be filled in."),
        ("ann@aoba.example,9,yesterday,,,", "is not a day"),
        ("ann@aoba.example,9,2026-03-31 25:00,,,", "is not a time"),
        ("ann@aoba.example,9,2099-03-31,,,", "This moment is still to come."),
        ("ann@aoba.example,9,2026-03-31,,weather,", "“weather” is not known."),
        ("ann@aoba.example,9,2026-03-31,,,tlh", "“tlh” is not known."),
        ("nobody@aoba.example,9,2026-03-31,,,", "Nobody of a customer company has this address."),
        ("staff@vendor.example,9,2026-03-31,,,", "Nobody of a customer company has this address."),
        ("no address,9,2026-03-31,,,", "Write a full address"),
        (f"ann@aoba.example,9,2026-03-31,{'x' * 4001},,", "Up to 4000 characters, please."),
        ("ben@aoba.example,9,2026-03-31,,,", "This stands in line 2 too."),
    ],
)
def test_each_line_that_is_wrong_is_named_and_nothing_is_written(run, people, client_of, rows, line, said):
    run.make.staff(Role.CS, email="staff@vendor.example")
    number = run.survey()
    answer = upload(client_of(run.cs), number, f"ben@aoba.example,9,2026-03-31,,,\n{line}")
    assert answer.status_code == 422 and said in answer.text and ">3</th>" in answer.text
    assert rows(Wave) == rows(Response) == rows(ImportDraft) == []


def test_japanese_spreadsheets_are_read(run, people, client_of, rows):
    clerk = run.make.staff(Role.CS, language="ja")
    file = "メールアドレス,点数,回答日時,コメント,内容\nann@aoba.example,９,2026年3月31日 9:05,助かっています,使い方\n"
    bring(client_of(clerk), run.survey(), file.encode("cp932"))
    [found] = rows(Response)
    assert (found.score, found.words, found.about) == (9, "助かっています", "howto")
    assert found.at.astimezone(TOKYO) == datetime(2026, 3, 31, 9, 5, tzinfo=TOKYO)


def test_clocks_see_what_was_answered_elsewhere(run, people, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    days = [(now() - timedelta(days=n)).date().isoformat() for n in (5, 60)]
    bring(browser, number, f"ann@aoba.example,9,{days[0]},,,\nben@aoba.example,9,{days[1]},,,")
    wave = run.wave(number)
    run.launch(wave)
    assert left_out(rows, wave) == {"asked_lately": 1, "asked_this": 1}


def test_what_changed_since_the_preview_stops_the_import(run, people, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    seen = upload(browser, number, "ann@aoba.example,9,2026-03-31,,,")
    with run.app.app_context():
        db.session.get_one(Person, people[0].id).email = "anna@aoba.example"
        db.session.commit()
    answer = browser.post(seen.location.partition("?")[0], data={"wave": "0"})
    assert answer.status_code == 409 and "Nobody of a customer company" in answer.text and rows(Response) == []


def test_a_yes_sent_twice_or_at_once_writes_one_set(run, people, client_of, rows):
    number, browser = run.survey(), client_of(run.cs)
    at = upload(browser, number, "ann@aoba.example,9,2026-03-31,,,").location.partition("?")[0]
    for _ in range(2):
        assert browser.post(at, data={"wave": "0", "form_key": "once"}).status_code == 303
    first, second = (
        upload(client_of(one), number, "ben@aoba.example,9,2026-03-31,,,").location.partition("?")[0]
        for one in (run.cs, run.other)
    )
    browsers = client_of(run.cs), client_of(run.other)
    run.at_once(lambda: browsers[0].post(first), lambda: browsers[1].post(second))
    assert len(rows(Response)) == 2 and sum(one.n for one in rows(ResponseCount)) == 2


def test_files_others_previewed_or_of_another_survey_are_not_there(run, people, client_of):
    number, browser = run.survey(), client_of(run.cs)
    at = upload(browser, number, "ann@aoba.example,9,2026-03-31,,,").location.partition("?")[0]
    assert client_of(run.other).get(at).status_code == 404
    assert browser.get(at.replace(f"/{number}/", f"/{run.survey()}/")).status_code == 404


def test_without_a_file_it_says_so_and_the_template_has_all_headings(run, client_of):
    number, browser = run.survey(), client_of(run.cs)
    answer = browser.post(f"{SURVEYS}/{number}/import", data={"wave": "0"})
    assert answer.status_code == 422 and "Choose a file." in answer.text
    template = browser.get(f"{SURVEYS}/{number}/import/template")
    assert template.data.decode("utf-8-sig").splitlines()[0].count('"') == 12


def test_ideas_of_the_companies_are_reckoned_anew(run, app, people, client_of, rows, drain):
    with app.app_context():
        ensure_statuses()
        ann = db.session.get_one(Person, people[0].id)
        cast_vote(ann, put_on_board(ann, Wish("Ships in a queue", "They wait.", ""), ann).id)
        db.session.commit()
    drain()
    bring(client_of(run.cs), run.survey(), "ann@aoba.example,3,2026-03-31,,,")
    drain()
    assert [idea.detractors for idea in rows(Idea)] == [1]
