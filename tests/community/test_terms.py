"""Champions are appointed for a term with the figures of that day, and it ends by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Role
from portal.community.champion_events import APPOINTED, ENDING, LAPSED
from portal.community.commands import accepting
from portal.community.commands.champions import candidacies, clock, criteria, recounting, terms
from portal.community.models import (
    ChampionArea,
    ChampionCandidacy,
    ChampionFigures,
    ChampionTerm,
    CommunityGroup,
    GroupMember,
    Helper,
)
from portal.community.queries.champions.days import months_later
from portal.kernel.calendar import pretend
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import Event
from portal.kernel.mail import Mail
from portal.notifications.models import Notification

SPRING = datetime(2026, 4, 1, 3, tzinfo=UTC)


@pytest.fixture
def cs(make):
    return make.staff(Role.CS, display_name="Carla")


@pytest.fixture
def helper(act, answer, ask, make):
    """Somebody whose answer solved a question of another company."""
    person, asker = make.person(display_name="Hana", language="en"), make.person()
    act(asker, accepting.accept, answer(person, ask(asker)))
    return person


def role(rows, person):
    return rows(type(person), id=person.id)[0].roles


def appoint(act, cs, person, area, at=SPRING, months=12):
    with pretend(at):
        return act(cs, terms.appoint, person.id, [area.slug], months)


def test_who_is_appointed_has_role_areas_group_term_and_figures_and_is_told_once(act, area, cs, drain, helper, rows):
    act(helper, candidacies.propose, helper.id, "I know dispatch.")
    appoint(act, cs, helper, area)
    [term] = rows(ChampionTerm)
    assert (term.starts, term.ends, term.by_id) == (date(2026, 4, 1), date(2027, 3, 31), cs.id)
    assert term.figures == {
        "stages": 0, "accepted": 1, "helped": 1, "asked_stages": 1, "asked_accepted": 5, "fits": False
    }  # fmt: skip
    assert role(rows, helper) == Role.MEMBER | Role.CHAMPION
    assert [row.area_id for row in rows(ChampionArea)] == [area.id]
    [group] = rows(CommunityGroup)
    assert (group.kind, group.members) == ("champions", 1)
    assert [row.person_id for row in rows(GroupMember, state="member")] == [helper.id]
    assert [made.appointed for made in rows(ChampionCandidacy)] == [True]
    drain()
    assert len(rows(Notification, person_id=helper.id, kind="champion-terms")) == 1
    assert len([mail for mail in rows(Mail, to_email=helper.email) if "You are a champion now" in mail.subject]) == 1
    [event] = rows(Event, name=APPOINTED)
    assert event.data == {"term_id": term.id, "stages": 0, "accepted": 1, "helped": 1}


def test_points_alone_make_nobody_a_champion(app, helper, rows):
    with app.app_context():
        criteria.reckon_all()
    assert rows(ChampionTerm) == [] and role(rows, helper) == Role.MEMBER


def test_the_night_writes_the_same_figures_however_often_it_runs(app, helper, make, rows):
    with app.app_context():
        criteria.reckon_all()
        criteria.reckon_all()
    [found] = rows(ChampionFigures)
    assert (found.person_id, found.stages, found.accepted, found.helped) == (helper.id, 0, 1, 1)


def test_a_term_is_renewed_in_its_last_days_without_a_gap(act, area, cs, helper, rows):
    appoint(act, cs, helper, area)
    with pretend(SPRING + timedelta(days=100)), pytest.raises(Refused):
        act(cs, terms.renew, helper.id, 6)
    with pretend(datetime(2027, 3, 1, tzinfo=UTC)):
        act(cs, terms.renew, helper.id, 6)
    before, after = rows(ChampionTerm)
    assert (before.outcome, before.end_figures["accepted"]) == ("renewed", 1)
    assert (after.starts, after.ends, after.outcome) == (date(2027, 4, 1), date(2027, 9, 30), "")
    assert role(rows, helper) == Role.MEMBER | Role.CHAMPION


def test_a_term_lapses_the_day_after_its_last_one_and_not_before(act, app, area, cs, drain, helper, rows):
    appoint(act, cs, helper, area, months=1)
    with app.app_context():
        for day, ended in ((30, 0), (31, 1), (32, 0)):
            with pretend(datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)):
                assert clock.lapse_due() == ended
    [term] = rows(ChampionTerm)
    assert term.outcome == "lapsed" and term.end_figures["accepted"] == 1
    assert role(rows, helper) == Role.MEMBER
    assert [row.person_id for row in rows(GroupMember)] == [helper.id]  # the group stays theirs
    [event] = rows(Event, name=LAPSED)
    assert event.data["accepted"] == 1 and event.actor_id is None
    drain()
    assert "Your term as a champion has ended" in {mail.subject for mail in rows(Mail, to_email=helper.email)}


def test_a_champion_hears_once_that_the_term_ends_in_thirty_days(act, app, area, cs, helper, rows):
    appoint(act, cs, helper, area)
    with app.app_context():
        for day, told in ((date(2027, 2, 28), 0), (date(2027, 3, 1), 1), (date(2027, 3, 2), 0)):
            with pretend(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
                assert clock.tell_ending() == told
    assert len(rows(Event, name=ENDING)) == 1


def test_a_term_is_withdrawn_for_a_reason_or_given_up(act, area, cs, helper, rows):
    appoint(act, cs, helper, area)
    with pytest.raises(Invalid):
        act(cs, terms.withdraw, helper.id, " ")
    act(cs, terms.withdraw, helper.id, "Left the trade.")
    appoint(act, cs, helper, area)
    act(helper, terms.step_down)
    assert [(term.outcome, term.reason) for term in rows(ChampionTerm)] == [
        ("withdrawn", "Left the trade."), ("stepped_down", "")
    ]  # fmt: skip
    assert role(rows, helper) == Role.MEMBER


def test_who_is_a_champion_is_noted_beside_what_they_solved_and_mended_by_a_recount(act, app, area, cs, helper, rows):
    def noted():
        return [(one.person_id, one.champion, one.accepted) for one in rows(Helper, person_id=helper.id)]

    appoint(act, cs, helper, area)
    assert noted() == [(helper.id, True, 1)]
    act(helper, terms.step_down)
    assert noted() == [(helper.id, False, 1)]
    appoint(act, cs, helper, area)
    with app.app_context():
        assert recounting.helper_drifts() == []
        db.session.execute(sa.update(Helper).values(champion=False))
        db.session.commit()
        assert [(drift.where, drift.kept, drift.counted) for drift in recounting.helper_drifts()] == [
            (f"person {helper.id} champion", 0, 1)
        ]
        assert recounting.rebuild_helpers() == 1
        db.session.commit()
    assert noted() == [(helper.id, True, 1)]


def test_only_customer_success_and_admins_appoint_and_only_people_of_customers(act, area, cs, helper, make):
    for other in (helper, make.staff(Role.PRODUCT)):
        with pytest.raises(Forbidden):
            act(other, terms.appoint, helper.id, [area.slug], 12)
    act(make.staff(Role.ADMIN), terms.appoint, helper.id, [area.slug], 12)
    with pytest.raises(Refused):
        act(cs, terms.appoint, helper.id, [area.slug], 12)
    with pytest.raises(Refused):
        act(cs, terms.appoint, cs.id, [area.slug], 12)
    for months, areas in ((0, ["dispatch"]), (37, ["dispatch"]), (12, []), (12, ["nowhere"])):
        with pytest.raises(Invalid):
            act(cs, terms.appoint, make.person().id, areas, months)


def test_who_helped_nobody_is_not_to_be_found_by_proposing(act, helper, make):
    member, stranger = make.person(), make.person()
    with pytest.raises(NotFound):
        act(member, candidacies.propose, stranger.id, "Great.")
    act(member, candidacies.propose, helper.id, "Great.")
    with pytest.raises(Refused):
        act(stranger, candidacies.propose, helper.id, "So I think.")
    with pytest.raises(Invalid):
        act(member, candidacies.propose, member.id, " ")


def test_a_candidate_reads_the_reply_and_may_try_again(act, client_of, cs, drain, helper, rows):
    made = act(helper, candidacies.propose, helper.id, "I know dispatch.")
    act(cs, candidacies.decline, made, "Not enough answers yet.")
    drain()
    told = [mail.subject for mail in rows(Mail, to_email=helper.email)]
    assert "You do not become a champion this time" in told
    assert "Not enough answers yet." in client_of(helper).get("/community/champions/me").text
    with pytest.raises(Refused):
        act(cs, candidacies.decline, made, "Again.")
    assert act(helper, candidacies.propose, helper.id, "Now I have more.") != made


def test_months_end_where_months_end():
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_stages_count_when_every_core_lesson_is_earned(app, make, tmp_path):
    from portal.community.earned import earned_stages
    from portal.learning.models import Completion, Item
    from tests.learning.conftest import Content

    content = Content(app, tmp_path / "content")
    content.write("en/onboarding/one.md", title="One", audience="members")
    content.write("en/onboarding/two.md", title="Two", audience="public")
    content.write("en/onboarding/top.md", title="Top", audience="[tier:high]")
    content.write("en/adoption/three.md", title="Three", audience="members")
    content.sync()
    person = make.person()
    with app.app_context():
        ids = {item.slug: item.id for item in db.session.scalars(sa.select(Item))}

    def done(slug, kind):
        make.add(Completion(person_id=person.id, item_id=ids[slug], kind=kind, version=1))

    def earned():
        with app.app_context():
            return earned_stages([person.id]).get(person.id, frozenset())

    done("one", "earned")
    done("three", "self")
    assert earned() == frozenset()
    done("two", "earned")
    assert earned() == {"onboarding"}
