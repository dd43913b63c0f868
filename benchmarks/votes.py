"""`python -m benchmarks.votes [--writers 8 --votes 5000 --ideas 20] [sqlite|postgresql]`: is a vote ever lost or doubled?

A served portal with several processes. Writers, each a process, set and take back votes by HTTP, half of them again what
stands already; meanwhile other processes merge and un-merge the ideas, close and reopen them, and move people between
companies. Afterwards a recount must find the numbers right, nobody counted twice and no server error; the votes must be
those that the events, replayed in their order, leave; and what each person was told last must have come of it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask

from benchmarks.running import Browser, Portal, cookie_of, hidden, running, write_items
from portal.accounts.commands import people as moves
from portal.accounts.models import Membership, Organization, Person, Role
from portal.app import create_app
from portal.config import from_environ
from portal.ideas.commands import merging, statuses
from portal.ideas.commands.submitting import Wish, submit
from portal.ideas.models import Idea, IdeaVote
from portal.kernel.db import db
from portal.kernel.errors import PortalError
from portal.kernel.events import Event

PEOPLE = 5  # of each writer
COMPANIES = 12
PROCESSES = 2  # that serve
Processes = multiprocessing.get_context("spawn")


class Task(NamedTuple):
    """What one writer is to do, as cookies and numbers."""

    port: int
    people: list[int]
    cookies: list[str]
    ideas: list[int]
    votes: int
    seed: int


def write(task: Task, answers: Any) -> None:
    """One writer: set and take back, half of it again what stands; tell statuses, and what each person was told last."""
    dice, seen, last = random.Random(task.seed), Counter[int](), dict[int, tuple[int, int]]()
    browsers = [Browser(task.port, cookie) for cookie in task.cookies]
    tokens = [hidden(browser.get("/account")[1], "csrf_token") for browser in browsers]
    want = who = idea = 0
    for turn in range(task.votes):
        if turn % 2 == 0:
            want, who, idea = dice.randint(0, 1), dice.randrange(len(browsers)), dice.choice(task.ideas)
        form = {"csrf_token": tokens[who], "want": str(want)}
        status, _body = browsers[who].post(f"/ideas/{idea}/vote", **form)
        seen[status] += 1
        if status == 303:
            last[who] = (idea, want)
    answers.put((seen, {task.people[who]: said for who, said in last.items()}))


def disturb(environ: dict[str, str], kind: str, seed: int, stop: Any) -> None:
    """One who merges, closes or moves until told to stop; acts that do not fit the moment are refused, as they should."""
    app = create_app(from_environ(environ), NO_NUDGES=True)
    dice = random.Random(seed)
    with app.app_context():
        ideas = list(db.session.scalars(sa.select(Idea.id).order_by(Idea.id)))
        people = list(db.session.scalars(sa.select(Person.id).where(Person.organization_id.is_not(None))))
        staff = db.session.scalars(sa.select(Person.id).where(Person.organization_id.is_(None))).one()
        companies = list(db.session.scalars(sa.select(Organization.id)))
        acts: dict[str, Callable[[Person], Any]] = {
            "merge": lambda actor: merging.merge(actor, *dice.sample(ideas, 2)),
            "unmerge": lambda actor: merging.unmerge(actor, dice.choice(ideas)),
            "close": lambda actor: statuses.set_status(
                actor, dice.choice(ideas), dice.choice(("declined", "planned", "review")), "For now."
            ),
            "move": lambda actor: moves.move(actor, dice.choice(people), dice.choice(companies)),
        }
        while not stop.is_set():
            try:
                acts[kind](db.session.get_one(Person, staff))
                db.session.commit()
            except PortalError:
                db.session.rollback()
            db.session.remove()
            time.sleep(dice.uniform(0.0, 0.4))  # a few acts a second of each kind, not a race for the processor


def fill(app: Flask, writers: int, number: int) -> tuple[list[tuple[list[int], list[str]]], list[int]]:
    """Companies, people, one of staff and ideas; people and their cookies by writer, and the ideas' numbers."""
    dice = random.Random(5)
    for n in range(COMPANIES):
        db.session.add(Organization(name=f"Company {n}", name_key=f"company {n}", contract_value=1000 * (n + 1)))
    db.session.flush()
    companies = list(db.session.scalars(sa.select(Organization.id)))
    db.session.add(Person(email="product@drill.example", display_name="Product", roles=Role.PRODUCT | Role.CS))
    cookies = []
    for writer in range(writers):
        mine = []
        for n in range(PEOPLE):
            company = dice.choice(companies)
            name = f"p{writer}.{n}"
            person = Person(email=f"{name}@drill.example", display_name=name, organization_id=company)
            db.session.add(person)
            db.session.flush()
            db.session.add(Membership(person_id=person.id, organization_id=company))
            mine.append(person)
        db.session.commit()
        cookies.append(([person.id for person in mine], [cookie_of(app, person) for person in mine]))
    author = db.session.scalars(sa.select(Person).where(Person.organization_id.is_not(None))).first()
    assert author is not None
    ideas = [submit(author, Wish(f"Idea {n}", "It would help.")).id for n in range(number)]
    db.session.commit()
    return cookies, ideas


def drill(database: str, writers: int = 8, votes: int = 5000, number: int = 20) -> dict[str, Any]:
    """Figures for `make drill`; `lost`, `doubled` and `errors` must be 0."""
    with tempfile.TemporaryDirectory() as folder:
        write_items(Path(folder) / "content", 0)
        with running(Path(folder), database, workers=PROCESSES) as portal:
            return _run(portal, writers, votes, number)


def _run(portal: Portal, writers: int, votes: int, number: int) -> dict[str, Any]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        cookies, ideas = fill(app, writers, number)
        db.session.remove()
        db.engine.dispose()
    portal.start()
    environ = {name: value for name, value in portal.environ.items() if name.startswith("PORTAL_")}
    stop, answers = Processes.Event(), Processes.Queue()
    troublers = [
        Processes.Process(target=disturb, args=(environ, kind, seed, stop))
        for seed, kind in enumerate(("merge", "unmerge", "close", "move"))
    ]
    tasks = [Task(portal.port, *cookies[n], ideas, votes, n) for n in range(writers)]
    hands = [Processes.Process(target=write, args=(task, answers)) for task in tasks]
    began = time.monotonic()
    for process in (*troublers, *hands):
        process.start()
    said = [answers.get() for _hand in hands]
    seconds = time.monotonic() - began
    stop.set()
    for process in (*troublers, *hands):
        process.join()
    statuses_seen = sum((seen for seen, _last in said), Counter[int]())
    told = {person: last for _seen, lasts in said for person, last in lasts.items()}
    broken = sum(process.exitcode != 0 for process in troublers)
    figures = {"posts": sum(statuses_seen.values()), "per_second": round(sum(statuses_seen.values()) / seconds)}
    figures |= {f"answered_{status}": count for status, count in sorted(statuses_seen.items())}
    figures["errors"] = sum(count for status, count in statuses_seen.items() if status not in (303, 409)) + broken
    with app.app_context():
        return figures | _counted(portal, told)


def _replayed() -> set[tuple[int, int]]:
    """The votes (idea, person) that the events leave: those on one family were written under its lock, so in order."""
    votes, heads = set[tuple[int, int]](), dict[int, int]()
    for event in db.session.scalars(sa.select(Event).where(Event.name.like("idea.%")).order_by(Event.id)):
        idea, person = event.subject_id, event.actor_id or 0
        if event.name == "idea.voted":
            votes.add((idea, person))
        elif event.name == "idea.unvoted":
            votes -= {(one, person) for one in (idea, *(member for member, head in heads.items() if head == idea))}
        elif event.name == "idea.merged":
            heads[idea] = event.data["into_id"]
        elif event.name == "idea.unmerged":
            heads.pop(idea)
    return votes


def _not_kept(kept: set[tuple[int, int]], told: dict[int, tuple[int, int]]) -> int:
    """People whose last word did not come true: a vote that is nowhere, or one taken back that is still there."""
    voters = {person for _idea, person in kept}
    return sum(person not in voters if want else (idea, person) in kept for person, (idea, want) in told.items())


def _counted(portal: Portal, told: dict[int, tuple[int, int]]) -> dict[str, Any]:
    """What a recount says, what the events and the writers say, and rows for one person and idea beyond the first."""
    pairs = sa.select(IdeaVote.idea_id, IdeaVote.person_id, sa.func.count().label("n"))
    twice = pairs.group_by(IdeaVote.idea_id, IdeaVote.person_id).having(sa.func.count() > 1)
    doubled = len(db.session.execute(twice).all())
    events = dict(db.session.execute(sa.text("SELECT name, count(*) FROM event GROUP BY name")).all())
    kept = {(row.idea_id, row.person_id) for row in db.session.execute(sa.select(IdeaVote.idea_id, IdeaVote.person_id))}
    otherwise, broken = len(kept ^ _replayed()), _not_kept(kept, told)
    written = events.get("idea.voted", 0)
    db.session.remove()
    db.engine.dispose()
    try:
        said, off = portal.command("counters", "check"), 0
    except RuntimeError as error:
        said, off = str(error), 1
        print(said, flush=True)
    return {
        "votes_kept": len(kept), "votes_cast": written, "merged": events.get("idea.merged", 0),
        "unmerged": events.get("idea.unmerged", 0), "status_changes": events.get("idea.status_changed", 0),
        "moves": events.get("person.moved", 0), "doubled": doubled,
        "numbers_off": off, "votes_otherwise": otherwise, "not_as_told": broken, "lost": off + otherwise + broken,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="*", default=["sqlite", "postgresql"])
    for name, number in (("writers", 8), ("votes", 5000), ("ideas", 20)):
        parser.add_argument(f"--{name}", type=int, default=number)
    asked = parser.parse_args()
    lost = 0
    for database in asked.database:
        figures = drill(database, asked.writers, asked.votes, asked.ideas)
        print(f"votes-{database}: " + ", ".join(f"{name} {value}" for name, value in figures.items()), flush=True)
        lost += figures["lost"] + figures["doubled"] + figures["errors"]
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
