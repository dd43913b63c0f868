"""Six months of learning over all companies, through the commands."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.accounts.policy import tokens_of
from portal.demo import opinions
from portal.demo.learner import Learner, Offer
from portal.demo.story import Story
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox
from portal.kernel.i18n import using
from portal.learning.commands import suggestions
from portal.learning.commands.publishing import publish
from portal.learning.models import Completion, Item, ItemAudience, ItemVersion, Stage
from portal.learning.queries.editing import editing
from portal.search.commands import count_miss
from portal.search.query import parse

HISTORY = timedelta(days=180)
SEARCHED_IN_VAIN = 120
OLD_NEWS = timedelta(days=10)  # nobody is told of what happened before that when the portal starts

Menus = Mapping[int, Sequence[Offer]]  # by company


def tell(chance: random.Random, members: Sequence[Person], known: Mapping[str, Person], began: datetime) -> int:
    """The whole story; how many items are finished at its end. `known`: the accounts by role.

    The member finds everything still to do: a tray, and what the key person of the same company suggested.
    """
    visitor, lead = known["member"], known["keyperson"]
    story, menus = Story(chance, began), _menus()
    offered = {offer.item.id for menu in menus.values() for offer in menu}
    quality = {item_id: chance.betavariate(9, 2) for item_id in sorted(offered)}
    for person in members:
        menu = menus[person.organization_id or 0]
        learner = Learner(story, person, menu, quality)
        if person is visitor:
            learner.plan([offer.item for offer in menu if offer.behind >= 0][1:4])
        else:
            learner.learn(thorough=person is known["champion"])
    _suggest(story, members, menus)
    free = [offer.item for offer in menus[lead.organization_id or 0] if offer.item.price is None]
    for item in free[-2:]:
        _one_suggestion(story, lead, [visitor], item, story.ends - timedelta(days=1, hours=2))
    story.at(story.ends - timedelta(days=6), partial(amend, known["cs"]))
    story.tell()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Completion)) or 0


def _menus() -> Menus:
    """What the people of each company find on their menu, in its order."""
    stages = db.session.scalars(sa.select(Stage).where(Stage.staff_only.is_(False)).order_by(Stage.position, Stage.id))
    place = {stage.slug: number for number, stage in enumerate(stages)}
    tokens: dict[int, set[str]] = defaultdict(set)
    for item_id, token in db.session.execute(sa.select(ItemAudience.item_id, ItemAudience.token)):
        tokens[item_id].add(token)
    on_menu = db.session.scalars(sa.select(Item).where(Item.archived_at.is_(None), Item.stage.in_(place)))
    items = sorted(on_menu, key=lambda item: (place[item.stage], item.position, item.slug))
    return {
        company.id: [
            Offer(item, place.get(company.stage, 0) - place[item.stage])
            for item in items
            if tokens[item.id] & tokens_of(company)
        ]
        for company in db.session.scalars(sa.select(Organization).order_by(Organization.id))
    }


def _suggest(story: Story, members: Sequence[Person], menus: Menus) -> None:
    """Some key persons suggest something to colleagues now and then."""
    companies: dict[int, list[Person]] = defaultdict(list)
    for person in members:
        companies[person.organization_id or 0].append(person)
    for company, people in companies.items():
        lead = next((person for person in people if person.leads), None)
        others = [person for person in people if person is not lead]
        reached = [offer.item for offer in menus[company] if offer.behind >= 0]
        for _time in range(story.chance.randint(0, 3)):
            if lead and others and reached:
                to = story.chance.sample(others, min(len(others), story.chance.randint(1, 3)))
                since = max(person.created_at for person in (lead, *to))
                _one_suggestion(story, lead, to, story.chance.choice(reached), story.some_time(since))


def _one_suggestion(story: Story, lead: Person, to: Sequence[Person], item: Item, moment: datetime) -> None:
    note = story.chance.choice(opinions.NOTES["ja" if lead.language == "ja" else "en"])
    people = [person.public_id for person in to]
    story.at(moment, partial(suggestions.suggest, lead, item.slug, people, note))


def search_in_vain(seed: int) -> None:
    """What was looked for and not found; a miss is counted in a transaction of its own, so only after the world's."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    story = Story(chance, now() - HISTORY)
    for _time in range(SEARCHED_IN_VAIN):
        language = chance.choice(("en", "en", "ja"))
        words, often = zip(*opinions.SEARCHES[language], strict=True)
        typed = chance.choices(words, often)[0]
        story.at(story.some_time(story.began), partial(_miss, language, typed))
    story.tell()


def _miss(language: str, typed: str) -> None:
    with using(language):
        count_miss(parse(typed))


def amend(actor: Person) -> None:
    """Somebody of the staff adds to an item on the web and tells those who finished it; once, not in each new world."""
    item = db.session.scalar(sa.select(Item).where(Item.slug == opinions.AMENDED, Item.archived_at.is_(None)))
    if item is None or item.source == "web":
        return
    found = editing(item.slug)
    words = {
        language: replace(one, body=f"{one.body.rstrip()}\n\n{opinions.ADDED[language]}") if one.body else one
        for language, one in found.standing.words.items()
    }
    writing = replace(found.standing, words=words)
    of_files = sa.select(ItemVersion.digest).where(ItemVersion.item_id == item.id, ItemVersion.number == item.version)
    item.kept_from = db.session.scalars(of_files).one()  # as by `--take web`: no later sync asks which one counts
    publish(actor, item.slug, found.stage, writing, found.mark, found.over, matters=True)


def forget_old_news() -> None:
    """The worker would tell everybody today what happened months ago."""
    old = sa.select(Event.id).where(Event.at < now() - OLD_NEWS)
    db.session.execute(
        sa.delete(Outbox)
        .where(Outbox.consumer == "notifications", Outbox.event_id.in_(old))
        .execution_options(synchronize_session=False)
    )
