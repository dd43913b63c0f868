"""Who is in which group of the demo's community, and who its champions are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.accounts.commands.roles import set_roles
from portal.accounts.models import Organization, Person, Role
from portal.community.models import ChampionArea, ChampionProfile, ChampionTerm, CommunityGroup, GroupMember
from portal.demo.questions.circles import CHAMPIONS, CIRCLES, FIRST, KNOWN, Circle, Knows
from portal.demo.story import Story
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.posting.models import Area

DAY = timedelta(days=1)
EARLY = 60 * DAY  # who becomes a champion was there by then
TERM = 365 * DAY


class Gatherings:
    """`champions`: who, what they know, since when. `joined`: who comes into which group when."""

    def __init__(self, story: Story, people: Sequence[Person], known: Mapping[str, Person]) -> None:
        self.story, self.cs, self.admin = story, known["cs"], known["admin"]
        self.industries = {one.id: one.industry for one in db.session.scalars(sa.select(Organization))}
        self.champions = self._chosen(people, known["champion"])
        self.joined = {circle.slug: self._members(circle, people) for circle in CIRCLES}

    def _chosen(self, people: Sequence[Person], first: Person) -> dict[int, tuple[Person, Knows, datetime]]:
        since = first.created_at + 6 * DAY
        found = {first.id: (first, Knows(first.language, *FIRST), since)}
        companies = {first.organization_id}
        for knows in KNOWN:
            able = [
                one
                for one in people
                if one.language == knows.language
                and one.organization_id not in companies
                and one.created_at < self.story.began + EARLY
            ]
            if able:
                person = self.story.chance.choice(able)
                companies.add(person.organization_id)
                since = person.created_at + self.story.chance.uniform(15, 40) * DAY
                found[person.id] = (person, knows, since)
        return found

    def _members(self, circle: Circle, people: Sequence[Person]) -> dict[int, tuple[Person, datetime]]:
        if circle.slug == CHAMPIONS:
            return {key: (person, since + DAY) for key, (person, _knows, since) in self.champions.items()}
        meant = [
            one
            for one in people
            if (not circle.industries or self.industries.get(one.organization_id or 0) in circle.industries)
            and self.story.likely(circle.share)
        ]
        return {
            one.id: (one, max(one.created_at, self.story.began + 5 * DAY) + self.story.chance.uniform(0.1, 6) * DAY)
            for one in meant
        }

    def speakers(self, slug: str, at: datetime) -> list[Person]:
        """Who is in the group by then."""
        return [person for person, since in self.joined[slug].values() if since < at]

    def note(self) -> None:
        """Groups are founded, people join, champions are appointed."""
        for place, circle in enumerate(CIRCLES):
            self.story.at(self.story.began + 3 * DAY, partial(found, circle, place))
            members = sorted(self.joined[circle.slug].values(), key=lambda one: one[1])
            leader = next((one for one, _at in members if one.id in self.champions), None)
            for person, at in members:
                self.story.at(at, partial(let_in, circle, person, leader=person is leader))
        for person, knows, since in self.champions.values():
            self.story.at(since, partial(appoint, self.admin, self.cs, person, knows))

    def let_some_ask(self, people: Sequence[Person]) -> None:
        """Those who would like to be let in these days."""
        for circle in CIRCLES:
            for words in circle.asking:
                language = "en" if words.isascii() else "ja"
                outside = [one for one in people if one.id not in self.joined[circle.slug]]
                able = [one for one in outside if one.language == language]
                if able:
                    at = self.story.ends - self.story.chance.uniform(0.5, 4) * DAY
                    person = self.story.chance.choice(able)
                    self.story.at(at, partial(let_in, circle, person, leader=False, words=words))


def found(circle: Circle, place: int) -> None:
    """Open the group."""
    db.session.add(
        CommunityGroup(
            slug=circle.slug,
            names=circle.names,
            abouts=circle.abouts,
            icon=circle.icon,
            kind=circle.kind,
            access=circle.access,
            position=place,
            created_at=now(),
        )
    )
    db.session.flush()


def let_in(circle: Circle, person: Person, *, leader: bool, words: str = "") -> None:
    """Somebody joins, or with `words` asks to."""
    group = db.session.scalars(sa.select(CommunityGroup).where(CommunityGroup.slug == circle.slug)).one()
    state = "asked" if words else "member"
    row = GroupMember(group_id=group.id, person_id=person.id, state=state, leader=leader, words=words, at=now())
    db.session.add(row)
    group.members += not words
    db.session.flush()


def appoint(admin: Person, actor: Person, person: Person, knows: Knows) -> None:
    """Make somebody a champion for a year."""
    set_roles(admin, person.id, person.roles | Role.CHAMPION)
    today, figures = now().date(), {"stages": 3, "accepted": 0, "helped": 0}
    db.session.add(
        ChampionTerm(person_id=person.id, by_id=actor.id, starts=today, ends=today + TERM, figures=figures, at=now())
    )
    areas = db.session.scalars(sa.select(Area.id).where(Area.slug.in_(knows.areas)).order_by(Area.id))
    db.session.add_all(ChampionArea(person_id=person.id, area_id=area_id) for area_id in areas)
    tags = db.session.scalar(sa.select(ChampionProfile).where(ChampionProfile.person_id == person.id))
    if tags is None:
        db.session.add(ChampionProfile(person_id=person.id, use_cases=list(knows.tags)))
    db.session.flush()
