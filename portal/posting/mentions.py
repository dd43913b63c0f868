"""Whom a post may name: `@[Name]` of a colleague, of staff, or of who took part in what it belongs to.

`took_part` is a SELECT of the ids of those people, built by the slice whose post it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Membership, Person, Role
from portal.kernel.db import Model, db
from portal.kernel.events import Event, record
from portal.kernel.markdown.mentions import NAME

NAMES = re.compile(rf"@\[([^\]\n]{{1,{NAME}}})\]")
MOST = 10  # people named by one post; further names stay words
OFFERED = 8  # names to choose from while somebody types
TOOK_PART, COLLEAGUE, STAFF = range(3)  # who is meant where several bear a name


class Offered(NamedTuple):
    """Somebody who may be mentioned, as much of them as everybody may know."""

    name: str
    staff: bool


class Known:
    """The people a text may name; remembers whom it did name. To be handed to the Markdown."""

    def __init__(self, people: dict[str, int]) -> None:
        self.people = people
        self.named: dict[str, int] = {}

    def __call__(self, name: str) -> bool:
        if name in self.named:
            return True
        if name not in self.people or len(self.named) >= MOST:
            return False
        self.named[name] = self.people[name]
        return True


def known_to(writer: Person, took_part: Callable[[], sa.Select[Any]], text: str) -> Known:
    """Those of the names in the text that mean one person to this writer; most texts have none, and ask nothing."""
    return Known(_meant(writer, took_part, {one_space(name) for name in NAMES.findall(text)}))


def offered(writer: Person, took_part: sa.Select[Any], begun: str) -> list[Offered]:
    """The first `OFFERED` people whose name, or a later word of it, begins like this: those nearest, then by name.

    A name that means nobody in a post, because two bear it, is left out here too.
    """
    begun = one_space(begun).lower()
    if not begun:
        return []
    rows = db.session.execute(_candidates(writer, took_part, begun)).all()
    names = {one_space(row.display_name): bool(row.staff) for row in rows}
    meant = _meant(writer, lambda: took_part, {name for name in names if NAMES.fullmatch(f"@[{name}]")})
    return [Offered(name, staff) for name, staff in names.items() if meant.get(name, writer.id) != writer.id][:OFFERED]


def _meant(writer: Person, took_part: Callable[[], sa.Select[Any]], names: set[str]) -> dict[str, int]:
    """The person each name stands for; who took part comes before colleagues, these before staff."""
    if not names:
        return {}
    places: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for person_id, display_name, part, colleague in db.session.execute(
        _bearers(writer, names, Person.id.in_(took_part()))
    ):
        place = TOOK_PART if part else COLLEAGUE if colleague else STAFF
        places[one_space(display_name)][place].append(person_id)
    nearest = {name: found[min(found)] for name, found in places.items()}
    return {name: found[0] for name, found in nearest.items() if len(found) == 1}


def one_space(name: str) -> str:
    """The name with plain single spaces; Japanese names are often parted by a wide one."""
    return " ".join(name.split())


def _candidates(writer: Person, took_part: sa.Select[Any], begun: str) -> sa.Select[Any]:
    """People who may be meant, each of the three kinds by its own index, in the order of the list; a few to spare."""
    ours = sa.select(Membership.person_id).where(Membership.organization_id == writer.organization_id)
    kinds = (Person.id.in_(took_part), Person.id.in_(ours), sa.and_(*holding(Role.STAFF)))
    parts = [_named(begun, place, kind) for place, kind in enumerate(kinds)]
    every = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
    return sa.select(every.c.display_name, every.c.staff).order_by(every.c.place, every.c.display_name, every.c.id)


def _named(begun: str, place: int, kind: sa.ColumnElement[bool]) -> sa.Select[Any]:
    name = sa.func.lower(sa.func.replace(Person.display_name, "\u3000", " "))
    fits = sa.or_(name.startswith(begun, autoescape=True), name.contains(f" {begun}", autoescape=True))
    columns: list[Any] = [Person.id, Person.display_name, sa.and_(*holding(Role.STAFF)).label("staff")]
    found = sa.select(*columns, sa.literal(place).label("place")).where(kind, fits)
    return found.where(Person.may_write).order_by(Person.display_name, Person.id).limit(2 * OFFERED)


def _bearers(writer: Person, names: set[str], took_part: sa.ColumnElement[bool]) -> sa.Select[Any]:
    ours = (Membership.person_id == Person.id, Membership.organization_id == writer.organization_id)
    colleague = sa.exists().where(*ours).correlate(Person)
    spelled = names | {name.replace(" ", "\u3000") for name in names}
    columns: list[Any] = [Person.id, Person.display_name, took_part, colleague]
    return sa.select(*columns).where(
        Person.display_name.in_(spelled),
        Person.may_write,
        sa.or_(took_part, colleague, sa.and_(*holding(Role.STAFF))),
    )


def tell(writer: Person, post: Model, known: Known, event: str) -> None:
    """Let those named hear of it by this event, each once however often the post is edited."""
    if not (named := set(known.named.values()) - {writer.id}):
        return
    told = sa.select(Event.data["person_id"].as_integer()).where(
        Event.subject == f"{post.__tablename__}:{post.id}", Event.name == event
    )
    for person_id in sorted(named - set(db.session.scalars(told))):
        record(event, post, actor=writer, organization_id=writer.organization_id, person_id=person_id)
