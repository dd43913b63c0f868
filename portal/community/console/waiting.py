"""`/console/community`: questions that wait, who was asked, and how long first answers take."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta
from flask import request
from flask.typing import ResponseReturnValue

from portal.accounts.models import Role
from portal.community import labels
from portal.community.console.blueprint import community_console
from portal.community.policy import APPOINT
from portal.community.queries.champions import unanswered
from portal.kernel import figures
from portal.kernel.access import allowed, me
from portal.kernel.i18n import locale
from portal.kernel.pages import here_with, render


@community_console.get("")
@allowed(Role.STAFF)
def waiting() -> ResponseReturnValue:
    """The longest waiting first."""
    found = unanswered.waiting(after=request.args.get("after"), before=request.args.get("before"))
    (routed, others), as_of = figures.kept(("pace",), unanswered.pace)
    return render(
        "community/console/waiting.html",
        as_of=as_of,
        lines=found.items,
        back=here_with(before=found.back, after=None) if found.back else None,
        on=here_with(after=found.on, before=None) if found.on else None,
        paged=bool(request.args.get("after") or request.args.get("before")),
        states=labels.ASKED,
        pace=[routed, others],
        in_words=in_words,
        days=unanswered.DAYS,
        most=unanswered.MOST,
        may_appoint=me().has(APPOINT),
    )


def in_words(time: timedelta) -> str:
    """Such as "3 hours"."""
    return format_timedelta(time, granularity="minute", threshold=1.5, locale=locale())
