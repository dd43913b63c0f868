"""Points are for helping people of other companies, and go when what they are for goes."""

from __future__ import annotations

import threading

import pytest

from portal.community.commands import accepting, answering, merging, moderating
from portal.community.commands.champions import recounting
from portal.community.models import Helper, Point
from portal.kernel.db import db


def numbers(rows, person):
    found = rows(Helper, person_id=person.id)
    return (found[0].answers, found[0].accepted, found[0].points) if found else (0, 0, 0)


def test_an_answer_its_acceptance_and_a_useful_mark_are_worth_points(act, answer, ask, make, rows):
    asker, helper = make.person(), make.person()
    found = answer(helper, ask(asker))
    assert numbers(rows, helper) == (1, 0, 2)
    act(asker, accepting.accept, found)
    act(asker, answering.say_useful, found, want=True)
    assert numbers(rows, helper) == (1, 1, 22)
    assert {(point.kind, point.by_id) for point in rows(Point)} == {
        ("answered", helper.id), ("accepted", asker.id), ("useful", asker.id)
    }  # fmt: skip


def test_what_is_taken_back_is_cancelled_and_stands_again(act, answer, ask, make, rows):
    asker, helper = make.person(), make.person()
    found = answer(helper, ask(asker))
    act(asker, accepting.accept, found)
    act(asker, accepting.take_back, found)
    assert numbers(rows, helper) == (1, 0, 2)
    assert [bool(point.cancelled_at) for point in rows(Point, kind="accepted")] == [True]
    act(asker, accepting.accept, found)
    assert numbers(rows, helper) == (1, 1, 17) and len(rows(Point, kind="accepted")) == 1


def test_another_answer_accepted_moves_the_points(act, answer, ask, make, rows):
    asker, one, two = make.person(), make.person(), make.person()
    question = ask(asker)
    first, second = answer(one, question), answer(two, question)
    act(asker, accepting.accept, first)
    act(asker, accepting.accept, second)
    assert numbers(rows, one) == (1, 0, 2) and numbers(rows, two) == (1, 1, 17)


def test_own_answers_colleagues_and_staff_never_count(act, answer, ask, make, rows):
    company = make.organization()
    asker, mate, staff = make.person(organization=company), make.person(organization=company), make.staff()
    question = ask(asker)
    found = [answer(person, question) for person in (asker, mate, staff)]
    for number in found:
        act(asker, accepting.accept, number)
    of_staff = answer(make.person(), ask(staff))
    act(staff, accepting.accept, of_staff)
    assert rows(Point) == [] and rows(Helper) == []


def test_who_accepts_their_own_answer_gets_nothing_for_it(act, answer, app, ask, area, make, rows):
    from portal.accounts.models import Role
    from portal.community.models import ChampionArea

    champion = make.person(Role.MEMBER | Role.CHAMPION)
    make.add(ChampionArea(person_id=champion.id, area_id=area.id))
    found = answer(champion, ask(area="dispatch"))
    act(champion, accepting.accept, found)
    assert numbers(rows, champion) == (1, 0, 2)


def test_hiding_an_answer_or_its_question_takes_the_points_until_it_is_shown_again(act, answer, ask, make, rows):
    asker, helper, staff = make.person(), make.person(), make.staff()
    question = ask(asker)
    found = answer(helper, question)
    act(asker, accepting.accept, found)
    act(staff, moderating.hide_answer, found, "No.")
    assert numbers(rows, helper) == (0, 0, 0)
    act(staff, moderating.restore_answer, found)
    assert numbers(rows, helper) == (1, 1, 17)
    act(staff, moderating.hide_question, question, "No.")
    assert numbers(rows, helper) == (0, 0, 0)
    act(staff, moderating.restore_question, question)
    assert numbers(rows, helper) == (1, 1, 17)


def test_a_merge_changes_no_points_unless_the_kept_question_is_hidden(act, answer, ask, make, rows):
    asker, helper, staff = make.person(), make.person(), make.staff()
    question, into = ask(asker), ask()
    act(asker, accepting.accept, answer(helper, question))
    act(staff, merging.merge, question, into)
    assert numbers(rows, helper) == (1, 1, 17)
    act(staff, moderating.hide_question, into, "No.")
    assert numbers(rows, helper) == (0, 0, 0)
    act(staff, merging.unmerge, question)
    assert numbers(rows, helper) == (1, 1, 17)


def test_a_deleted_answer_is_worth_nothing(act, answer, ask, make, rows):
    helper = make.person()
    found = answer(helper, ask())
    act(helper, answering.delete, found)
    assert numbers(rows, helper) == (0, 0, 0) and [bool(point.cancelled_at) for point in rows(Point)] == [True]


def test_a_refused_deed_leaves_no_points_for_the_next(act, answer, app, ask, make, rows):
    asker, helper = make.person(), make.person()
    found = answer(helper, ask(asker))
    with app.app_context():
        accepting.accept(db.session.get_one(type(asker), asker.id), found)
        db.session.rollback()
        db.session.commit()
    assert numbers(rows, helper) == (1, 0, 2)


def test_a_rebuild_mends_what_is_off(act, answer, app, ask, make, rows):
    asker, helper = make.person(), make.person()
    act(asker, accepting.accept, answer(helper, ask(asker)))
    with app.app_context():
        db.session.execute(Point.__table__.delete().where(Point.kind == "accepted"))
        db.session.execute(Helper.__table__.update().values(points=99, answers=7))
        db.session.add(Point(person_id=helper.id, kind="useful", ref=999, by_id=asker.id, points=5))
        db.session.commit()
        assert len(recounting.point_drifts()) == 2 and len(recounting.helper_drifts()) == 3
        assert recounting.rebuild_points() == 2
        assert recounting.rebuild_helpers() == 1
        db.session.commit()
        assert recounting.point_drifts() == [] and recounting.helper_drifts() == []
    assert numbers(rows, helper) == (1, 1, 17)


@pytest.mark.parametrize("rounds", [6])
def test_acceptances_that_cross_neither_wait_for_each_other_for_ever_nor_lose_points(
    act, answer, app, ask, make, rounds, rows
):
    """Two questions, two helpers: one is changed from the first helper to the second, the other the other way round."""
    asker, one, two = make.person(), make.person(), make.person()
    pairs = [[answer(one, question), answer(two, question)] for question in (ask(asker), ask(asker))]
    orders = [pairs[0] * rounds, pairs[1][::-1] * rounds]
    errors: list[Exception] = []

    def work(numbers):
        for number in numbers:
            try:
                act(asker, accepting.accept, number)
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work, args=(numbers,)) for numbers in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert numbers(rows, one) == numbers(rows, two) == (2, 1, 19)
    with app.app_context():
        assert recounting.point_drifts() == [] and recounting.helper_drifts() == []
