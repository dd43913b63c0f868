"""The heartbeat of a video that plays."""

from __future__ import annotations

import math

from flask import request
from flask.typing import ResponseReturnValue

from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _
from portal.learning import policy
from portal.learning.commands.watching import watch
from portal.learning.queries import item as items
from portal.learning.views.blueprint import bp


@bp.post("/learn/<slug>/watched")
@writer
def watched(slug: str) -> ResponseReturnValue:
    """Note what was played (`from`, `to` in seconds, with the page's `stamp`); what is seen of it by now, as JSON."""
    found = items.item_to_finish(me(), slug)
    if found is None:
        raise NotFound(_("This page was not found."))
    opened = policy.opened_to_watch(me(), found, request.form.get("stamp", ""))
    if policy.rule_of(found) != policy.WATCHED or opened is None:
        raise Invalid(_("Open the page of the video anew: this one was not opened by you to watch it."))
    earned = watch(me(), found, _seconds("from"), _seconds("to"), opened)
    db.session.commit()
    share = items.watched_share(me(), found)
    return {"share": share, "text": _("%(share)s%% seen", share=share), "earned": earned}


def _seconds(name: str) -> float:
    try:
        found = float(request.form.get(name, ""))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Invalid(_("The seconds that were played must be numbers."))
    return found
