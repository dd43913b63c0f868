"""What tokens hold about people: the name an admin gave one may name somebody. Answers kept for a day are receipts."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.privacy.holdings import Leaver, Personal, personal
from portal.api.tokens.models import ApiToken
from portal.kernel.db import db


def erase(leaver: Leaver) -> None:
    """Names and addresses in what tokens are called."""
    words = leaver.words
    for token in db.session.scalars(sa.select(ApiToken).where(words.perhaps_in(ApiToken.name))):
        token.name = words.replaced(token.name, "…")


personal(
    Personal(
        key="api",
        erase=erase,
        removed=("api_token.name",),
        kept={
            "api_token": "a digest, scopes, and the number of who made it: without an account it lets nobody in",
            "api_act": "digests, and a receipt of numbers and code words that goes after a day",
        },
    )
)
