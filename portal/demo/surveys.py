"""A year and a half of surveys: six waves of one question to everybody, and a few asked after a training in between."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.accounts.commands.suspending import suspend
from portal.accounts.models import Person
from portal.config import settings
from portal.demo.replies import WORDS, Mood, Replies
from portal.demo.story import Story
from portal.ideas.commands.worth import reckon_demand
from portal.kernel.calendar import WorkingCalendar, moment_of, now, pretend
from portal.kernel.db import db, locked
from portal.notifications.commands import choose_mail
from portal.notifications.models import Way
from portal.surveys.commands import launching, managing, sending
from portal.surveys.commands.managing import SurveyWish
from portal.surveys.commands.pausing import pause
from portal.surveys.models import Invitation, Response, Survey, Wave
from portal.surveys.policy import DAYS, HAND, TOO_NEW
from portal.surveys.queries.audience import KIND
from portal.surveys.queries.turns import SENT_AT, Drip, turns_of

DAY = timedelta(days=1)
HISTORY = 560 * DAY
APART = 98  # days between two waves: whole weeks, and holidays never bring anybody's turn under the 90 of one survey
BEGUN = 10  # days, at least, since the wave began that goes on today
WAITING = 3  # working days of it that are still to come
FEW = 12  # people; among fewer nobody is left out on purpose
MOODS = (
    Mood(promoters=0.42, detractors=0.25, rate=0.42),
    Mood(promoters=0.44, detractors=0.23, rate=0.40),
    Mood(promoters=0.45, detractors=0.20, rate=0.41),
    Mood(promoters=0.48, detractors=0.18, rate=0.39),
    Mood(promoters=0.51, detractors=0.17, rate=0.42),
    Mood(promoters=0.54, detractors=0.16, rate=0.40),
)


def tell(chance: random.Random, members: Sequence[Person], known: Mapping[str, Person]) -> int:
    """Let it happen; how many answers there are then. The member was asked lately and has not answered yet."""
    asking = _Asking(chance, [person for person in members if person.organization_id], known)
    for number in range(len(MOODS)):
        asking.wave(number)
    _take_turns()  # those of the last hour, which no story tells of
    sending.take_reminders()
    reckon_demand({person.organization_id for person in members if person.organization_id})  # as the worker would have
    return db.session.scalar(sa.select(sa.func.count()).select_from(Response)) or 0


class _Asking:
    """Customer success with its two surveys, asking from `first` to the wave that goes on today."""

    def __init__(self, chance: random.Random, people: Sequence[Person], known: Mapping[str, Person]) -> None:
        self.chance, self.cs, self.visitor = chance, known["cs"], known["member"]
        accounts = {person.id for person in known.values()}
        self.people = [person for person in people if person.id not in accounts]
        self.zone = WorkingCalendar(settings().calendar).zone
        self.last = _monday(now().astimezone(self.zone).date() - BEGUN * DAY)
        self.days = self._days()
        self.replies = Replies(chance, people, known)
        self.off = set[int]()  # who wants no survey mails any more
        words = WORDS[self.cs.language]
        with pretend(self._start(0) - 5 * DAY):
            days = self.last + APART * DAY
            self.relation = self._survey(SurveyWish(words.relation, DAYS, APART, days, drip_days=self.days))
            self.moment = self._survey(SurveyWish(words.moment, HAND))

    def wave(self, number: int) -> None:
        """One wave, from who is left out to its end."""
        start, last = self._start(number), number == len(MOODS) - 1
        story, waves = Story(self.chance, start - 3 * DAY), list[Wave]()
        story.at(start - 2 * DAY, partial(self._leave_some_out, start))
        story.at(start - DAY, partial(self._ask_a_few, start, waves))
        story.at(start, lambda: waves.append(self._launch(self.relation, self.days)))
        story.tell()
        story = Story(self.chance, start - DAY)
        for wave in waves:
            self._sent(story, wave)
            mood = MOODS[number]
            self.replies.note(story, self._asked(wave), mood, number, last=last, main=wave is waves[-1])
        story.tell()

    def _survey(self, wish: SurveyWish) -> Survey:
        made = managing.save_survey(self.cs, None, 1, wish, set())
        db.session.flush()
        return made

    def _start(self, number: int) -> datetime:
        day = self.last - APART * (len(MOODS) - 1 - number) * DAY
        return moment_of(day, SENT_AT, self.zone)

    def _days(self) -> int:
        """Over how many working days a wave goes out: a few are still to come, and the visitor's turn has been."""
        turns = turns_of(Drip(moment_of(self.last, SENT_AT, self.zone), managing.DRIP[1]))
        gone = sum(turn < now() - DAY for turn in turns)
        able = [days for days in range(gone + 1, managing.DRIP[1]) if self.visitor.id % days < gone]
        return min(able, key=lambda days: abs(days - gone - WAITING), default=gone)

    def _leave_some_out(self, start: datetime) -> None:
        """Somebody switches the mails off, somebody may not write for a while, and a company has trouble."""
        there = self._there(start)
        if len(there) < FEW:
            return
        quiet, hushed, troubled = self.chance.sample(there, 3)
        choose_mail(quiet.id, {KIND: Way.PORTAL})
        self.off.add(quiet.id)
        suspend(self.cs, hushed.id, start + 7 * DAY, WORDS[hushed.language].conduct)
        pause(self.cs, troubled.organization_id, start + 4 * DAY, WORDS[self.cs.language].incident)

    def _ask_a_few(self, start: datetime, waves: list[Wave]) -> None:
        """Two companies had a training; those of them whose turn comes soon are not asked again."""
        soon = [person for person in self._there(start) if person.id % self.days < self.days // 2]
        if len(soon) >= 2:
            companies = {person.organization_id or 0 for person in self.chance.sample(soon, 2)}
            waves.append(self._launch(self.moment, 1, organizations=sorted(companies)))

    def _there(self, start: datetime) -> list[Person]:
        """Who is asked if nothing comes in between, but those of the visitor's company."""
        return [
            person
            for person in self.people
            if person.created_at < start - TOO_NEW
            and person.id not in self.off
            and person.organization_id != self.visitor.organization_id
        ]

    def _launch(self, survey: Survey, days: int, **segment: object) -> Wave:
        wave = managing.save_wave(self.cs, survey.id, None, 1, segment, Drip(now(), days))
        launching.launch(self.cs, wave.id, wave.version)
        return wave

    def _asked(self, wave: Wave) -> list[Invitation]:
        asked = Invitation.wave_id == wave.id, Invitation.left_out == ""
        return list(db.session.scalars(sa.select(Invitation).where(*asked).order_by(Invitation.id)))

    def _sent(self, story: Story, wave: Wave) -> None:
        """Nobody is mailed today what went out then: turns and reminders are noted, and no letters written."""
        turns = turns_of(Drip(wave.starts_at, wave.drip_days))
        for turn in turns:
            story.at(turn, _take_turns)
        noon = turns[0] + timedelta(hours=2)
        for day in range(5, (turns[-1] - turns[0]).days + 9):
            story.at(noon + day * DAY, sending.take_reminders)
        story.at(wave.closes_at, partial(_end, wave.id))


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _take_turns() -> None:
    while sending.take_turns():
        db.session.flush()


def _end(wave_id: int) -> None:
    launching.end(locked(Wave, wave_id), None)
