"""What a customer asked of the vendor, as both sides see it. Nothing in these rows is for staff only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class CustomerRequest(Model):
    """A request belongs to the company it was made for, also when who made it has left."""

    __table_args__ = (
        Index("ix_customer_request_organization_id_id", "organization_id", "id"),
        Index("ix_customer_request_person_id_organization_id_id", "person_id", "organization_id", "id"),
        Index("ix_customer_request_follow_up_id", "follow_up_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]  # of `labels.KINDS`
    title: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    language: Mapped[str]  # of the title and words
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)  # the paid service it is about
    price: Mapped[dict[str, Any] | None]  # of that service, as it was when it was asked for
    state: Mapped[str] = mapped_column(default="received")  # received | work | accepted | declined | done
    reply: Mapped[str] = mapped_column(default="")  # what was said with the state; declined needs it
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))  # None only while both are made
    version: Mapped[int] = mapped_column(default=1)  # an answer given to an older one is refused
    at: Mapped[datetime] = mapped_column(default=now)
    moved_at: Mapped[datetime] = mapped_column(default=now)  # when its state last changed


class RequestStep(Model):
    """A state the request came into, with what the customer was told then."""

    __table_args__ = (Index("ix_request_step_request_id_id", "request_id", "id"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("customer_request.id", ondelete="CASCADE"))
    state: Mapped[str]
    reply: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)
