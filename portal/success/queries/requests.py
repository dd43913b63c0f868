"""Requests as customers read them: their own, and all of the company for its key persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Key, Page, page_of
from portal.success.models import CustomerRequest, RequestStep
from portal.success.policy import DECLINED, FULFILLED, SURVEY

KEYS: list[Key] = [(CustomerRequest.id, "desc")]


def listed(reader: Person, *, company: bool, after: str | None, before: str | None) -> Page[Any]:
    """A page of `CustomerRequest` with `name` of who made it, the newest first. `company`: of everybody in it."""
    columns: list[Any] = [CustomerRequest, Person.display_name.label("name")]
    wanted = sa.select(*columns).join(Person, Person.id == CustomerRequest.person_id).where(_readable(reader))
    if not company:
        wanted = wanted.where(CustomerRequest.person_id == reader.id)
    return page_of(db.session, wanted, KEYS, after=after, before=before)


def visible(reader: Person, request_id: int) -> Any:
    """`CustomerRequest` and `name` of who made it. Raises NotFound for one that is not this reader's to see."""
    columns: list[Any] = [CustomerRequest, Person.display_name.label("name")]
    wanted = sa.select(*columns).join(Person, Person.id == CustomerRequest.person_id)
    found = db.session.execute(wanted.where(CustomerRequest.id == request_id, _readable(reader))).first()
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def history(request_id: int) -> Sequence[Any]:
    """What became of it, the newest first: `RequestStep` and `name` of who said so."""
    columns: list[Any] = [RequestStep, Person.display_name.label("name")]
    wanted = sa.select(*columns).join(Person, Person.id == RequestStep.by_id)
    return db.session.execute(
        wanted.where(RequestStep.request_id == request_id).order_by(RequestStep.id.desc()).limit(100)
    ).all()


def of_service(reader: Person, item_id: int) -> CustomerRequest | None:
    """The request for this service that the reader may read: one that goes on before ended ones, their own before those
    of colleagues, then the newest.
    """
    ended = sa.case((CustomerRequest.state.in_((DECLINED, FULFILLED)), 1), else_=0)
    others = sa.case((CustomerRequest.person_id == reader.id, 0), else_=1)
    wanted = sa.select(CustomerRequest).where(CustomerRequest.item_id == item_id, _readable(reader))
    return db.session.scalar(wanted.order_by(ended, others, CustomerRequest.id.desc()).limit(1))


def _readable(reader: Person) -> sa.ColumnElement[bool]:
    """Of the company acted for; who is no key person of it reads their own. What a colleague answered is nobody's."""
    of_company = CustomerRequest.organization_id == reader.organization_id
    own = CustomerRequest.person_id == reader.id
    return sa.and_(of_company, sa.or_(own, CustomerRequest.kind != SURVEY) if reader.leads else own)
