"""Having a follow-up for oneself until commit, and writing into its history."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.commands.stale import Stale
from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, note_held
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.i18n import _
from portal.success.models import FollowUp, FollowUpStep
from portal.success.policy import UNSETTLED, WORK
from portal.success.queries.teams import visible_to

WORDS_LENGTH = 4000  # characters


def hold(actor: Person, follow_up_id: int, version: int | None = None) -> FollowUp:
    """The follow-up, ours until commit, as it stands now. `version`: the one that the page was made from.

    Raises Forbidden, NotFound for one the actor does not see, Stale when somebody acted on it meanwhile.
    """
    if not (actor.may_write and actor.has(WORK)):
        raise Forbidden(_("Only customer success, product and admins work on follow-ups."))
    begin_write()
    wanted = sa.select(FollowUp).where(FollowUp.id == follow_up_id, visible_to(actor))
    held = wanted.with_for_update(key_share=True, of=FollowUp).execution_options(populate_existing=True)
    found: FollowUp | None = db.session.scalar(held)
    if found is None:
        raise NotFound(_("This page was not found."))
    note_held(FollowUp, found.id)
    if version is not None and found.version != version:
        name = _last_actor(found.id) or _("Somebody")
        told = _("%(name)s acted on this follow-up since you opened it. It stands below as it is now.", name=name)
        raise Stale(told, found.version)
    return found


def unsettled(follow_up: FollowUp) -> FollowUp:
    """The same. Raises Refused when it is closed."""
    if follow_up.state not in UNSETTLED:
        raise Refused(_("This follow-up is closed. Open it again to go on with it."))
    return follow_up


def step(
    follow_up: FollowUp,
    what: str,
    by: Person | None,
    note: str = "",
    *,
    owner_id: int | None = None,
    team_id: int | None = None,
    until: datetime | None = None,
) -> FollowUpStep:
    """Write a line into its history."""
    given = {"owner_id": owner_id, "team_id": team_id, "until": until}
    made = FollowUpStep(follow_up_id=follow_up.id, what=what, by_id=by.id if by else None, note=note, at=now(), **given)
    db.session.add(made)
    follow_up.updated_at = made.at
    db.session.flush()
    return made


def words(text: str, field: str, missing: str = "", most: int = WORDS_LENGTH) -> str:
    """The text as it is kept. Raises Invalid with the field when it is too long, or empty and `missing` says so."""
    text = text.replace("\r\n", "\n").strip()
    if not text and missing:
        raise Invalid(missing, field)
    if len(text) > most:
        raise Invalid(_("Up to %(n)s characters, please. These are %(m)s.", n=most, m=len(text)), field)
    return text


def _last_actor(follow_up_id: int) -> str | None:
    wanted = sa.select(Person.display_name).join(FollowUpStep, FollowUpStep.by_id == Person.id)
    last = wanted.where(FollowUpStep.follow_up_id == follow_up_id).order_by(FollowUpStep.id.desc())
    return db.session.scalar(last.limit(1))
