"""Playbooks for who looks after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Key, Page, page_of
from portal.success.models import Playbook, PlaybookStep

KEYS: list[Key] = [(Playbook.name, "asc"), (Playbook.id, "asc")]


def listed(state: str, after: str | None, before: str | None) -> Page[Any]:
    """A page of the playbooks in this state by name: `Playbook`, `reviewer`, number of `steps`."""
    steps = sa.select(sa.func.count()).where(PlaybookStep.playbook_id == Playbook.id).scalar_subquery()
    columns: list[Any] = [Playbook, Person.display_name.label("reviewer"), steps.label("steps")]
    wanted = sa.select(*columns).outerjoin(Person, Person.id == Playbook.reviewed_by_id)
    return page_of(db.session, wanted.where(Playbook.state == state), KEYS, after=after, before=before)


def one(playbook_id: int) -> Playbook:
    """The playbook. Raises NotFound."""
    found = db.session.get(Playbook, playbook_id, populate_existing=True)
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def steps(playbook_id: int) -> Sequence[PlaybookStep]:
    """Its steps in their order."""
    wanted = sa.select(PlaybookStep).where(PlaybookStep.playbook_id == playbook_id)
    return db.session.scalars(wanted.order_by(PlaybookStep.position, PlaybookStep.id)).all()
