"""One person's part in a wave: why they were left out, or what became of the question."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

TO_SEND = sa.text("sent_at IS NULL AND left_out = ''")
TO_REMIND = sa.text("remind_at IS NOT NULL")


class Invitation(Model):
    """Unique for wave and person, also after the person was erased.

    Company, stage, tier, touch, language and contract value are those of the moment it was made, so that no later
    change of them moves a past figure. `left_out` is a code of `policy.LEFT_OUT`, empty for who is asked.
    """

    __table_args__ = (
        UniqueConstraint("wave_id", "person_id"),
        Index("ix_invitation_to_send", "send_at", "id", sqlite_where=TO_SEND, postgresql_where=TO_SEND),
        Index("ix_invitation_to_remind", "remind_at", "id", sqlite_where=TO_REMIND, postgresql_where=TO_REMIND),
        Index("ix_invitation_person_id_send_at", "person_id", "send_at"),
        Index("ix_invitation_wave_id_organization_id", "wave_id", "organization_id"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)  # None: forgotten
    stage: Mapped[str]
    tier: Mapped[str]
    touch: Mapped[str]
    language: Mapped[str]
    contract_value: Mapped[int] = mapped_column(sa.BigInteger)  # of the company, in minor units a year
    left_out: Mapped[str] = mapped_column(default="")
    send_at: Mapped[datetime | None]  # None: left out from the beginning
    sent_at: Mapped[datetime | None]  # when its mail was written
    expires_at: Mapped[datetime | None]  # from then on the link only explains itself
    remind_at: Mapped[datetime | None]  # None: reminded, answered, or too late for it
    reminded_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]  # after it was sent
    answered_at: Mapped[datetime | None]  # first time an answer was kept that counts


class Opening(Model):
    """The link was followed, by a person or a machine. A log: it changes no answer, no switch and no clock."""

    __table_args__ = (Index("ix_opening_invitation_id_id", "invitation_id", "id"),)

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    score: Mapped[int | None]  # in the address that was opened
    method: Mapped[str]  # GET | HEAD
    at: Mapped[datetime] = mapped_column(default=now)
