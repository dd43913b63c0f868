"""The surveys of the demo: six waves through the commands, with everything that a real year would have shown."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from portal import demo
from portal.accounts.models import Organization, Person
from portal.demo.answers import Words
from portal.demo.ideas import Size
from portal.demo.replies import WORDS
from portal.ideas.commands.counters import idea_drifts
from portal.ideas.models import IdeaVote
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.mail import Mail
from portal.kernel.mailing.delivery import WRITERS
from portal.success.labels import OUTCOMES
from portal.success.models import CustomerRequest, FollowUp
from portal.success.policy import DETRACTOR, DONE, OPEN
from portal.surveys.commands import counting
from portal.surveys.maths import tally
from portal.surveys.models import Advocacy, Invitation, Opening, Response, ResponseChange, ResponseCount, Survey, Wave
from portal.surveys.policy import ABOUT, CLOSED, INCIDENT, LATELY, LIVE, NEW, OPTED_OUT, SAME_CLOCK, SUSPENDED
from portal.surveys.queries.asked import waiting
from tests.cli.conftest import write_content
from tests.cli.test_demo_community import JAPANESE, UNIDIOMATIC

CAUSES = {OPTED_OUT, SUSPENDED, INCIDENT, NEW, LATELY}


@pytest.fixture
def told(app, tmp_path):
    """A demo of 100 people with some ideas, on each database."""
    from portal.learning import commands

    with app.app_context():
        commands.sync(write_content(tmp_path / "menu"))
        demo.fill(seed=1, people=100, language="ja", echo=lambda _line: None, board=Size(40, 300), questions=0)
        db.session.commit()
        yield


def waves() -> list[Wave]:
    """Those of the survey that everybody gets."""
    by_days = sa.select(Wave).join(Survey, Survey.id == Wave.survey_id).where(Survey.by == "days")
    return list(db.session.scalars(by_days.order_by(Wave.number)))


def one(column: object, *where: sa.ColumnElement[bool]) -> int:
    """How many."""
    return db.session.scalar(sa.select(sa.func.count(column)).where(*where)) or 0


def test_six_waves_add_up_what_follows_is_there_and_the_wave_of_today_goes_on(told):
    """One test, since telling the story takes longer than looking at it."""
    figures_add_up()
    todays_wave_goes_on()


def figures_add_up() -> None:
    six = waves()
    assert [(wave.number, wave.state) for wave in six] == [*((n, CLOSED) for n in range(1, 6)), (6, LIVE)]
    assert six[-1].closes_at > now() and all(later.starts_at - first.starts_at > SAME_CLOCK
                                             for first, later in zip(six, six[1:], strict=False))  # fmt: skip
    scores = []
    for wave in six:
        kept = sa.select(ResponseCount.score, sa.func.sum(ResponseCount.n)).where(ResponseCount.wave_id == wave.id)
        counted = tally(dict(db.session.execute(kept.group_by(ResponseCount.score)).all()))
        rows = db.session.scalars(sa.select(Response.score).where(Response.wave_id == wave.id, ~Response.suspected))
        assert counted == tally(Counter(rows)) and counted.tells
        scores.append(counted.score)
        delivered = one(Invitation.id, Invitation.wave_id == wave.id, Invitation.sent_at.is_not(None))
        assert 0.3 < counted.n / delivered < 0.5
        causes = set(db.session.scalars(sa.select(Invitation.left_out).where(Invitation.wave_id == wave.id)))
        assert CAUSES - causes <= {NEW, LATELY} and causes <= {*CAUSES, ""}
    assert 5 <= scores[0] <= 25 and 30 <= scores[-1] <= 45
    assert counting.drifts() == [] and list(idea_drifts()) == []
    assert one(Wave.id) > len(six) and set(db.session.scalars(sa.select(Invitation.left_out))) >= CAUSES
    assert one(ResponseChange.id) > one(Response.id) and one(Response.id, Response.suspected) == 2
    assert {*ABOUT, ""} == set(db.session.scalars(sa.select(Response.about)))
    assert {"mail", "call", "none", ""} == set(db.session.scalars(sa.select(Response.contact)))
    assert one(Advocacy.id, Advocacy.said == "yes") and one(Opening.id) > one(Response.id)
    assert one(IdeaVote.id, IdeaVote.source == "nps")
    assert one(CustomerRequest.id, CustomerRequest.id.in_(sa.select(Response.request_id))) == 1
    assert one(Organization.id, Organization.nps_score.is_not(None)) > 20
    given = list(db.session.scalars(sa.select(Response.words).where(Response.words != "")))
    assert len(given) > 30 and len(set(given)) == len(given)  # no reason is given twice
    assert {bool(JAPANESE.search(text)) for text in given} == {True, False}


def todays_wave_goes_on() -> None:
    """And nobody is mailed what is past."""
    [*_past, last] = waves()
    here = Invitation.wave_id == last.id
    assert one(Invitation.id, here, Invitation.sent_at.is_(None), Invitation.left_out == "")
    assert one(Invitation.id, here, Invitation.reminded_at.is_not(None))
    open_ones = sa.select(FollowUp.opened_at, FollowUp.due_at).where(
        FollowUp.reason == DETRACTOR, FollowUp.state == OPEN
    )
    clocks = [(opened > last.starts_at, due < now()) for opened, due in db.session.execute(open_ones)]
    assert {within for within, _over in clocks} == {True} and {over for _within, over in clocks} == {True, False}
    past = (FollowUp.reason == DETRACTOR, FollowUp.opened_at < last.starts_at)
    ended = set(db.session.execute(sa.select(FollowUp.state, FollowUp.outcome).where(*past)).all())
    assert {state for state, _outcome in ended} == {DONE} and len(ended) > 1
    member = db.session.scalars(sa.select(Person).where(Person.email == "member@demo.example")).one()
    assert (question := waiting(member)) and question.invitation.wave_id == last.id and question.changeable
    for write in WRITERS:
        while write():
            pass
    assert one(Mail.id, Mail.template == "survey") == 0


def said(words: Words) -> list[str]:
    whys = [why.text for group in (words.promoters, words.passives, words.detractors) for why in group]
    closings = [closing.text for closing in (*words.called, *words.told)]
    return [words.relation, words.moment, words.incident, words.conduct, words.service.text, *whys, *closings]


def test_both_languages_say_as_much_each_in_its_own_words():
    assert [len(pool) for pool in WORDS["en"][4:7]] == [len(pool) for pool in WORDS["ja"][4:7]]
    assert not any(JAPANESE.search(text) for text in said(WORDS["en"]))
    assert [text for text in said(WORDS["ja"]) if UNIDIOMATIC.search(text) or not JAPANESE.search(text)] == []
    for words in WORDS.values():
        assert len(set(said(words))) == len(said(words))
        assert {closing.outcome for closing in (*words.called, *words.told)} <= set(OUTCOMES)
        for group in (words.promoters, words.passives, words.detractors):
            assert {why.about for why in group} == set(ABOUT)
