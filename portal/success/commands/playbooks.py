"""Writing playbooks: their steps, and whether they are a draft, live or retired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.success.commands.holding import words
from portal.success.commands.opening import team_exists
from portal.success.commands.teams import refuse_others
from portal.success.events import PLAYBOOK_SAVED
from portal.success.models import Playbook, PlaybookStep
from portal.success.policy import LIVE, PLAYBOOK_STATES

NAME_LENGTH = 100  # characters
ABOUT_LENGTH = 500
STEP_LENGTH = 300
MOST = 30  # steps
DAYS = 365


class Step(NamedTuple):
    """What, how many days after the playbook is applied, and the number of the team whose step it is."""

    text: str
    days: int | None
    team_id: int | None


class Plan(NamedTuple):
    """A playbook as it shall be. `reviewed`: somebody has just read all of it and found it right."""

    name: str
    about: str
    state: str
    steps: Sequence[Step]
    reviewed: bool = False


def create(actor: Person, plan: Plan) -> Playbook:
    """A new playbook. Raises Forbidden, Invalid (`name`, `about`, `state`, `steps`)."""
    refuse_others(actor)
    return _write(actor, Playbook(), plan)


def save(actor: Person, playbook_id: int, version: int, plan: Plan) -> Playbook:
    """Make it so. Raises as `create` does, NotFound, and Refused when somebody saved after `version`."""
    refuse_others(actor)
    book = locked(Playbook, playbook_id)
    if book.version != version:
        raise Refused(
            _("Somebody saved this playbook meanwhile. What you typed is kept; save again to replace theirs.")
        )
    book.version += 1
    return _write(actor, book, plan)


def _write(actor: Person, book: Playbook, plan: Plan) -> Playbook:
    steps = _checked_steps(plan)
    book.name = " ".join(words(plan.name, "name", _("Give the playbook a name."), NAME_LENGTH).split())
    book.about = words(plan.about, "about", most=ABOUT_LENGTH)
    book.state = plan.state
    if plan.reviewed:
        book.reviewed_at, book.reviewed_by_id = now(), actor.id
    db.session.add(book)
    db.session.flush()
    gone = sa.delete(PlaybookStep).where(PlaybookStep.playbook_id == book.id)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    for position, one in enumerate(steps, 1):
        values = {"text": one.text, "days": one.days, "team_id": one.team_id}
        db.session.add(PlaybookStep(playbook_id=book.id, position=position, **values))
    record(PLAYBOOK_SAVED, book, actor=actor, state=book.state)
    return book


def _checked_steps(plan: Plan) -> list[Step]:
    if plan.state not in PLAYBOOK_STATES:
        raise Invalid(_("Choose whether it is a draft, live or retired."), "state")
    steps = [_checked(number, one) for number, one in enumerate(plan.steps, 1)]
    if len(steps) > MOST:
        raise Invalid(_("A playbook has up to %(n)s steps.", n=MOST), "steps")
    if plan.state == LIVE and not steps:
        raise Invalid(_("A live playbook needs a step at least."), "steps")
    return steps


def _checked(number: int, one: Step) -> Step:
    text = " ".join(one.text.split())
    if not text:
        raise Invalid(_("Step %(number)s needs its words.", number=number), "steps")
    if len(text) > STEP_LENGTH:
        raise Invalid(_("Step %(number)s: up to %(n)s characters, please.", number=number, n=STEP_LENGTH), "steps")
    if one.days is None or not 0 <= one.days <= DAYS:
        raise Invalid(_("Step %(number)s: days from 0 to %(most)s, please.", number=number, most=DAYS), "steps")
    if one.team_id is not None and not team_exists(one.team_id):
        raise Invalid(_("Step %(number)s: choose a team.", number=number), "steps")
    return Step(text, one.days, one.team_id)
