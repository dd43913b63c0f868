"""The panel shows one wave before all waves of its survey, and claims no more than it knows."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.kernel import figures
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.commands import working
from portal.success.models import FollowUp
from tests.surveys.worlds import Surveyed

LONG_AGO, LATELY = timedelta(days=200), timedelta(days=10)


def text(page: Any) -> str:
    """The words of a page, as they are read."""
    assert page.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.fixture
def two_waves(surveyed: Surveyed) -> tuple[list[Any], int, int]:
    """Thirty people of one company each, and two waves without answers."""
    people = [surveyed.person() for _n in range(30)]
    survey = surveyed.survey()
    return people, surveyed.wave(survey, now() - LONG_AGO), surveyed.wave(survey, now() - LATELY)


def test_the_newest_wave_is_shown_with_score_interval_and_no_clear_change(surveyed, two_waves, client_of):
    people, first, second = two_waves
    surveyed.scores(first, people, [9] * 10 + [8] * 6 + [3] * 4)
    surveyed.scores(second, people, [9] * 11 + [8] * 6 + [3] * 3)
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "Relationship, wave 2" in page
    assert "Score +40 No clear change since wave 1 95% interval +4 to +65" in page
    assert "Response rate 67% 67% in wave 1 20 answers of 30 delivered" in page
    assert "No clear change since wave 1" in page and "the difference is between -35 and +53" in page


@pytest.mark.parametrize(("before", "after", "said"), [(2, 10, "Up since wave 1"), (10, 2, "Down since wave 1")])
def test_a_clear_change_is_said_with_its_interval(before, after, said, surveyed, two_waves, client_of):
    people, first, second = two_waves
    surveyed.scores(first, people, [before] * 25)
    surveyed.scores(second, people, [after] * 25)
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert re.search(rf"{said}, by \d+ to \d+", page)
    assert "No clear change" not in page


def test_the_earliest_wave_that_differs_clearly_is_named(surveyed, client_of):
    people, survey = [surveyed.person() for _n in range(25)], surveyed.survey()
    for number, score in enumerate((1, 9, 9)):
        surveyed.scores(surveyed.wave(survey, now() - timedelta(days=400 - 190 * number)), people, [score] * 25)
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "No clear change since wave 2" in page
    assert "Clearly up since wave 1" in page


def test_below_five_answers_there_are_counts_and_no_score(surveyed, two_waves, client_of):
    people, _first, second = two_waves
    surveyed.scores(second, people, [9, 9, 8, 2])
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "4 answers 2 promoters, 1 passive, 1 detractor A score is shown from 5 answers on" in page
    assert "95% interval +" not in page
    assert 'class="dist"' not in client_of(surveyed.cs).get("/console/nps").text


def test_an_older_wave_is_shown_as_it_was_then(surveyed, two_waves, client_of):
    people, first, second = two_waves
    surveyed.scores(first, people, [9] * 6)
    surveyed.scores(second, people, [2] * 6)
    page = text(client_of(surveyed.cs).get(f"/console/nps?wave={first}"))
    assert "Relationship, wave 1" in page and "Score +100 The first wave" in page
    assert "Wave 2, " in page  # to choose
    assert "W2" not in page  # in the chart


def test_the_survey_wins_over_a_wave_of_another_one(surveyed, two_waves, client_of):
    _people, first, _second = two_waves
    other = surveyed.survey("After onboarding")
    surveyed.wave(other, now() - timedelta(days=9))
    page = text(client_of(surveyed.cs).get(f"/console/nps?survey={other}&wave={first}"))
    assert "After onboarding, wave 1" in page


def test_drafts_and_what_is_not_there_are_not_found(surveyed, two_waves, client_of):
    browser, draft = client_of(surveyed.cs), surveyed.draft(surveyed.survey("To be"))
    for path in (f"?wave={draft}", "?wave=999999", "?survey=999999", "/waves/999999.csv", f"/waves/{draft}.csv"):
        assert browser.get(f"/console/nps{path}").status_code == 404, path
    assert browser.get("/console/nps/responses/999999").status_code == 404
    assert "To be" not in text(browser.get("/console/nps"))


def test_before_the_first_wave_the_page_says_so(surveyed, client_of):
    surveyed.draft(surveyed.survey())
    assert "No wave was sent yet" in text(client_of(surveyed.cs).get("/console/nps"))


def test_a_segment_narrows_every_figure(surveyed, make, client_of):
    big, small = make.organization(tier="high", stage="growth", contract_value=90_000), make.organization(tier="low")
    people = [surveyed.person(company, language=language) for company in (big, small) for language in ("en", "ja") * 5]
    wave = surveyed.wave(surveyed.survey())
    surveyed.scores(wave, people, [9] * 10 + [2] * 10)
    surveyed.answer(wave, people[0], 9, words="Only of the big one")
    browser = client_of(surveyed.cs)
    assert "Score 0" in text(browser.get("/console/nps"))
    for query in ("tier=high", "stage=growth", f"organization={big.id}"):
        page = text(browser.get(f"/console/nps?{query}"))
        assert "Score +100" in page, query
        assert "10 answers of 10 delivered" in page and "1 of 1 companies" in page and "€900 of €900" in page, query
        assert "Only of the big one" in page
    page = text(browser.get("/console/nps?tier=low"))
    assert "Score -100" in page and "Only of the big one" not in page
    assert "10 answers of 10 delivered" in text(browser.get("/console/nps?language=ja"))


def test_every_invitation_has_one_place_in_the_funnel(surveyed, make, client_of):
    people = [surveyed.person() for _n in range(10)]
    make.person(created_at=now() - LATELY - timedelta(days=1))  # too new
    wave = surveyed.wave(surveyed.survey(), now() - LATELY)
    surveyed.answer(wave, people[0], 9)
    surveyed.open(wave, people[1])
    surveyed.open(wave, people[2], method="HEAD")  # a scanner: it opened nothing
    surveyed.answer(wave, people[3], 3, signal="none")
    surveyed.note(wave, [people[4]], bounced_at=now())
    surveyed.note(wave, [people[5]], opted_out_at=now())
    surveyed.remind(wave)
    surveyed.answer(wave, people[6], 8, days=7)
    page = text(client_of(surveyed.cs).get("/console/nps"))
    for words in (
        "In the segment 11", "Left out 1 9%", "They came less than 30 days ago 1", "Asked 10", "The mail came back 1",
        "Delivered 9", "Answered 2 22%", "of these after the reminder 1", "Not opened 4", "Opened, but not sent 1",
        "Switched surveys off afterwards 1", "Only a suspected machine answered 1",
    ):  # fmt: skip
        assert words in page, words
    assert "1 suspected machine: kept, not counted" in page


def test_who_waits_for_a_turn_is_neither_sent_nor_counted_as_delivered(surveyed, client_of):
    for _n in range(12):
        surveyed.person()
    surveyed.wave(surveyed.survey(), days=3)
    page = text(client_of(surveyed.cs).get("/console/nps"))
    waiting, delivered = (
        int(re.search(rf"{words} (\d+)", page)[1]) for words in ("Waiting for their turn", "Delivered")
    )
    assert waiting + delivered == 12 and waiting > 0 and delivered > 0


def test_an_answer_whose_mail_came_back_counts_in_the_score_and_in_no_rate(surveyed, two_waves, client_of):
    people, _first, second = two_waves
    surveyed.scores(second, people, [9] * 5)
    surveyed.note(second, [people[0]], bounced_at=now())
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "4 answers of 29 delivered" in page and "5 answers" in page


def test_an_imported_wave_has_a_score_and_no_rate(surveyed, client_of):
    people, survey = [surveyed.person() for _n in range(6)], surveyed.survey()
    surveyed.imported(survey, now() - LONG_AGO, [(person, 9) for person in people])
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "Score +100" in page and "These answers were imported." in page
    assert "Response rate – Not known of an imported wave" in page
    assert "From the segment to the answer" not in page and "Companies with an answer" not in page
    surveyed.wave(survey, now() - LATELY)
    assert "No earlier wave to compare" in text(client_of(surveyed.cs).get("/console/nps"))


def test_follow_ups_of_detractors_are_counted_with_those_over_the_clock(surveyed, two_waves, client_of, app):
    people, first, second = two_waves
    surveyed.scores(first, people, [2, 3, 4, 9])
    with app.app_context():
        cs = db.session.merge(surveyed.cs)
        found = db.session.scalars(sa.select(FollowUp).order_by(FollowUp.id)).all()
        assert len(found) == 3
        working.finish(cs, found[0].id, found[0].version, "solved", "Called.")
        working.drop(cs, found[1].id, found[1].version, "Came in twice.")
        number = found[2].id
        db.session.commit()
    surveyed.answer(second, people[9], 1)
    with app.app_context():
        for follow_up in db.session.scalars(sa.select(FollowUp).where(FollowUp.state == "open")):
            follow_up.due_at = now() + timedelta(hours=-1 if follow_up.id == number else 3)
        db.session.commit()
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "Open follow-ups 2 1 over the clock" in page
    assert "Closed the loop 33% of detractors in wave 1 1 of 3 follow-ups done" in page  # what was dropped closed none


def test_reasons_have_counts_and_a_score(surveyed, two_waves, client_of):
    people, _first, second = two_waves
    for person, score in zip(people, [9] * 5 + [2], strict=False):
        surveyed.answer(second, person, score, about="service")
    surveyed.answer(second, people[7], 2, about="howto")
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert "Service NPS +67 6" in page
    assert "How-to 0 promoters, 0 passives, 1 detractor 1" in page


def test_for_printing_the_tables_of_all_charts_are_open(surveyed, two_waves, client_of):
    people, _first, second = two_waves
    surveyed.scores(second, people, [9] * 6)
    browser = client_of(surveyed.cs)
    assert browser.get("/console/nps").text.count('<details class="twin">') == 2
    page = browser.get("/console/nps?print=1").text
    assert page.count('<details class="twin" open>') == 2 and '<details class="twin">' not in page


def test_every_chart_says_its_finding_and_has_its_table(surveyed, two_waves, client_of):
    people, first, second = two_waves
    surveyed.scores(first, people, [2] * 20)
    surveyed.scores(second, people, [9] * 20)
    page = client_of(surveyed.cs).get("/console/nps").text
    assert page.count("<figure") == page.count('<details class="twin"') == 2
    assert re.search(r'aria-label="Line chart. NPS by wave: -100, \+100. Clearly up since wave 1', page)
    assert 'class="zero"' in page


def test_staff_read_and_nobody_else(surveyed, two_waves, client_of, client, make):
    people, _first, second = two_waves
    number = surveyed.answer(second, people[0], 2, words="Slow")
    pages = ("/console/nps", f"/console/nps/responses/{number}", f"/console/nps/waves/{second}.csv")
    for role in (Role.PRODUCT, Role.ADMIN):
        assert [client_of(make.staff(role)).get(page).status_code for page in pages] == [200] * 3
    for browser in (client, client_of(people[0]), client_of(make.person(Role.KEYPERSON))):
        assert [browser.get(page).status_code for page in pages] == [404] * 3


def test_the_panel_speaks_japanese(surveyed, two_waves, client_of, make):
    people, first, second = two_waves
    surveyed.scores(first, people, [9] * 6)
    surveyed.scores(second, people, [9] * 6)
    page = text(client_of(make.staff(Role.CS, language="ja")).get("/console/nps"))
    for words in ("第1回から明らかな変化なし", "回答率", "届いた30件のうち回答6件", "調査回ごとのスコア"):
        assert words in page


def test_figures_of_very_many_are_kept_for_a_while_and_the_page_says_of_when(
    surveyed, two_waves, client_of, app, monkeypatch
):
    people, _first, second = two_waves
    surveyed.scores(second, people[:20], [9] * 20)
    browser = client_of(surveyed.cs)
    assert "These figures are of" not in text(browser.get("/console/nps"))
    monkeypatch.setattr(figures, "NOTICED", -1.0)
    monkeypatch.setattr(figures, "SLOW", -1.0)
    monkeypatch.setattr(figures, "SHARE", 1e9)
    try:
        assert "20 answers of 30 delivered" in text(browser.get("/console/nps"))
        surveyed.scores(second, people[20:], [9] * 10)
        kept = text(browser.get("/console/nps"))
        assert "20 answers of 30 delivered" in kept and "These figures are of" in kept
        assert "30 answers of 30 delivered" in text(browser.get("/console/nps?tier=low"))  # a figure of its own
    finally:
        app.extensions.pop("figures", None)
