"""The drill that kills processes notices what is lost, there twice, or there by half."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from benchmarks.deeds import Ask, Verdict, Vote
from benchmarks.kill_world import World
from portal.accounts.models import Person
from portal.community.commands import asking
from portal.community.models import Question
from portal.ideas.commands.votes import cast_vote, withdraw_vote
from portal.ideas.models import IdeaVote
from portal.kernel.db import db
from tests.factories import Factory
from tests.ideas.conftest import board, idea_of

__all__ = ["board", "idea_of"]

NOBODY = World({}, (0, ""), [], [], [], {}, [])


def test_a_question_that_was_acknowledged_must_be_there_once_with_its_event(app: Flask, make: Factory) -> None:
    person, deed = make.person(), Ask(NOBODY)
    for mark, status in (("zask1q1", 303), ("zask1q2", 303), ("zask1q3", 409), ("zask1q4", 0)):
        deed.note(mark, status)
    with app.app_context():
        for _time in range(2):
            asking.ask(db.session.get_one(Person, person.id), asking.Ask("Where is zask1q1?", "I looked for it."))
        texts: dict[str, Any] = dict.fromkeys(("source", "html", "plain"), "")
        db.session.add(Question(title="Where is zask1q3?", author_id=person.id, **texts))
        db.session.commit()
        # The second is nowhere, the first twice; the third was refused, is there all the same, and without an event.
        assert deed.verdict() == Verdict(taken=2, lost=1, doubled=1, halves=2)


def test_the_last_word_on_a_vote_must_stand_and_the_events_must_lead_there(
    app: Flask, make: Factory, idea_of: Callable[..., int]
) -> None:
    person, deed = make.person(), Vote(NOBODY)
    kept, lost, unknown, half = ((person.id, idea_of(title=f"Export {n}")) for n in range(4))
    for place, want, status in (
        (kept, True, 303), (kept, None, 303), (kept, True, 303), (lost, True, 303),
        (unknown, True, 303), (unknown, None, 0), (half, True, 303),
    ):  # fmt: skip
        deed.note(place, want, status)
    with app.app_context():
        voter = db.session.get_one(Person, person.id)
        for number in (kept[1], unknown[1]):
            cast_vote(voter, number)
        withdraw_vote(voter, unknown[1])  # it was sent, and nobody knew whether it came
        db.session.add(IdeaVote(idea_id=half[1], person_id=person.id, organization_id=person.organization_id))
        db.session.commit()
        assert deed.verdict() == Verdict(taken=6, lost=1, doubled=0, halves=1)
