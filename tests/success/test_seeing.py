"""Who sees which follow-ups: customer success all, product its teams' and its own, customers none."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.models import Notification
from portal.notifications.queries import in_words
from portal.success.models import FollowUp, TeamMember
from portal.success.queries import work
from portal.success.subscribers import alerts

LIST = "/console/follow-ups"


def titles(browser, query=""):
    page = browser.get(f"{LIST}{query}").text
    return [title for title in ("Call them", "Build it", "Sell it") if f'<span class="said">{title}</span>' in page]


@pytest.fixture
def three(office):
    """One of each team, the second overdue."""
    found = [
        office.open(*pair[:1], team=pair[1])
        for pair in (("Call them", "cs"), ("Build it", "product"), ("Sell it", "sales"))
    ]
    office.let_pass(found[1])
    return found


def test_customer_success_sees_all_and_product_what_is_its_teams_or_its_own(office, three, client_of, make):
    assert titles(client_of(office.cs), "?list=all") == ["Call them", "Build it", "Sell it"]
    browser = client_of(office.product)
    assert titles(browser, "?list=all") == ["Build it"]
    assert [browser.get(f"{LIST}/{number}").status_code for number in three] == [404, 200, 404]
    assert browser.post(f"{LIST}/{three[0]}/take", data={"version": 1}).status_code == 404
    make.add(TeamMember(team_id=office.teams["sales"], person_id=office.product.id))
    office.change(FollowUp(id=three[0]), owner_id=office.product.id)
    assert titles(browser, "?list=all") == ["Call them", "Build it", "Sell it"]
    assert "Call them" in browser.get(f"{LIST}?list=mine").text


def test_product_adds_to_its_own_teams_only(office, client_of, rows):
    form = {"organization": "Aoba", "title": "Build it", "owner": "0"}
    browser = client_of(office.product)
    assert browser.post(f"{LIST}/new", data=form | {"team": office.teams["cs"]}).status_code == 422
    assert rows(FollowUp) == []
    assert browser.post(f"{LIST}/new", data=form | {"team": office.teams["product"]}).status_code == 303


def test_what_is_handed_to_another_team_leaves_the_givers_sight(office, client_of):
    number, browser = office.open(team="product", owner=office.product), client_of(office.product)
    form = {"hand-version": 1, "hand-owner": 0, "hand-team": office.teams["cs"]}
    answer = browser.post(f"{LIST}/{number}/hand", data=form, follow_redirects=True)
    assert answer.status_code == 200 and "Handed over" in answer.text
    assert browser.get(f"{LIST}/{number}").status_code == 404


def test_what_is_due_first_stands_first_and_over_is_said_in_words(office, three, client_of):
    page = client_of(office.cs).get(f"{LIST}?list=all").text
    assert page.index("Build it") < page.index("Call them") < page.index("Sell it")
    assert "6 h over" in page and page.count("h over") == 1
    assert titles(client_of(office.cs), "?list=all&due=over") == ["Build it"]


def test_the_number_beside_a_list_is_counted_so_far_and_no_further(office, three, client_of, monkeypatch):
    """However many follow-ups wait, a page looks at no more of them than it can show a number for."""

    def numbers():
        page = client_of(office.cs).get(f"{LIST}?list=all").text
        return re.findall(r'<span class="count">([^<]+)</span></a>', page)

    exact = numbers()
    assert len(exact) == 5 and exact[3:] == ["3", "0"]
    monkeypatch.setattr(work, "COUNT_UP_TO", 2)
    assert numbers() == [number if int(number) < 2 else "99+" for number in exact]


def test_lists_and_filters_narrow(office, three, client_of, make):
    browser = client_of(office.cs)
    assert titles(browser, "?list=team") == ["Call them"]
    assert titles(browser, "?list=all&team=sales") == ["Sell it"]
    assert titles(browser, "?list=all&source=request") == [] and titles(browser, "?list=all&tier=high") == []
    rival = make.organization(name="Rival", tier="high")
    office.open("Build it", company=rival)
    assert titles(browser, "?list=all&tier=high") == ["Build it"]
    assert titles(browser, f"?list=all&organization={rival.id}") == ["Build it"]
    assert titles(browser, "?list=unassigned") == ["Build it"]
    assert titles(browser, f"?list=all&organization={'9' * 30}") == []


def test_pages_of_a_long_list_hold_each_once(office, client_of, make):
    numbers = [
        make.add(
            FollowUp(organization_id=office.company.id, reason=f"hand:{n}", source="hand", title=f"T{n}.",
                     team_id=office.teams["cs"], due_at=now() + timedelta(hours=n // 3))
        ).id
        for n in range(45)
    ]  # fmt: skip
    browser, seen, path = client_of(office.cs), [], f"{LIST}?list=all"
    while path:
        page = browser.get(path).text
        seen += [n for n in range(45) if f">T{n}.<" in page]
        found = page.partition('rel="next" href="')[2].partition('"')[0]
        path = found.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == len(numbers)


def test_a_made_up_place_in_the_list_is_an_error_in_words(office, client_of):
    assert client_of(office.cs).get(f"{LIST}?after=nonsense").status_code == 422


def test_to_customers_and_guests_there_is_no_work_list(office, client, client_of):
    number = office.open()
    for browser in (client, client_of(office.ann), client_of(office.key)):
        for path in ("", "/new", f"/{number}", "/settings"):
            assert browser.get(f"{LIST}{path}").status_code == 404
        assert browser.post(f"{LIST}/{number}/take", data={"version": 1}).status_code == 404


@pytest.mark.parametrize(
    "act", ["take", "hand", "snooze", "close", "reopen", "note", "tasks", "tick", "playbook", "request"]
)
def test_suspended_staff_read_and_do_nothing(office, client_of, act, rows):
    number, browser = office.open(), client_of(office.other)
    office.change(office.other, suspended_at=now())
    assert browser.get(f"{LIST}/{number}").status_code == 200
    assert browser.post(f"{LIST}/{number}/{act}", data={"version": 1, "act": "drop", "want": 1}).status_code == 403
    assert rows(FollowUp)[0].version == 1


def test_teams_and_their_names_are_changed_by_customer_success_only(office, client_of, rows):
    path = f"{LIST}/settings/teams/{office.teams['sales']}"
    form = {"name_en": "Deals", "name_ja": "商談", "member": [office.product.id]}
    assert client_of(office.product).post(path, data=form).status_code == 403
    assert client_of(office.cs).post(path, data=form).status_code == 303
    assert [row.person_id for row in rows(TeamMember)] == [office.product.id]
    answer = client_of(office.cs).post(path, data=form | {"member": [office.ann.id]})
    assert answer.status_code == 422 and "Only staff can be in a team." in answer.text
    answer = client_of(office.cs).post(path, data=form | {"name_ja": " "})
    assert answer.status_code == 422 and 'value="Deals"' in answer.text
    assert client_of(office.cs).post(f"{LIST}/settings/teams/999", data=form).status_code == 404


def test_somebody_who_is_staff_no_longer_is_told_nothing(office, drain, outgoing):
    office.set_off(office.cause())
    office.change(office.cs, roles=Role.MEMBER)
    drain()
    assert [letter.to_email for letter in outgoing()] == [office.other.email]


def test_many_alerts_are_put_into_words_from_one_row_each(office, app, drain, monkeypatch):
    for number in range(6):
        office.open(f"Call {number}", by=office.other)
    drain()
    read: list[int] = []

    def execute(wanted):
        rows = list(db.session.execute(wanted))
        read.append(len(rows))
        return rows

    monkeypatch.setattr(alerts, "db", SimpleNamespace(session=SimpleNamespace(execute=execute)))
    with app.app_context():
        words = in_words(
            db.session.scalars(sa.select(Notification).where(Notification.person_id == office.cs.id)).all()
        )
        assert len(words) == 6 and read == [6]


def test_who_is_suspended_for_a_while_stays_in_their_teams(office, client_of, make, rows):
    team = office.teams["sales"]
    make.add(TeamMember(team_id=team, person_id=office.other.id), TeamMember(team_id=team, person_id=office.cs.id))
    office.change(office.other, suspended_at=now(), suspended_until=now() + timedelta(days=1))
    form = {"name_en": "Sales", "name_ja": "営業", "member": [office.product.id]}
    assert client_of(office.cs).post(f"{LIST}/settings/teams/{team}", data=form).status_code == 303
    assert {row.person_id for row in rows(TeamMember)} == {office.other.id, office.product.id}
