"""What became of each invitation of a wave: one fate each, so that they add up. One statement for two waves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import db
from portal.surveys.models import Invitation, Opening, Response
from portal.surveys.policy import LEFT_OUT
from portal.surveys.queries.panel.choice import Segment
from portal.surveys.queries.panel.scores import PARTS, Part

WAITING = "waiting"  # their turn has not come
CAME_BACK = "came_back"  # the mail bounced, so nothing was delivered
ANSWERED, AFTER_REMINDER = "answered", "after_reminder"
MACHINE = "machine"  # something answered that no person seems to have sent
TURNED_OFF = "turned_off"  # they opted out afterwards
NOT_OPENED, NOT_SENT = "not_opened", "not_sent"  # of those delivered; opened, but no answer sent
DELIVERED = (ANSWERED, AFTER_REMINDER, MACHINE, TURNED_OFF, NOT_OPENED, NOT_SENT)


@dataclass
class Fates:
    """Invitations by fate, those left out by their code of `policy.LEFT_OUT`, and how many have a machine's answer."""

    counts: dict[str, int] = field(default_factory=dict)
    machines: int = 0

    def add(self, fate: str, n: int, machines: int) -> None:
        """So many more."""
        self.counts[fate] = self.counts.get(fate, 0) + n
        self.machines += machines

    def __getitem__(self, fate: str) -> int:
        return self.counts.get(fate, 0)

    @property
    def all(self) -> int:
        """Everybody in the segment."""
        return sum(self.counts.values())

    @property
    def left_out(self) -> int:
        """Whom the wave did not ask."""
        return self._sum(LEFT_OUT)

    @property
    def asked(self) -> int:
        """Whom the wave asked or is going to ask."""
        return self.all - self.left_out

    @property
    def delivered(self) -> int:
        """Sent, less what came back."""
        return self._sum(DELIVERED)

    @property
    def answered(self) -> int:
        """Of those delivered: with an answer that counts."""
        return self[ANSWERED] + self[AFTER_REMINDER]

    @property
    def rate(self) -> float | None:
        """Answered ÷ delivered, in percent; None where nothing was delivered."""
        return 100 * self.answered / self.delivered if self.delivered else None

    def _sum(self, names: Iterable[str]) -> int:
        return sum(self[name] for name in names)


@dataclass
class Story:
    """The fates of one wave: of all its invitations, and of each part."""

    whole: Fates = field(default_factory=Fates)
    parts: dict[Part, Fates] = field(default_factory=dict)


def stories(wave_ids: Sequence[int], segment: Segment) -> dict[int, Story]:
    """What became of the invitations of each wave, in the segment."""
    found = {wave_id: Story() for wave_id in wave_ids}
    for row in db.session.execute(_grouped(wave_ids, segment)):
        story = found[row.wave_id]
        story.whole.add(row.fate, row.n, row.machines)
        for by in PARTS:
            story.parts.setdefault(Part(by, getattr(row, by)), Fates()).add(row.fate, row.n, row.machines)
    return found


def _grouped(wave_ids: Sequence[int], segment: Segment) -> sa.Select[Any]:
    columns = [getattr(Invitation, name) for name in ("wave_id", *PARTS)]
    each = sa.select(*columns, _fate().label("fate"), sa.case((_suspected(), 1), else_=0).label("machine"))
    one = each.where(Invitation.wave_id.in_(wave_ids), *segment.of(Invitation)).subquery().c
    keys = [getattr(one, name) for name in ("wave_id", *PARTS, "fate")]
    return sa.select(*keys, sa.func.count().label("n"), sa.func.sum(one.machine).label("machines")).group_by(*keys)


def _fate() -> sa.ColumnElement[str]:
    """The first that holds. An answer whose mail came back counts in the score but in no rate: none was delivered."""
    answered = Invitation.answered_at.is_not(None)
    reminded = Invitation.reminded_at <= Invitation.answered_at
    return sa.case(
        (Invitation.left_out != "", Invitation.left_out),
        (Invitation.sent_at.is_(None), WAITING),
        (Invitation.bounced_at.is_not(None), CAME_BACK),
        (sa.and_(answered, reminded), AFTER_REMINDER),
        (answered, ANSWERED),
        (_suspected(), MACHINE),
        (Invitation.opted_out_at.is_not(None), TURNED_OFF),
        (sa.not_(followed()), NOT_OPENED),
        else_=NOT_SENT,
    )


def _suspected() -> sa.ColumnElement[bool]:
    return sa.exists().where(Response.invitation_id == Invitation.id, Response.suspected)


def followed() -> sa.ColumnElement[bool]:
    """Whether the link of the invitation was opened; what only asked whether it is there (HEAD) opened nothing."""
    return sa.exists().where(Opening.invitation_id == Invitation.id, Opening.method == "GET")
