"""How somebody has behaved so far: their warnings and suspensions; for staff, and one's own warning for its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.console_queries import suspensions_of
from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.moderation.models import ModerationWarning
from portal.moderation.things import Post, posts

SHOWN = 20


@dataclass(frozen=True)
class Conduct:
    """The newest first: rows of `ModerationWarning` and of `Suspension`, each with the `name` of who did it.

    `warned` is how often, whatever is shown; `things` are the things warned of that are still there.
    """

    person: Person
    warned: int
    warnings: Sequence[Any]
    suspensions: Sequence[Any]
    things: dict[tuple[str, int], Post]


def of(person: Person) -> Conduct:
    """Three statements at most."""
    number = sa.select(sa.func.count()).where(ModerationWarning.person_id == person.id).scalar_subquery()
    columns: list[Any] = [ModerationWarning, Person.display_name.label("name"), number.label("number")]
    wanted = sa.select(*columns).join(Person, Person.id == ModerationWarning.by_id)
    wanted = wanted.where(ModerationWarning.person_id == person.id).order_by(ModerationWarning.id.desc()).limit(SHOWN)
    warnings = db.session.execute(wanted).all()
    refs: dict[str, set[int]] = {}
    for row in warnings:
        refs.setdefault(row.ModerationWarning.kind, set()).add(row.ModerationWarning.ref)
    count = warnings[0].number if warnings else 0
    return Conduct(person, count, warnings, suspensions_of(person.id), posts(refs))


def own_warning(reader: Person, warning_id: int) -> ModerationWarning:
    """A warning the reader got. Raises NotFound, also for other people's."""
    found = db.session.get(ModerationWarning, warning_id)
    if found is None or found.person_id != reader.id:
        raise NotFound(_("This page was not found."))
    return found
