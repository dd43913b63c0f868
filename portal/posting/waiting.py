"""What people write who are new waits for a look when it leads to another site.

The case is opened before the post is locked, as everywhere: cases come first.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.moderation.commands.cases import keep_back
from portal.moderation.queries.newcomers import must_wait
from portal.posting.writing import tidy, written


def keep_back_edit(person: Person, kind: str, model: Any, ref: int, source: str, title: str = "") -> bool:
    """Whether one's own post, visible so far, has to wait once it says this; its case is open then.

    `model` has the columns of every post: `author_id`, `source`, `held_at`, `hidden_at`, and `title` if one is given.
    """
    other = model.source != tidy(source)
    if title:
        other = sa.or_(other, model.title != title)
    mine = sa.select(model.id).where(
        model.id == ref, model.author_id == person.id, model.held_at.is_(None), model.hidden_at.is_(None), other
    )
    if db.session.scalar(mine) is None or not must_wait(person, _html(person, source), title, source):
        return False
    keep_back(person, kind, ref)
    return True


def _html(person: Person, source: str) -> str:
    try:
        return written(source, person).html
    except Invalid:  # said where it is saved
        return ""
