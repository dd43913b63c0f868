"""What time has made useless is deleted each hour."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts import sessions, throttle
from portal.accounts.models import Link
from portal.kernel import jobs
from portal.kernel.calendar import now
from portal.kernel.db import db

INVITATIONS_KEPT = timedelta(days=30)  # past their time they are still listed, to be sent again


@jobs.every(3600, "accounts.tidy")
def tidy() -> None:
    """Delete expired links, old counts of tries and sessions not used for 60 days."""
    late = sa.case((Link.purpose == "invite", now() - INVITATIONS_KEPT), else_=now())
    db.session.execute(sa.delete(Link).where(Link.expires_at < late), execution_options={"synchronize_session": False})
    throttle.forget_old()
    sessions.forget_unused()
    db.session.commit()
