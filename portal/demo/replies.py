"""Who answers a wave of the demo, with which score and words, and what customer success does about it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.demo.answers import MISSING, SERVICE, Closing, Why, Words
from portal.demo.answers.english import ENGLISH
from portal.demo.answers.japanese import JAPANESE
from portal.demo.story import Story
from portal.ideas.commands.votes import cast_vote
from portal.ideas.models import Idea, IdeaStatus, IdeaVote
from portal.ideas.policy import CLOSED
from portal.ideas.queries.board import LISTED
from portal.joins.nps_views import SOURCE
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.commands import working
from portal.success.models import FollowUp
from portal.success.policy import ADVOCACY, DETRACTOR
from portal.surveys.commands import answering
from portal.surveys.maths import PASSIVE, PROMOTER, group_of
from portal.surveys.models import Invitation
from portal.surveys.policy import ADVOCACY_CLOCK, BUTTON, BY_HAND, CARD, MAIL
from portal.surveys.queries.asked import note_opening
from portal.surveys.tokens import token_of

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WORDS: dict[str, Words] = {"en": ENGLISH, "ja": JAPANESE}
WAVES = 6
SCORES = {"promoter": (10, 9, 9), "passive": (8, 8, 7), "detractor": (6, 6, 6, 5, 5, 4, 3, 2, 0)}  # as often as here
LATE, CHANGED, OPENED, EXPLAINED, VOTED, ON_CARD = 0.25, 0.03, 0.3, 0.8, 0.6, 0.2  # shares
Timed = tuple[datetime, int, Invitation]  # when somebody answers
MACHINES = (3, 5)  # waves in which a mail scanner follows every link of one mail
USUAL = 1.6, 1.2  # of a log-normal distribution: hours until somebody answers


class Mood(NamedTuple):
    """Shares: of answers by group, and of those asked who answer."""

    promoters: float
    detractors: float
    rate: float

    def scores(self, number: int, chance: random.Random) -> list[int]:
        """So many scores, in no order."""
        most, least = round(number * self.promoters), round(number * self.detractors)
        groups = ["promoter"] * most + ["detractor"] * least + ["passive"] * (number - most - least)
        found = [chance.choice(SCORES[group]) for group in groups]
        chance.shuffle(found)
        return found


class Replies:
    """`note` puts the answers to one wave into the story; no reason is given twice."""

    def __init__(self, chance: random.Random, people: Sequence[Person], known: Mapping[str, Person]) -> None:
        self.chance, self.cs, self.visitor = chance, known["cs"], known["member"]
        self.people = {person.id: person for person in people}
        self.whys: dict[tuple[str, str], list[Why]] = {}
        self.called: dict[str, Iterator[Closing]] = {}
        self.told: dict[str, Iterator[Closing]] = {}
        self.low = set[int | None]()  # companies of the detractors of the last wave that was noted
        self.promoted: dict[int, datetime] = {}  # when who was asked last whether they would tell others
        for language, words in WORDS.items():
            for group in SCORES:
                pool: list[Why] = list(getattr(words, f"{group}s"))
                self.whys[language, group] = chance.sample(pool, len(pool))
            self.called[language] = cycle(one for one in words.called if one.outcome != "no_contact")
            self.told[language] = cycle(words.told)

    def note(
        self, story: Story, asked: Sequence[Invitation], mood: Mood, number: int, *, last: bool, main: bool
    ) -> None:
        """Answers to wave `number`. `last`: it goes on, and nobody was called back yet; `main`: everybody was asked."""
        able = [one for one in asked if one.person_id != self.visitor.id and _by(one, story.ends - 2 * HOUR)]
        chosen = self.chance.sample(able, round(mood.rate * len(able)))
        timed = sorted((self._moment(story, one), one.id, one) for one in chosen)
        scores = mood.scores(len(timed), self.chance)
        if last and main:
            self._disappoint(timed, scores, story.ends)
        asks = next((at for (at, _id, _one), score in zip(timed, scores, strict=True) if score < PROMOTER), None)
        saying = iter(("yes", "later", "no"))
        self.low = {one.organization_id for (*_at, one), score in zip(timed, scores, strict=True) if score < PASSIVE}
        for (at, _number, one), score in zip(timed, scores, strict=True):
            reply = _Reply(story, self, self.people[one.person_id], one.id, score)
            reply.why = self._why(reply, number)
            if last and main and at == asks:
                reply.why, reply.contact = WORDS[reply.language].service, "mail"
            reply.says = next(saying, "") if self._asked_to_tell(one, at, score) and main else ""
            reply.note(at, called_back=not last)
        self._others(story, [one for one in able if one not in chosen], machine=main and number in MACHINES)

    def _moment(self, story: Story, one: Invitation) -> datetime:
        """Most answer on the same day, some after they were reminded; all by now."""
        assert one.send_at
        late = 5 * DAY + self.chance.uniform(1, 40) * HOUR
        at = one.send_at + (late if story.likely(LATE) else self.chance.lognormvariate(*USUAL) * HOUR)
        return at if at < story.ends - HOUR else story.some_time(one.send_at, story.ends - HOUR)

    def _why(self, reply: _Reply, number: int) -> Why | None:
        """The pools last until the last wave."""
        pool = self.whys[reply.language, group_of(reply.score)]
        whole = len(getattr(WORDS[reply.language], f"{group_of(reply.score)}s"))
        kept = whole * (WAVES - 1 - number) // WAVES
        return pool.pop() if len(pool) > kept and self.chance.random() < EXPLAINED else None

    def _disappoint(self, timed: list[Timed], scores: list[int], ends: datetime) -> None:
        """Somebody was disappointed last week and somebody else this morning: one clock is over, and one is not.

        For a company that has a follow-up already there would be no new clock.
        """
        low = [place for place, score in enumerate(scores) if score < PASSIVE]
        if len(low) > 1:
            scores[0], scores[low[0]] = scores[low[0]], scores[0]
            had = self.low | {timed[place][2].organization_id for place in (0, *low[1:-1])}
            new = [place for place, (*_at, one) in enumerate(timed) if place and one.organization_id not in had]
            if new:
                _at, number, one = timed[new[-1]]
                timed[new[-1]] = (ends - 5 * HOUR, number, one)
                scores[new[-1]], scores[low[-1]] = scores[low[-1]], scores[new[-1]]

    def _asked_to_tell(self, one: Invitation, at: datetime, score: int) -> bool:
        """Promoters are, unless they were within a year."""
        if score < PROMOTER or at < self.promoted.get(one.person_id, at - 2 * ADVOCACY_CLOCK) + ADVOCACY_CLOCK:
            return False
        self.promoted[one.person_id] = at
        return True

    def _others(self, story: Story, silent: Sequence[Invitation], *, machine: bool) -> None:
        for one in silent:
            if one.send_at and story.likely(OPENED):
                at = story.some_time(one.send_at, min(one.send_at + 4 * DAY, story.ends))
                story.at(at, partial(note_opening, token_of(one.id), None, "GET"))
        if machine and silent and silent[0].send_at:
            story.at(silent[0].send_at + 2 * MINUTE, partial(_scan, silent[0].id))


class _Reply:
    """One answer and what follows from it."""

    def __init__(self, story: Story, replies: Replies, person: Person, invitation_id: int, score: int) -> None:
        self.story, self.replies, self.person, self.id, self.score = story, replies, person, invitation_id, score
        self.language = person.language if person.language in WORDS else "en"
        self.why: Why | None = None
        self.contact = ""
        self.says = ""  # whether they would tell others

    def note(self, at: datetime, *, called_back: bool) -> None:
        """Everything from the first tap to the last call."""
        story = self.story
        first = 8 if story.likely(CHANGED) and self.score != 8 else self.score
        story.at(at, partial(note_opening, token_of(self.id), first, "GET"))
        story.at(at + MINUTE, partial(self._answer, first))
        if first != self.score:
            story.at(at + 3 * HOUR, partial(self._answer, self.score))
        said = at + (3 * HOUR if first != self.score else MINUTE)
        if self.why:
            story.at(said + 3 * MINUTE, partial(self._explain, self.why))
        if self.why and self.why.about == MISSING and story.likely(VOTED):
            story.at(said + 4 * MINUTE, self._vote)
        if self.says:
            story.at(said + 6 * MINUTE, partial(answering.advocate, self.id, self.says))
        reason = DETRACTOR if self.score < PASSIVE else ADVOCACY if self.says == "yes" else ""
        if called_back and reason:
            taken = said + story.chance.uniform(2, 30) * HOUR
            story.at(taken, partial(self._take, reason))
            story.at(taken + story.chance.uniform(1, 20) * HOUR, partial(self._close, reason))

    def _answer(self, score: int) -> None:
        source = CARD if self.story.likely(ON_CARD) else MAIL
        answering.answer(self.id, score, BUTTON, source)

    def _explain(self, why: Why) -> None:
        """Whoever complained about service before was called; one person asks for something in writing today."""
        wishes = (
            ("none",) if why.about == SERVICE else ("mail", "call", "none") if self.score < PROMOTER else ("", "mail")
        )
        self.contact = self.contact or self.story.chance.choice(wishes)
        answering.explain(self.id, why.text, why.about, self.contact)

    def _vote(self) -> None:
        """For an idea that many want and that is answered, so that no promise of old is made anew."""
        mine = sa.select(IdeaVote.idea_id).where(IdeaVote.person_id == self.person.id)
        wanted = (
            sa.select(Idea.id)
            .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
            .where(LISTED, IdeaStatus.category.not_in(CLOSED), Idea.answered_at < now(), Idea.id.not_in(mine))
            .order_by(Idea.language != self.language, Idea.votes.desc(), Idea.id)
        )
        if (idea_id := db.session.scalar(wanted.limit(1))) is not None:
            cast_vote(self.person, idea_id, SOURCE)

    def _standing(self, reason: str) -> FollowUp | None:
        theirs = FollowUp.organization_id == self.person.organization_id, FollowUp.reason == reason
        found: FollowUp | None = db.session.scalar(sa.select(FollowUp).where(*theirs, FollowUp.closed_at.is_(None)))
        return found

    def _take(self, reason: str) -> None:
        if found := self._standing(reason):
            working.take(self.replies.cs, found.id, found.version)

    def _close(self, reason: str) -> None:
        """Two of a company may have answered: whoever was first was called for both."""
        found = self._standing(reason)
        if found is None:
            return
        if reason == ADVOCACY:
            closing = next(self.replies.told[self.language])
        elif self.contact == "none":
            closing = next(one for one in WORDS[self.language].called if one.outcome == "no_contact")
        else:
            closing = next(self.replies.called[self.language])
        working.finish(self.replies.cs, found.id, found.version, closing.outcome, closing.text)


def _by(one: Invitation, moment: datetime) -> bool:
    return one.send_at is not None and one.send_at < moment


def _scan(invitation_id: int) -> None:
    """A machine follows one link after the other, and sends the last."""
    for score in range(11):
        note_opening(token_of(invitation_id), score, "GET")
    answering.answer(invitation_id, 10, BY_HAND, MAIL)
