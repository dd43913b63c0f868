"""Who is in which group of the demo's community, and who its champions are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.commands import groups, leading, membership
from portal.community.commands.champions import terms
from portal.community.commands.champions.gathering import ensure_group
from portal.community.commands.champions.knowing import know
from portal.community.models import CommunityGroup
from portal.community.policy import OPEN
from portal.demo.questions.circles import CHAMPIONS, CIRCLES, FIRST, KNOWN, Circle, Knows
from portal.demo.story import Story
from portal.joins.stages import earned_stages
from portal.kernel.db import db

DAY = timedelta(days=1)
EARLY = 60 * DAY  # who becomes a champion was there by then


class Gatherings:
    """`champions`: who, what they know, since when. `joined`: who comes into which group when."""

    def __init__(self, story: Story, people: Sequence[Person], known: Mapping[str, Person]) -> None:
        self.story, self.cs = story, known["cs"]
        self.industries = {one.id: one.industry for one in db.session.scalars(sa.select(Organization))}
        self.champions = self._chosen(people, known["champion"])
        self.joined = {circle.slug: self._members(circle, people) for circle in CIRCLES}

    def _chosen(self, people: Sequence[Person], first: Person) -> dict[int, tuple[Person, Knows, datetime]]:
        since = max(first.created_at, self.story.began) + 6 * DAY
        found = {first.id: (first, Knows(first.language, *FIRST), since)}
        companies, names = {first.organization_id}, {first.display_name}
        learned = earned_stages([one.id for one in people])
        for knows in KNOWN:
            able = [
                one
                for one in people
                if one.language == knows.language
                and one.organization_id not in companies
                and one.created_at < self.story.began + EARLY
            ]
            able = [one for one in able if learned.get(one.id)] or able
            able = [one for one in able if one.display_name not in names] or able
            if able:
                person = self.story.chance.choice(able)
                companies.add(person.organization_id)
                names.add(person.display_name)
                since = max(person.created_at, self.story.began) + self.story.chance.uniform(15, 40) * DAY
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
            self.story.at(self.story.began + 3 * DAY, partial(found, self.cs, circle, place))
            members = sorted(self.joined[circle.slug].values(), key=lambda one: one[1])
            leader = next((one for one, _at in members if one.id in self.champions), None)
            for person, at in members:
                self.story.at(at, partial(let_in, self.cs, circle, person, leader=person is leader))
        for person, knows, since in self.champions.values():
            self.story.at(since, partial(appoint, self.cs, person, knows))

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
                    self.story.at(at, partial(let_in, self.cs, circle, person, leader=False, words=words))


def found(actor: Person, circle: Circle, place: int) -> None:
    """Open the group; where champions gather there is one from the start."""
    facts = groups.GroupFacts(
        circle.names, circle.abouts, circle.icon, circle.kind, access=circle.access, position=place
    )
    if circle.slug == CHAMPIONS:
        groups.change(actor, ensure_group(), facts)
    else:
        groups.create(actor, facts).slug = circle.slug  # the story knows it by this
    db.session.flush()


def let_in(actor: Person, circle: Circle, person: Person, *, leader: bool, words: str = "") -> None:
    """Somebody joins or is invited, or with `words` asks to be let in."""
    group_id = db.session.scalars(sa.select(CommunityGroup.id).where(CommunityGroup.slug == circle.slug)).one()
    if words or circle.access == OPEN:
        membership.join(person, group_id, words)
    else:
        leading.invite(actor, group_id, person.id)
    if leader:
        leading.set_leader(actor, group_id, person.id, want=True)
    db.session.flush()


def appoint(actor: Person, person: Person, knows: Knows) -> None:
    """Make somebody a champion for a year, who says what they know."""
    terms.appoint(actor, person.id, knows.areas)
    know(person, knows.areas, ", ".join(knows.tags))
    db.session.flush()
