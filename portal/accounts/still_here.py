"""Nothing is written by who was erased while their request was on its way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context

from portal.accounts.models import Person
from portal.kernel.db import db, is_held
from portal.kernel.errors import Forbidden
from portal.kernel.i18n import _


def refuse_erased(session: Any) -> None:
    """Looked at before each commit of a request. Raises Forbidden.

    A command that held the person has looked already, under the lock; else the row is read as it stands now. What slips
    through between that and the commit, the worker sweeps up.
    """
    reader = g.get("reader") if has_request_context() else None
    if reader is None:
        return
    if is_held(Person, reader.id):
        kept = session.identity_map.get(session.identity_key(Person, reader.id))
        erased = kept is not None and kept.erased_at is not None
    else:
        erased = db.session.scalar(sa.select(Person.erased_at).where(Person.id == reader.id)) is not None
    if erased:
        raise Forbidden(_("This account was erased, so nothing more is written in its name."))
