"""`/api/v1/responses`: what people answered to surveys. Their words and names need `read:personal`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.api.serving import fields
from portal.api.serving.door import caller
from portal.api.serving.fields import Answer
from portal.api.serving.resource import Resource
from portal.api.serving.shapes import Company, Listed, Reference, page_of_, reference
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import lazy
from portal.kernel.paging import page_of
from portal.surveys.maths import PASSIVE, PROMOTER, group_of
from portal.surveys.models import Response

responses = Resource("responses", lazy("Answers to surveys"), reads=lazy("Read answers to surveys: scores and reasons"))
GROUPS = {
    "promoter": Response.score >= PROMOTER,
    "passive": sa.and_(Response.score >= PASSIVE, Response.score < PROMOTER),
    "detractor": Response.score < PASSIVE,
}
SAME = ("id", "wave_id", "score", "source", "at", "changed_at", "version")


class ResponseAnswer(Answer):
    """One answer that counts. What a machine seems to have sent is not there."""

    id = fields.number(lazy("Number; it never changes."))
    wave_id = fields.number(lazy("The wave that asked."))
    score = fields.number(lazy("0 to 10."), most=10)
    group = fields.text(lazy("promoter, passive or detractor."))
    about = fields.text(lazy("howto, missing, service or other; null where it was not said."), null=True)
    words = fields.text(lazy("The reason, as it was written. Null without `read:personal`."), null=True)
    contact = fields.text(lazy("mail, call or none; null where it was not said."), null=True)
    source = fields.text(lazy("mail, card (on the first page) or import."))
    person = fields.one(Reference, lazy("Who answered."))
    organization = fields.one(Company, lazy("The company they were asked in; null where it was forgotten."), null=True)
    at = fields.moment(lazy("When it was given."))
    changed_at = fields.moment(lazy("When it or its reason was last changed."))
    version = fields.number(lazy("Goes up with each change."))


class ResponseQuery(Listed):
    """Which answers."""

    wave = fields.whole(lazy("Only answers to this wave."), optional=True)
    organization = fields.whole(lazy("Only answers of people of this company."), optional=True)
    group = fields.choice(lazy("Only answers of this group."), list(GROUPS), optional=True)
    updated_since = fields.moment(lazy("Only answers given or changed since then."), optional=True)


@responses.read(
    "",
    summary=lazy("List answers, the one that changed longest ago first"),
    words=lazy(
        "To keep another system in step, ask with `updated_since` a minute before your last answer: what changes while "
        "you read comes again at the end."
    ),
    query=ResponseQuery,
    answer=page_of_(ResponseAnswer, "ResponsePage"),
)
def index(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of them; one statement."""
    wanted = _responses()
    if "wave" in asked:
        wanted = wanted.where(Response.wave_id == asked["wave"])
    if "organization" in asked:
        wanted = wanted.where(Response.organization_id == asked["organization"])
    if "group" in asked:
        wanted = wanted.where(GROUPS[asked["group"]])
    if "updated_since" in asked:
        wanted = wanted.where(Response.changed_at >= asked["updated_since"])
    keys: Any = [(Response.changed_at, "asc"), (Response.id, "asc")]
    page = page_of(db.session, wanted, keys, after=asked.get("after"), size=asked["limit"])
    return {"items": [_told(row) for row in page.items], "next": page.on}


@responses.read("/<int:response_id>", summary=lazy("Read one answer"), answer=ResponseAnswer)
def one(response_id: int) -> dict[str, Any]:
    """The answer as it is now."""
    row = db.session.execute(_responses().where(Response.id == response_id)).first()
    if row is None:
        raise NotFound("")
    return _told(row)


def _responses() -> sa.Select[Any]:
    columns: list[Any] = [Response, Person.display_name.label("who"), Organization.name.label("company")]
    return (
        sa.select(*columns)
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Response.organization_id)
        .where(sa.not_(Response.suspected))
    )


def _told(row: Any) -> dict[str, Any]:
    found = row.Response
    company = {"id": found.organization_id, "name": row.company} if found.organization_id else None
    return {
        **{name: getattr(found, name) for name in SAME},
        "group": group_of(found.score),
        "about": found.about or None,
        "contact": found.contact or None,
        "words": found.words if caller().personal else None,
        "person": reference(found.person_id, row.who),
        "organization": company,
    }
