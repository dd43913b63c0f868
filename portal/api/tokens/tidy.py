"""Tokens that ended long ago, and acts nobody sends again."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.api.tokens.models import ApiAct, ApiToken
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.jobs import every

ENDED_KEPT = timedelta(days=90)  # after its end, a token still stands in the list
ACTS_KEPT = timedelta(hours=24)


@every(3600, "api.forget")
def forget() -> None:
    """Both of them."""
    long_ago = now() - ENDED_KEPT
    ended = sa.or_(ApiToken.revoked_at < long_ago, ApiToken.expires_at < long_ago)
    for old in (sa.delete(ApiAct).where(ApiAct.at < now() - ACTS_KEPT), sa.delete(ApiToken).where(ended)):
        db.session.execute(old, execution_options={"synchronize_session": False})
    db.session.commit()
