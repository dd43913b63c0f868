"""The whole menu, and who finished what, has it on the tray or found it helpful."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from benchmarks.world.people import FIRST, JOBS, MEMBER, STAGES, company_of, customer
from benchmarks.world.sizes import EPOCH, World, moment
from benchmarks.world.writing import Row, at_once, load
from portal.kernel.db import db
from portal.learning.commands.shelf import new_edition
from portal.learning.models import (
    Completion,
    Item,
    ItemAudience,
    ItemText,
    ItemVersion,
    Rating,
    Stage,
    TrayEntry,
)

FORMATS = ("article", "article", "video", "template", "workshop")
WORDS = "depot photo report queue contract audit plan route van sensor invoice crew shift boiler crane permit".split()
ON_TRAY = 12


def fill(world: World) -> None:
    """Write them and commit."""
    dice = random.Random(7)
    with at_once((Item, ItemText, ItemVersion, ItemAudience, Completion, Rating, TrayEntry)):
        if not db.session.scalar(sa.select(sa.func.count()).select_from(Stage)):
            load(Stage, (_stage(n, slug) for n, slug in enumerate(STAGES, 1)))
        load(Item, (_item(n, world) for n in range(1, world.items + 1)))
        load(ItemText, (_text(n, dice) for n in range(1, world.items + 1)))
        load(ItemVersion, (_version(n) for n in range(1, world.items + 1)))
        load(ItemAudience, _audiences(world))
        load(Completion, _completions(world))
        load(Rating, _ratings(world))
        load(TrayEntry, (_on_tray(n) for n in range(1, min(ON_TRAY, world.items) + 1)))
        new_edition()


def _stage(n: int, slug: str) -> Row:
    return {"id": n, "slug": slug, "position": n, "names": {}, "labels": {}, "staff_only": False}


def _item(n: int, world: World) -> Row:
    at = EPOCH + timedelta(hours=n % 7_000)
    yes, no = _marks(n, world)
    return {
        "id": n, "slug": f"item-{n:05d}", "stage": STAGES[n % 3], "position": n, "format": FORMATS[n % 5],
        "minutes": 2 + n % 40, "level": ("beginner", "intermediate", "")[n % 3], "jobs": [] if n % 3 else [JOBS[n % 5]],
        "tags": [], "next_slugs": [], "prerequisites": [f"item-{n - 1:05d}"] if n % 4 == 0 else [], "lessons": [],
        "lessons_at": {}, "owner": "", "review_days": 180, "reviewed_at": at, "extra": {}, "source": "file",
        "version": 1, "kept_from": "", "material_version": 1, "helpful_yes": yes, "helpful_no": no,
        "published_at": at, "changed_at": at,
    }  # fmt: skip


def _text(n: int, dice: random.Random) -> Row:
    title = " ".join(dice.choices(WORDS, k=3)).capitalize()
    words = " ".join(dice.choices(WORDS, k=200))
    return {
        "id": n, "item_id": n, "locale": "en", "title": f"{title} {n}", "summary": f"About {title.lower()}.",
        "problem": "", "digest": f"{n:064d}", "source": words, "html": f"<p>{words}</p>", "plain": words,
        "headings": [], "words": 200, "questions": [], "downloads": [],
    }  # fmt: skip


def _version(n: int) -> Row:
    return {"id": n, "item_id": n, "number": 1, "source": "file", "digest": f"{n:064d}", "texts": {}, "at": EPOCH}


def _audiences(world: World) -> Iterator[Row]:
    for n in range(1, world.items + 1):
        for part, token in enumerate(("public" if n % 2 else "members", "staff")):
            yield {"id": 2 * n + part, "item_id": n, "token": token}


def _completions(world: World) -> Iterator[Row]:
    """Each customer has finished about as many, no item twice; spread over the world's days."""
    people = world.people - FIRST + 1
    for n in range(world.completions):
        person, turn = customer(n, world), n // people
        yield {
            "id": n + 1, "person_id": person, "item_id": 1 + (person * 37 + turn * 101) % world.items,
            "organization_id": company_of(person, world), "kind": "self" if n % 4 == 0 else "earned", "version": 1,
            "at": moment(n, world.completions),
        }  # fmt: skip


def _marks(n: int, world: World) -> tuple[int, int]:
    """How many found it helpful, and how many did not."""
    people = world.people - FIRST + 1
    return min(n * 7 % 60, people // 2), min(n * 3 % 20, people // 2)


def _ratings(world: World) -> Iterator[Row]:
    number = 0
    for n in range(1, world.items + 1):
        yes, no = _marks(n, world)
        for turn in range(yes + no):
            number += 1
            yield {
                "id": number, "person_id": customer(n * 53 + turn, world), "item_id": n, "helpful": turn < yes,
                "reason": "", "version": 1, "at": EPOCH,
            }  # fmt: skip


def _on_tray(n: int) -> Row:
    return {"id": n, "person_id": MEMBER, "item_id": n, "position": n, "at": EPOCH}
