"""Sending a wave: everybody's part in it is written down by one statement, and mails follow when their turn comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert, locked
from portal.kernel.errors import Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.surveys.commands.managing import refuse_others
from portal.surveys.events import CLOSED as CLOSED_EVENT
from portal.surveys.events import LAUNCHED
from portal.surveys.models import Invitation, Survey, Wave
from portal.surveys.policy import ARCHIVED, CLOSED, DRAFT, LIVE, STOPPED
from portal.surveys.queries.audience import DryRun, candidates, written
from portal.surveys.queries.turns import Drip, turns_of

NO_SESSION = {"synchronize_session": False}


def launch(actor: Person, wave_id: int, version: int) -> DryRun:
    """Send the wave: what the dry run promised. Raises Forbidden, NotFound, Refused (sent, changed, archived)."""
    refuse_others(actor)
    one_launch_at_a_time()
    wave = locked(Wave, wave_id)
    if wave.state != DRAFT:
        raise Refused(_("This wave was sent already."))
    if wave.version != version:
        raise Refused(_("A colleague changed this wave since you opened it. It stands below as it is now."))
    return send_out(wave, actor)


def send_out(wave: Wave, actor: Person | None) -> DryRun:
    """Write the invitations of a wave that is held; `actor` None: it goes out by itself."""
    survey = db.session.get_one(Survey, wave.survey_id)
    if survey.state == ARCHIVED:
        raise Refused(_("This survey is archived. Take it back first."))
    if wave.starts_at < now():  # a draft that lay: its turns begin now
        shift = turns_of(Drip(now(), wave.drip_days))
        wave.closes_at += shift[0] - wave.starts_at
        wave.starts_at = shift[0]
    write_invitations(wave, turns_of(Drip(wave.starts_at, wave.drip_days)))
    wave.state, wave.launched_at, wave.launched_by_id = LIVE, now(), actor.id if actor else None
    wave.version += 1
    found = written(wave.id)
    record(LAUNCHED, wave, actor=actor, asked=found.asked, left_out=sum(found.left_out.values()))
    return found


def write_invitations(wave: Wave, turns: Sequence[datetime], *where: sa.ColumnElement[bool]) -> None:
    """One row for everybody in the segment who has none in this wave; for those `where` says, if it says anything."""
    chosen: sa.Select[Any] = candidates(wave.survey_id, wave.segment, turns)
    columns = Invitation.__table__.c
    rows = chosen.where(*where).add_columns(
        sa.literal(wave.survey_id, columns.survey_id.type).label("survey_id"),
        sa.literal(wave.id, columns.wave_id.type).label("wave_id"),
    )
    names = [column.name for column in rows.selected_columns]
    db.session.execute(insert(Invitation).from_select(names, rows).on_conflict_do_nothing())


def one_launch_at_a_time() -> None:
    """Waves that are launched at the same moment must see whom the other asks: the second waits for the first."""
    begin_write()
    db.session.execute(sa.select(Survey.id).order_by(Survey.id).with_for_update())


def close(actor: Person, wave_id: int) -> Wave:
    """End a wave before its time: nobody is asked any more, and links only explain themselves.

    Raises Forbidden, NotFound, Refused when it is not going on.
    """
    refuse_others(actor)
    wave = locked(Wave, wave_id)
    if wave.state != LIVE:
        raise Refused(_("Only a wave that is going on can be closed."))
    return end(wave, actor)


def end(wave: Wave, actor: Person | None) -> Wave:
    """Close a wave that is held; whoever's turn had not come is left out. `actor` None: its time is over."""
    wave.state, wave.closes_at = CLOSED, min(wave.closes_at, now())
    wave.version += 1
    waiting = sa.update(Invitation).where(
        Invitation.wave_id == wave.id, Invitation.left_out == "", Invitation.sent_at.is_(None)
    )
    stopped = db.session.execute(
        waiting.values(left_out=STOPPED, send_at=None).returning(Invitation.id), execution_options=NO_SESSION
    )
    asked = sa.update(Invitation).where(Invitation.wave_id == wave.id, Invitation.expires_at > wave.closes_at)
    ended = asked.values(expires_at=wave.closes_at, remind_at=None)
    record(CLOSED_EVENT, wave, actor=actor, stopped=len(stopped.all()))
    db.session.execute(ended, execution_options=NO_SESSION)
    return wave
