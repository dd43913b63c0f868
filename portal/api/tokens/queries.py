"""Reads: the list of tokens, and whose token was shown."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.tokens import digest
from portal.api.tokens.models import ApiToken
from portal.api.tokens.policy import PREFIX
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Page, page_of


def live() -> sa.ColumnElement[bool]:
    """Tokens that are neither revoked nor expired."""
    return sa.and_(ApiToken.revoked_at.is_(None), ApiToken.expires_at > now())


def tokens(after: str | None, before: str | None) -> Page[Any]:
    """All there are, the newest first: `ApiToken`, and `maker`, whom it acts as."""
    columns: list[Any] = [ApiToken, Person]
    wanted = sa.select(*columns).join(Person, Person.id == ApiToken.made_by_id)
    return page_of(db.session, wanted, [(ApiToken.id, "desc")], after=after, before=before)


def token(token_id: int) -> ApiToken:
    """One of them. Raises NotFound."""
    found = db.session.get(ApiToken, token_id)
    if found is None:
        raise NotFound(_("This token was not found."))
    return found


def shown(word: str) -> tuple[ApiToken, Person] | None:
    """The token that reads so and whom it acts as, also when it has ended; one statement."""
    if not word.startswith(PREFIX):
        return None
    columns: list[Any] = [ApiToken, Person]
    wanted = sa.select(*columns).join(Person, Person.id == ApiToken.made_by_id)
    row = db.session.execute(wanted.where(ApiToken.digest == digest(word))).first()
    return (row[0], row[1]) if row else None
