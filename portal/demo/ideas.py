"""Six months of the idea board over all companies, through the commands."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.config import settings
from portal.demo import deeds, voices
from portal.demo.crowd import Crowd, Tale, Wanted
from portal.demo.story import Story
from portal.demo.wishes import AREAS, Told, all_told
from portal.ideas.commands import settings as board
from portal.ideas.commands.deciding import Decision
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.models import Idea
from portal.kernel.calendar import now, pretend
from portal.kernel.db import db
from portal.learning.models import Item
from portal.posting.models import Area

MOST = sum(1 + len(told.twins) for told in all_told())
PLEDGE_COMPANIES, PLEDGE_DAYS = 5, 10
DAY = timedelta(days=1)
PATHS = {  # the states an idea went through, and when, as shares of the time until the last one
    "": (),
    "review": (("review", 1.0),),
    "planned": (("review", 0.3), ("planned", 1.0)),
    "progress": (("review", 0.2), ("planned", 0.6), ("progress", 1.0)),
    "shipped": (("review", 0.15), ("planned", 0.3), ("progress", 0.6), ("shipped", 1.0)),
    "declined": (("review", 0.4), ("declined", 1.0)),
}


MEMBERS = (  # how many of the most wanted ideas in which state the member votes for or follows
    ("shipped", 1, deeds.vote),
    ("progress", 1, deeds.vote),
    ("review", 2, deeds.vote),
    ("planned", 1, deeds.follow),
    ("", 1, deeds.follow),
)


class Size(NamedTuple):
    """How much is on the board: ideas, twins among them, and about so many votes."""

    ideas: int = MOST
    votes: int = 1000


WHOLE = Size()


def tell(
    chance: random.Random, members: Sequence[Person], known: Mapping[str, Person], began: datetime, size: Size
) -> int:
    """The whole story; how many ideas there are at its end. `known`: the accounts by role."""
    ensure_statuses()
    with pretend(began):
        board.set_pledge(known["product"], PLEDGE_COMPANIES, PLEDGE_DAYS)
        areas = {name: _area(known["product"], name) for name in AREAS}
    story = Story(chance, began)
    crowd = Crowd(story, [person for person in members if person.organization_id], known["member"], PLEDGE_COMPANIES)
    tales = crowd.tales(_chosen(size.ideas), size.votes - size.ideas)
    teller = _Teller(story, known, areas)
    for tale in tales:
        teller.note(tale)
    teller.let_member_take_part(tales)
    teller.let_staff_propose([tale for tale in tales if tale.told.language == "en" and not tale.told.status])
    story.tell()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Idea)) or 0


def _area(actor: Person, name: str) -> str:
    found = db.session.scalar(sa.select(Area).where(Area.slug == name))
    return (found or board.add(actor, Area, AREAS[name])).slug


def _chosen(number: int) -> list[Told]:
    """So many of all wishes, spread over all areas and languages; twins count, and the last ones give way."""
    every = all_told()
    share = min(number / len(every), 1.0)
    found = [one for place, one in enumerate(every) if int((place + 1) * share) > int(place * share)]
    over = sum(1 + len(one.twins) for one in found) - number
    for one in reversed(found):
        while over > 0 and one.twins:
            one.twins.pop()
            over -= 1
    return found


class _Teller:
    """Notes what happens to each idea."""

    def __init__(self, story: Story, known: Mapping[str, Person], areas: Mapping[str, str]) -> None:
        self.story, self.chance, self.areas = story, story.chance, areas
        self.cs, self.product, self.visitor = known["cs"], known["product"], known["member"]
        on_menu = sa.select(Item.slug).where(Item.archived_at.is_(None)).order_by(Item.slug)
        self.items = list(db.session.scalars(on_menu))
        self.said = {language: [*pool, *pool] for language, pool in voices.COMMENTS.items()}
        for pool in self.said.values():
            self.chance.shuffle(pool)

    def note(self, tale: Tale) -> None:
        """Everything from the first word to the last."""
        for one in (tale, *tale.twins):
            self._written(one)
            self._wanted(one)
        for twin in tale.twins:
            self.story.at(twin.decided, partial(deeds.merge, twin, self.product, tale))
        self._answered(tale)
        self._decided(tale)
        self._talked(tale)
        for text in tale.told.notes:
            self.story.at(self.story.some_time(tale.at), partial(deeds.note, tale, self.cs, text))

    def _written(self, tale: Tale) -> None:
        self.story.at(tale.at, partial(deeds.submit, tale, self.areas[tale.told.area]))
        if tale.told.tags:
            self.story.at(tale.at + timedelta(hours=5), partial(deeds.tag, tale, self.product))

    def _wanted(self, tale: Tale) -> None:
        for wanted in tale.votes:
            deed = partial(deeds.vote, tale, wanted.person)
            if wanted.heard:
                note = voices.HEARD[wanted.heard][wanted.person.language == "ja"]
                deed = partial(deeds.note_wish, tale, self.cs, wanted, note)
            self.story.at(wanted.at, deed)
        for person in tale.followers:
            since = max(tale.at, person.created_at)
            self.story.at(self.story.some_time(since), partial(deeds.follow, tale, person))

    def _answered(self, tale: Tale) -> None:
        if tale.answered is None:
            return
        for seen, text in enumerate(tale.told.answers):
            at = max(tale.decided, tale.answered) + timedelta(hours=3) if seen else tale.answered
            self.story.at(at, partial(deeds.answer, tale, self.product, text, seen))

    def _decided(self, tale: Tale) -> None:
        told = tale.told
        for slug, share in PATHS[told.status]:
            last = slug == told.status
            reason = told.reason if last else self._why(slug, told.language)
            link = f"/learn/{self._item(told.item)}" if slug == "shipped" else ""
            window = _window(told.ahead, told.language) if last and told.ahead is not None else ""
            at = tale.decided if last else tale.at + share * (tale.decided - tale.at)
            self.story.at(at, partial(deeds.decide, tale, self.product, Decision(slug, reason, link, window)))
        for wanted in tale.votes if told.status == "shipped" else ():
            if not wanted.heard and self.story.likely(0.35):
                self._judged(tale, wanted.person)

    def _judged(self, tale: Tale, person: Person) -> None:
        solved = self.story.likely(tale.helps)
        missing = "" if solved else self.chance.choice(voices.MISSING["ja" if person.language == "ja" else "en"])
        at = tale.decided + self.chance.uniform(0.2, 12) * DAY
        self.story.at(at, partial(deeds.judge, tale, person, solved, missing))

    def _why(self, slug: str, language: str) -> str:
        return (
            voices.BUILDING[slug][language]
            if slug in voices.BUILDING
            else self.chance.choice(voices.LOOKED_AT[language])
        )

    def _item(self, slug: str) -> str:
        return slug if slug in self.items or not self.items else self.items[0]

    def _talked(self, tale: Tale) -> None:
        """What was written for this idea by people who speak its language, and what fits many."""
        there = [one for one in tale.votes if not one.heard]
        speakers = [one for one in there if one.person.language == tale.told.language]
        for text in tale.told.comments if speakers else ():
            self._said(self.chance.choice(speakers), text, tale, there)
        if there and self.story.likely(0.55):
            voter = self.chance.choice(there)
            if pool := self.said["ja" if voter.person.language == "ja" else "en"]:
                self._said(voter, pool.pop(), tale, there)

    def _said(self, voter: Wanted, text: str, tale: Tale, there: Sequence[Wanted]) -> None:
        at, made = self.story.some_time(voter.at, min(voter.at + 30 * DAY, self.story.ends)), list[int]()
        self.story.at(at, partial(deeds.comment, tale, voter.person, text, made))
        others = [one.person for one in there if one is not voter and one.person.created_at < at]
        for other in self.chance.sample(others, min(len(others), self.chance.randint(0, 6))):
            later = self.story.some_time(at) + timedelta(minutes=1)
            self.story.at(later, partial(deeds.agree, other, made))

    def let_member_take_part(self, tales: Sequence[Tale]) -> None:
        """The member wants some of what shipped or moves, follows two more, and finds much that is open."""
        best = sorted(tales, key=lambda tale: -len(tale.votes))
        for status, number, deed in MEMBERS:
            for tale in [tale for tale in best if tale.told.status == status][:number]:
                since = max(tale.at, self.visitor.created_at) + timedelta(minutes=1)
                if since < tale.closes:
                    self.story.at(self.story.some_time(since, tale.closes), partial(deed, tale, self.visitor))

    def let_staff_propose(self, tales: Sequence[Tale]) -> None:
        """Customer success would have some of these looked at."""
        for tale, reason in zip(tales[1:], voices.PROPOSED, strict=False):
            at = max(self.story.ends - DAY, tale.at + timedelta(minutes=1))
            self.story.at(at, partial(deeds.propose, tale, self.cs, "review", reason))


def _window(ahead: int, language: str) -> str:
    """The quarter so many after this one, as product writes it."""
    today = now().date()
    quarter = (today.month - 1) // 3 + ahead
    year, first = today.year + quarter // 4, quarter % 4
    if language == "ja" and "ja" in settings().locales:
        return f"{year}年{first * 3 + 1}～{first * 3 + 3}月"
    return f"{('Jan to Mar', 'Apr to Jun', 'Jul to Sep', 'Oct to Dec')[first]} {year}"
