"""One follow-up as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.community.models import Question
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.learning.models import Stage
from portal.success.models import CustomerRequest, FollowUp, FollowUpSource, FollowUpStep, FollowUpTask, Playbook
from portal.success.policy import HAND, LIVE, NPS, QUESTION, REFERENCE, REQUEST, SERVICE
from portal.success.queries.teams import visible_to
from portal.surveys.models import Response

HISTORY = 200  # lines that are shown


@dataclass(frozen=True)
class Opened:
    """The follow-up with whom it is about; `owner` of it, `keeper` who looks after the customer."""

    follow_up: FollowUp
    organization: Organization
    person: Person | None
    owner: str
    keeper: str
    stage: Stage | None


class Source(NamedTuple):
    """Where it came from; `request`, `question` and `answer` (to a survey) stand where the source is one of these."""

    source: FollowUpSource
    request: CustomerRequest | None
    question: Question | None
    answer: Response | None
    by: str


def visible(reader: Person, follow_up_id: int) -> Opened:
    """The follow-up. Raises NotFound for one that this member of the staff does not see."""
    owner, keeper = aliased(Person), aliased(Person)
    columns: list[Any] = [FollowUp, Organization, Person, owner.display_name, keeper.display_name, Stage]
    wanted = (
        sa.select(*columns)
        .join(Organization, Organization.id == FollowUp.organization_id)
        .outerjoin(Person, Person.id == FollowUp.person_id)
        .outerjoin(owner, owner.id == FollowUp.owner_id)
        .outerjoin(keeper, keeper.id == Organization.owner_id)
        .outerjoin(Stage, Stage.slug == Organization.stage)
        .where(FollowUp.id == follow_up_id, visible_to(reader))
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound(_("This page was not found."))
    follow_up, organization, person, owner_name, keeper_name, stage = found
    return Opened(follow_up, organization, person, owner_name or "", keeper_name or "", stage)


def sources(follow_up_id: int) -> list[Source]:
    """The first thing that asked for it and those that came later, with what each says; one statement."""
    by, kind = aliased(Person), FollowUpSource.kind
    columns: list[Any] = [FollowUpSource, CustomerRequest, Question, Response, by.display_name]
    asked = sa.and_(kind.in_((REQUEST, SERVICE)), CustomerRequest.id == FollowUpSource.ref)
    wanted = (
        sa.select(*columns)
        .outerjoin(CustomerRequest, asked)
        .outerjoin(Question, sa.and_(kind == QUESTION, Question.id == FollowUpSource.ref))
        .outerjoin(Response, sa.and_(kind.in_((NPS, REFERENCE)), Response.id == FollowUpSource.ref))
        .outerjoin(by, by.id == _who(CustomerRequest.person_id, Question.author_id, Response.person_id))
        .where(FollowUpSource.follow_up_id == follow_up_id)
        .order_by(FollowUpSource.id)
        .execution_options(populate_existing=True)
    )
    return [Source(row[0], row[1], row[2], row[3], row[4] or "") for row in db.session.execute(wanted)]


def _who(*authors: Any) -> sa.ColumnElement[int]:
    """Who set it off: of what the source is, else the member of staff it is the number of."""
    return sa.func.coalesce(*authors, sa.case((FollowUpSource.kind == HAND, FollowUpSource.ref)))


def tasks(follow_up_id: int) -> Sequence[Any]:
    """`FollowUpTask` and `name` of who ticked it, in their order."""
    columns: list[Any] = [FollowUpTask, Person.display_name.label("name")]
    wanted = sa.select(*columns).outerjoin(Person, Person.id == FollowUpTask.done_by_id)
    return db.session.execute(wanted.where(FollowUpTask.follow_up_id == follow_up_id).order_by(FollowUpTask.id)).all()


def history(follow_up_id: int) -> Sequence[Any]:
    """What happened and what was noted, the newest first: `FollowUpStep`, `name` of who did it, `given` to whom."""
    given = aliased(Person)
    columns: list[Any] = [FollowUpStep, Person.display_name.label("name"), given.display_name.label("given")]
    wanted = (
        sa.select(*columns)
        .outerjoin(Person, Person.id == FollowUpStep.by_id)
        .outerjoin(given, given.id == FollowUpStep.owner_id)
        .where(FollowUpStep.follow_up_id == follow_up_id)
    )
    return db.session.execute(wanted.order_by(FollowUpStep.id.desc()).limit(HISTORY)).all()


def live_playbooks() -> Sequence[tuple[int, str]]:
    """Those that may be applied: (number, name), by name."""
    rows = db.session.execute(
        sa.select(Playbook.id, Playbook.name).where(Playbook.state == LIVE).order_by(Playbook.name, Playbook.id)
    )
    return [(number, name) for number, name in rows]
