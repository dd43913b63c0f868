"""A question nobody answers is brought to a few champions who know, once; nobody is flooded."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.community.champion_events import LEFT_TO_STAFF, ROUTED
from portal.community.commands import routing as due
from portal.community.commands.champions import bringing, knowing, terms
from portal.community.models import (
    ChampionProfile,
    CommunityGroup,
    GroupMember,
    Question,
    RoutedQuestion,
)
from portal.community.queries.champions import mine
from portal.kernel import site
from portal.kernel.calendar import WorkingCalendar, now, pretend
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.notifications.models import Notification
from portal.posting.models import Area

LATER = timedelta(days=20)


@pytest.fixture
def champion_of(act, make):
    """`champion_of(area)`: a new champion, of a company of their own unless one is given."""
    cs = make.staff(Role.CS)

    def made(area, organization=None, **person):
        found = make.person(organization=organization, **person)
        act(cs, terms.appoint, found.id, [area.slug], 12)
        return found

    return made


@pytest.fixture
def bring(app):
    """Let the minute's work run, in three weeks unless said otherwise."""

    def run(at=None):
        with app.app_context(), pretend(at or now() + LATER):
            return bringing.bring_due()

    return run


def asked(rows, question_id):
    return {row.person_id: row.why for row in rows(RoutedQuestion, question_id=question_id)}


def test_three_champions_at_most_are_asked_who_know_the_area(area, ask, bring, champion_of, drain, make, rows):
    other = make.add(Area(slug="exports", position=2, names={"en": "Exports", "ja": "出力"}))
    champions = [champion_of(area) for _n in range(4)]
    champion_of(other)
    question = ask(area="dispatch")
    assert bring(now()) == 0
    assert bring() == 1 and bring() == 0
    found = asked(rows, question)
    assert len(found) == 3 and set(found) <= {one.id for one in champions} and set(found.values()) == {"area"}
    assert len(rows(Event, name=ROUTED)) == 1
    with pretend(now() + 2 * LATER):
        drain()
    told = {row.person_id for row in rows(Notification) if row.kind == "champion-questions"}
    assert told == set(found)


def test_who_fits_in_more_ways_is_asked_first(act, area, ask, bring, champion_of, make, rows):
    asker = make.person(organization=make.organization(industry="Logistics"))
    same = champion_of(area, make.organization(industry="Logistics"))
    tagged = champion_of(area)
    act(tagged, knowing.know, ["dispatch"], "night shifts")
    for _n in range(2):
        champion_of(area)
    question = ask(asker, area="dispatch", tags="Night Shifts")
    bring()
    found = asked(rows, question)
    assert found[same.id] == "area,industry" and found[tagged.id] == "area,tag" and len(found) == 3


def test_nobody_who_is_away_suspended_or_a_colleague_is_asked(act, app, area, ask, bring, champion_of, make, rows):
    company = make.organization()
    asker = make.person(organization=company)
    champion_of(area, company)
    consultant = champion_of(area)
    make.membership(consultant, company)
    gone = champion_of(area)
    on_holiday, back = champion_of(area), champion_of(area)
    today = (now() + LATER).date()
    make.add(ChampionProfile(person_id=on_holiday.id, use_cases=[], away_until=today + timedelta(days=1)))
    make.add(ChampionProfile(person_id=back.id, use_cases=[], away_until=today - timedelta(days=2)))
    with app.app_context():
        db.session.execute(sa.update(type(gone)).where(type(gone).id == gone.id).values(suspended_at=now()))
        db.session.commit()
    question = ask(asker, area="dispatch")
    bring()
    assert set(asked(rows, question)) == {back.id}


def test_a_question_of_a_closed_group_goes_to_champions_in_it_alone(app, area, ask, bring, champion_of, make, rows):
    group = make.add(CommunityGroup(slug="board", names={"en": "Board"}, abouts={}, access="closed"))
    asker, inside, _outside = make.person(), champion_of(area), champion_of(area)
    for person in (asker, inside):
        make.add(GroupMember(group_id=group.id, person_id=person.id))
    question = ask(asker, area="dispatch", group="board")
    bring()
    assert set(asked(rows, question)) == {inside.id}


def test_nobody_matching_leaves_it_to_customer_success_who_are_told(ask, bring, client_of, drain, make, rows):
    cs = make.staff(Role.CS, language="en")
    question = ask(title="Who knows this?")
    bring()
    assert rows(RoutedQuestion) == [] and rows(Question, id=question)[0].routed_at is not None
    assert len(rows(Event, name=LEFT_TO_STAFF)) == 1
    with pretend(now() + 2 * LATER):
        drain()
    assert len(rows(Notification, person_id=cs.id, kind="community-waiting")) == 1
    page = client_of(cs).get("/console/community").text
    assert "Who knows this?" in page and "Nobody fits: yours" in page


def test_answered_solved_or_locked_questions_are_brought_to_nobody(
    act, answer, area, ask, bring, champion_of, make, rows
):
    from portal.community.commands import locking

    champion_of(area)
    answered, locked = ask(area="dispatch"), ask(area="dispatch")
    answer(None, answered)
    act(make.staff(), locking.lock, locked, want=True)
    assert bring() == 0 and rows(RoutedQuestion) == []


def test_an_answer_takes_the_question_off_every_list(act, answer, app, area, ask, bring, champion_of, rows):
    one, two = champion_of(area), champion_of(area)
    question = ask(area="dispatch")
    bring()
    answer(one, question)
    assert all(row.done_at for row in rows(RoutedQuestion))
    with app.app_context():
        assert mine.brought(two) == []


def test_a_champion_says_that_they_cannot_help(area, app, ask, bring, champion_of, client_of, rows):
    one, two = champion_of(area, language="en"), champion_of(area)
    question = ask(area="dispatch", title="Which way?")
    bring()
    browser = client_of(one)
    assert "Which way?" in browser.get("/community/champions/me").text
    assert browser.post(f"/community/champions/me/questions/{question}/cannot-help").status_code == 303
    assert "Which way?" not in browser.get("/community/champions/me").text
    assert {row.person_id: bool(row.done_at) for row in rows(RoutedQuestion)} == {one.id: True, two.id: False}


def test_nobody_gets_more_than_their_share_of_a_week(area, ask, bring, champion_of, rows):
    champion = champion_of(area)
    questions = [ask(area="dispatch") for _n in range(7)]
    assert bring() == 7
    assert len(rows(RoutedQuestion, person_id=champion.id)) == 5
    assert len(rows(Event, name=LEFT_TO_STAFF)) == 2
    ask(area="dispatch")
    bring(now() + LATER + timedelta(days=8))
    assert len(rows(RoutedQuestion, person_id=champion.id)) == 6 and len(questions) == 7


def test_two_workers_bring_each_question_once_and_keep_the_share(area, app, ask, champion_of, rows):
    champions = [champion_of(area) for _n in range(2)]
    for _n in range(12):
        ask(area="dispatch")
    at, errors = now() + LATER, []

    def work():
        try:
            with app.app_context(), pretend(at):
                bringing.bring_due()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    counts = [len(rows(RoutedQuestion, person_id=champion.id)) for champion in champions]
    assert counts == [5, 5]
    assert len(rows(Event, name=ROUTED)) + len(rows(Event, name=LEFT_TO_STAFF)) == 12


def test_a_question_of_a_friday_evening_is_brought_on_monday_and_not_on_a_holiday(app):
    """17:30 in Tokyo, four working hours: half an hour on Friday, the rest from nine o'clock on."""
    tokyo = WorkingCalendar("JP").zone
    friday, holiday_eve = datetime(2026, 6, 5, 17, 30, tzinfo=tokyo), datetime(2026, 4, 28, 17, 30, tzinfo=tokyo)
    with app.app_context():
        assert site.row().route_hours == 4
        expected = {
            friday: datetime(2026, 6, 8, 12, 30, tzinfo=tokyo),
            holiday_eve: datetime(2026, 4, 30, 12, 30, tzinfo=tokyo),
        }
        assert {at: due.due(at).astimezone(tokyo) for at in expected} == expected


def test_away_until_a_day_and_back(area, champion_of, client_of, rows):
    browser = client_of(champion_of(area, language="en"))
    day = (now() + timedelta(days=5)).date()
    assert (
        browser.post("/community/champions/me/away", data={"until": day.isoformat(), "act": "away"}).status_code == 303
    )
    assert "You are away until" in browser.get("/community/champions/me").text
    for wrong in ("", "tomorrow", "2020-01-01"):
        assert browser.post("/community/champions/me/away", data={"until": wrong, "act": "away"}).status_code == 422
    browser.post("/community/champions/me/away", data={"act": "back"})
    assert rows(ChampionProfile)[0].away_until is None


def test_the_console_tells_the_middle_time_with_and_without_routing(
    answer, area, ask, bring, champion_of, client_of, make
):
    start = now() - timedelta(days=10)
    for minutes in (60, 120, 180):
        with pretend(start):
            question = ask()
        with pretend(start + timedelta(minutes=minutes)):
            answer(None, question)
    with pretend(start):
        routed = ask()
    bring(now())
    with pretend(start + timedelta(days=2)):
        answer(None, routed)
    page = client_of(make.staff(Role.CS, language="en")).get("/console/community").text
    assert "2 hours in the middle" in page and "2 days in the middle" in page and "3 questions" in page


def test_a_champions_page_sends_as_many_statements_however_much_waits(
    area, ask, bring, champion_of, client_of, count_queries
):
    browser, numbers = client_of(champion_of(area)), []
    browser.get("/community/champions/me")
    for _n in range(2):
        ask(area="dispatch", tags="one, two")
        bring(now() + LATER + timedelta(days=len(numbers)))
        for path in ("/community/champions/me", "/community/champions/me/statement.csv"):
            with count_queries() as number:
                assert browser.get(path).status_code == 200
            numbers.append(number())
    assert numbers[:2] == numbers[2:] and max(numbers) <= 10


def test_the_six_numbers_are_set_in_the_console_and_checked(client_of, make, rows):
    browser = client_of(make.staff(Role.CS))
    right = {"route_hours": 8, "route_most": 2, "route_week": 3}
    right |= {"champion_stages": 0, "champion_accepted": 2, "champion_months": 6}
    for name, wrong in (("route_most", "0"), ("route_hours", "many"), ("champion_months", "37")):
        answer = browser.post("/console/community/rules", data=right | {name: wrong})
        assert answer.status_code == 422 and f'value="{wrong}"' in answer.text
    assert browser.post("/console/community/rules", data=right).status_code == 303
    [row] = rows(site.Site)
    assert {name: getattr(row, name) for name in right} == right
    [event] = rows(Event, name="champion.settings_changed")
    assert set(event.data["fields"]) == set(right)


def test_the_pages_speak_japanese(area, ask, bring, champion_of, client_of, make):
    champion = champion_of(area, language="ja")
    ask(area="dispatch")
    bring()
    assert "得意な分野" in client_of(champion).get("/community/champions/me").text
    assert "チャンピオンの集まり" in client_of(champion).get("/community/champions").text
    strip = client_of(make.person(language="ja")).get("/community").text
    assert "チャンピオンが集まるコミュニティに参加する" in strip and "ベストアンサー" in strip
    assert "チャンピオンが集まるコミュニティに参加する" not in client_of(champion).get("/community").text
