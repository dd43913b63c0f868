"""Finishing an item, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.events import record
from portal.learning.commands import courses
from portal.learning.commands.completions import complete, reopen, update_version
from portal.learning.commands.learners import hold
from portal.learning.events import CAUGHT_UP
from portal.learning.models import Item
from portal.learning.policy import SELF

if TYPE_CHECKING:
    from portal.accounts.models import Person


def mark_done(person: Person, item: Item, kind: str, version: int | None = None) -> bool:
    """Make the item count as done for this person, once; whether that changed anything.

    `kind` is earned or self; `version` the one that was read, else today's. Earned lifts self, with the version read;
    nothing turns earned back into self. Courses that hold the item move with it. A course whose rule is met is earned,
    also when it is only marked: that is how somebody who took it back has it again. Raises Forbidden for suspended
    people.
    """
    hold(person)
    if kind == SELF and item.lessons and courses.reckon(person, item):
        return True
    shared = courses.share(item)
    changed = complete(person, item, kind, version)
    if changed:
        courses.move(person, item, shared)
    return changed


def catch_up(person: Person, item: Item, version: int) -> bool:
    """Note that the person has seen what changed up to `version`; whether that is new.

    How and when they finished the item stays. Raises Forbidden for suspended people.
    """
    hold(person)
    caught_up = update_version(person, item, min(version, item.version))
    if caught_up:
        record(CAUGHT_UP, item, actor=person, organization_id=person.organization_id, version=version)
    return caught_up


def undo(person: Person, item: Item) -> bool:
    """Make the item open again for this person; whether it was done.

    Courses that hold it stay finished where they are: what was earned is taken back by the person alone. Raises
    Forbidden for suspended people.
    """
    hold(person)
    return reopen(person, item)
