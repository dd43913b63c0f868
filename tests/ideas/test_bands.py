"""How many of the companies behind an idea are detractors follows their last scores, and equals a recount."""

from __future__ import annotations

import pytest

from portal.accounts import bands
from portal.accounts.models import Organization, Role
from portal.accounts.wording import BAND_NAMES
from portal.ideas.commands import counters, votes
from portal.ideas.models import Idea
from portal.kernel.db import db
from portal.surveys import maths
from tests.ideas.deciding import by, merge, vote
from tests.surveys.conftest import asking

__all__ = ["asking"]


@pytest.fixture
def low(rows):
    """The number kept with each idea."""
    return lambda: [idea.detractors for idea in rows(Idea)]


def drifts(app):
    with app.app_context():
        return list(counters.idea_drifts())


def test_bands_begin_where_groups_of_answers_do():
    names = [maths.group_of(score) for score in range(11)]
    assert {bands.FROM[name]: name for name in (bands.PROMOTER, bands.PASSIVE)} == {9: names[9], 7: names[7]}
    assert names[8] == bands.PASSIVE and names[6] == bands.DETRACTOR and tuple(BAND_NAMES) == bands.BANDS


def test_an_answer_moves_the_company_behind_its_ideas_once_however_many_of_it_vote(app, asking, idea_of, low, rows):
    ben = asking.person()
    idea_id = idea_of(asking.ann)
    vote(app, idea_id, ben)
    asking.wave()
    asking.answer(3)
    asking.work()
    assert low() == [1]
    asking.answer(9, ben)
    asking.work()
    assert low() == [0] and rows(Organization, id=asking.company.id)[0].nps_score == 9
    asking.answer(6, ben)  # changed within the day
    asking.work()
    assert low() == [1] and drifts(app) == []


def test_votes_bring_and_take_detractors_as_they_stand(app, make, idea_of, low):
    unhappy, happy = make.organization(nps_score=6), make.organization(nps_score=7)
    ann, ben, cam = (make.person(organization=one) for one in (unhappy, unhappy, happy))
    idea_id, other_id = idea_of(), idea_of()
    vote(app, idea_id, ann, ben, cam)
    assert low() == [1, 0]
    by(app, ann, votes.withdraw_vote, idea_id)
    assert low() == [1, 0]
    vote(app, other_id, ann)
    merge(app, make.staff(Role.PRODUCT), idea_id, other_id)
    assert low() == [0, 1]
    by(app, ann, votes.withdraw_vote, other_id)
    by(app, ben, votes.withdraw_vote, other_id)
    assert low() == [0, 0] and drifts(app) == []


def test_a_wrong_number_is_named_and_mended(app, make, idea_of, rows, low):
    idea_id = idea_of(make.person(organization=make.organization(nps_score=0)))
    with app.app_context():
        db.session.get_one(Idea, idea_id).detractors = 5
        db.session.commit()
    assert [(one.where, one.kept, one.counted) for one in drifts(app)] == [(f"idea {idea_id} detractors", 5, 1)]
    with app.app_context():
        assert counters.rebuild_ideas() == 1
        db.session.commit()
    assert low() == [1] and drifts(app) == []
