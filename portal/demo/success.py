"""The last weeks of customer success: what customers asked for, what staff noted, and how far they are with it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.demo.story import Story
from portal.demo.work import Answer, Book, Told, english, japanese
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.models import Item, ItemText
from portal.success.commands import opening, playbooks, requests, tasks, working
from portal.success.commands.playbooks import Plan, Step
from portal.success.commands.teams import ensure_teams
from portal.success.models import CustomerRequest, FollowUp, FollowUpTask, Playbook, Team
from portal.success.policy import SERVICE

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BOOKS = (*english.BOOKS, *japanese.BOOKS)
FOLLOW_UPS = (*english.FOLLOW_UPS, *japanese.FOLLOW_UPS)


def tell(chance: random.Random, members: Sequence[Person], known: Mapping[str, Person]) -> int:
    """Let it happen; how many follow-ups there are then."""
    ensure_teams()
    story = Story(chance, now() - 60 * DAY)
    teams = {team.slug: team.id for team in db.session.scalars(sa.select(Team))}
    companies = {one.name: one for one in db.session.scalars(sa.select(Organization))}
    for book in BOOKS:
        story.at(story.began, partial(_write, known["cs"], book, teams))
    for told in FOLLOW_UPS:
        asker = _asker(members, known["member"], companies[told.company])
        if not told.kind or asker is not None:
            _Tale(story, told, companies[told.company].id, asker, known, teams).note()
    story.tell()
    return db.session.scalar(sa.select(sa.func.count()).select_from(FollowUp)) or 0


class _Tale:
    """One follow-up on its way; `id` is known once it is open."""

    def __init__(
        self,
        story: Story,
        told: Told,
        organization_id: int,
        asker: Person | None,
        known: Mapping[str, Person],
        teams: Mapping[str, int],
    ) -> None:
        self.story, self.told, self.organization_id, self.asker = story, told, organization_id, asker
        self.cs, self.by = known["cs"], known["product" if told.owner == "product" else "cs"]
        self.teams, self.id, self.request_id = teams, 0, 0

    def note(self) -> None:
        """Put all that happens to it into the story."""
        told, began = self.told, self.story.ends - self.told.days * DAY
        acts: list[Callable[[], object]] = [self._ask if told.kind else self._open]
        if told.owner in ("cs", "product"):
            acts.append(self._take)
        acts += [partial(self._say, words) for words in told.notes]
        if told.book or told.task:
            acts.append(self._plan)
        for place, act in enumerate(acts):
            self.story.at(began + place * 0.8 * HOUR, act)
        for answer in told.answers:
            self.story.at(began + answer.hours * HOUR, partial(self._answer, answer))
        last = began + max((answer.hours + 1 for answer in told.answers), default=len(acts) + 2) * HOUR
        if told.put_off:
            self.story.at(last, self._put_off)
        if told.closing:
            self.story.at(last, self._close)

    def _ask(self) -> None:
        told = self.told
        assert self.asker
        wanted = requests.Wanted(told.kind, told.title, told.words)
        if told.kind == SERVICE:
            wanted = _service(told, self.asker) or requests.Wanted("training", told.title, told.title)
        made = requests.make(self.asker, wanted)
        self.request_id, self.id = made.id, made.follow_up_id or 0

    def _open(self) -> None:
        told, owner = self.told, self.by.id if self.told.owner in ("cs", "product") else None
        found = opening.note_by_hand(
            self.cs, self.organization_id, told.title, note=told.words, owner_id=owner, team_id=self.teams[told.team]
        )
        self.id = found.id
        if told.owner == "none" and found.owner_id is not None:
            working.hand(self.cs, found.id, found.version, owner_id=None, team_id=found.team_id)

    def _take(self) -> None:
        working.take(self.by, self.id, self._version())

    def _say(self, words: str) -> None:
        working.note(self.by, self.id, words)

    def _plan(self) -> None:
        if self.told.task:
            tasks.add_task(self.by, self.id, self.told.task, _in_days(5))
        if self.told.book:
            book = db.session.scalars(sa.select(Playbook.id).where(Playbook.name == self.told.book)).one()
            tasks.apply(self.by, self.id, book)
        steps = sa.select(FollowUpTask.id).where(FollowUpTask.follow_up_id == self.id).order_by(FollowUpTask.id)
        for number in db.session.scalars(steps.limit(self.told.ticked)).all() if self.told.ticked else ():
            tasks.tick(self.by, self.id, number, done=True)

    def _answer(self, answer: Answer) -> None:
        version = db.session.get_one(CustomerRequest, self.request_id).version
        requests.answer(self.by, self.id, self.request_id, version, answer.state, answer.reply)

    def _put_off(self) -> None:
        working.snooze(self.by, self.id, self._version(), self.story.ends + self.told.put_off * DAY)

    def _close(self) -> None:
        told = self.told
        if told.outcome:
            working.finish(self.by, self.id, self._version(), told.outcome, told.closing)
        else:
            working.drop(self.by, self.id, self._version(), told.closing)

    def _version(self) -> int:
        return db.session.get_one(FollowUp, self.id).version


def _write(actor: Person, book: Book, teams: Mapping[str, int]) -> None:
    steps = [Step(text, days, teams.get(team)) for text, days, team in book.steps]
    playbooks.create(actor, Plan(book.name, book.about, book.state, steps, reviewed=book.state == "live"))
    db.session.flush()


def _asker(members: Sequence[Person], visitor: Person, company: Organization) -> Person | None:
    """Who asks: the visitor for their own company, else the first of it who came."""
    theirs = [one for one in members if one.organization_id == company.id]
    return visitor if visitor in theirs else min(theirs, key=lambda one: (one.created_at, one.id), default=None)


def _service(told: Told, asker: Person) -> requests.Wanted | None:
    """The paid service as the one who asks reads it; None where the menu does not have it."""
    wanted = sa.select(Item, ItemText.title).join(ItemText, ItemText.item_id == Item.id).where(Item.slug == told.item)
    row = db.session.execute(wanted.order_by(ItemText.locale != asker.language).limit(1)).first()
    return requests.Wanted(SERVICE, row[1], told.words, row[0].id, dict(row[0].price or {})) if row else None


def _in_days(days: int) -> date:
    moment: datetime = now() + days * DAY
    return moment.date()
