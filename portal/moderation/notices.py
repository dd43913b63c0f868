"""What people hear of moderation: authors of their own things, and who reported something what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import _, lazy
from portal.moderation.events import CLOSED
from portal.moderation.models import ModerationCase, ModerationFlag
from portal.moderation.things import THINGS, Post, posts
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

AUTHORS = Kind(
    "moderation",
    lazy("What you wrote is taken off, or shown after a look by our staff"),
    lazy("You get this e-mail because you wrote it."),
)
REPORTS = Kind(
    "reports",
    lazy("What came of something you reported"),
    lazy("You get this e-mail because you reported something."),
    mail=False,
)
TOLD = ("hidden", "left", "released")  # outcomes that are news to who reported it


def reporters(happened: Happened) -> sa.Select[Any]:
    """Everybody whose report stands when the case ends."""
    return (
        sa.select(happened.c.event_id, ModerationFlag.person_id)
        .join(ModerationFlag, ModerationFlag.case_id == happened.c.subject_id)
        .join(ModerationCase, ModerationCase.id == ModerationFlag.case_id)
        .where(ModerationCase.outcome.in_((*TOLD, "restored")))
    )


def outcomes(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """What is hidden is not named again."""
    wanted = sa.select(ModerationCase).where(ModerationCase.id.in_({one.event.subject_id for one in notifications}))
    cases = {case.id: case for case in db.session.scalars(wanted)}
    refs: dict[str, list[int]] = defaultdict(list)
    for case in cases.values():
        refs[case.kind].append(case.ref)
    known = posts(refs)
    found = {}
    for one in notifications:
        about = cases.get(one.event.subject_id)
        if about is not None and about.kind in THINGS:
            post = known.get((about.kind, about.ref))
            found[one.id] = _outcome(one.event.data["outcome"], THINGS[about.kind].place, post)
    return found


def _outcome(outcome: str, place: str, post: Post | None) -> Shown:
    if outcome == "hidden":
        told = _("What you reported was taken off. Thank you for telling us.")
        return Shown(told, "", place, _("Go on"))
    told = _("We looked at what you reported and left it as it is.")
    if post is None or not post.shown:
        return Shown(told, "", place, _("Go on"))
    return Shown(told, post.title, post.url, _("See it"))


rule(CLOSED, kind=REPORTS, icon="flag", audience=reporters, present=outcomes)
