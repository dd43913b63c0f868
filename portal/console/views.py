"""`/console`: what staff look at first."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries
from portal.accounts.console.blueprint import READ
from portal.accounts.models import Role
from portal.accounts.stages import stages
from portal.console import queries
from portal.kernel.access import allowed, me
from portal.kernel.events import Outbox
from portal.kernel.mail import Mail
from portal.kernel.pages import render

bp = Blueprint("console", __name__, url_prefix="/console")


@bp.get("")
@allowed(READ)
def overview() -> ResponseReturnValue:
    """Companies by stage, who came last, open invitations, and, for admins, what failed."""
    counts = console_queries.stage_counts()
    known = stages()
    in_order = [(stage.slug, stage.name, counts.get(stage.slug, 0)) for stage in known]
    gone = [(slug, slug, number) for slug, number in counts.items() if slug not in {stage.slug for stage in known}]
    is_admin = me().has(Role.ADMIN)
    return render(
        "console/overview.html",
        stages=in_order + gone,
        people=console_queries.newest_people(),
        invitations=console_queries.first_invitations(),
        is_admin=is_admin,
        mails=queries.first_troubled(queries.troubled_mails(), Mail) if is_admin else [],
        work=queries.first_troubled(queries.troubled_work(), Outbox) if is_admin else [],
        may_change=me().has(Role.CS | Role.ADMIN),
    )
