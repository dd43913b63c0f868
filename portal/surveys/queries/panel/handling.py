"""What became of detractors: success, which knows follow-ups, says here how to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.surveys.maths import PASSIVE
from portal.surveys.models import Invitation, Response
from portal.surveys.queries.panel.choice import Segment


class Loop(NamedTuple):
    """Follow-ups of detractors that are open now, how many of them are over; and of those asked about, the done."""

    open: int
    over: int
    asked: int
    done: int

    @property
    def share(self) -> float | None:
        """Of the detractors asked about: with a follow-up that is done, in percent; None without any."""
        return 100 * self.done / self.asked if self.asked else None


class Handling(NamedTuple):
    """The follow-up of an answer: its state, what its chip says, and its address, "" where the reader has none."""

    state: str
    text: str
    tone: str = ""
    over: bool = False
    owner: str = ""
    url: str = ""


Read = Callable[[sa.Select[Any]], sa.Select[Any]]  # of answers (rows of their number and company): a row of a `Loop`
ReadEach = Callable[[Person | None, Mapping[int, int]], dict[int, Handling]]  # of answers: their company by number

_READ: list[tuple[Read, ReadEach]] = []


def read_handling_with(read: Read, read_each: ReadEach) -> None:
    """Let follow-ups be read: counted, and of single answers (`None` instead of a reader: without addresses)."""
    _READ[:] = [(read, read_each)]


def loop_of(wave_id: int | None, segment: Segment) -> sa.Select[Any]:
    """A row of the numbers of `Loop`: follow-ups open now, of any wave; and what became of detractors of this wave."""
    columns: list[Any] = [Response.id, Response.organization_id]
    detractors = sa.select(*columns).where(
        Response.wave_id == wave_id, sa.not_(Response.suspected), Response.score < PASSIVE
    )
    counted = detractors.where(Response.organization_id.is_not(None))
    if segment.on:
        joined = counted.join(Invitation, Invitation.id == Response.invitation_id)
        counted = joined.where(*segment.of(Invitation))
    nothing: list[Any] = [sa.literal(0) for _name in Loop._fields]
    return _READ[0][0](counted) if _READ else sa.select(*nothing)


def handling_of(reader: Person | None, answers: Mapping[int, int]) -> dict[int, Handling]:
    """The follow-ups of these answers, by their number; `answers`: their company by number. At most one statement."""
    return _READ[0][1](reader, answers) if _READ and answers else {}
