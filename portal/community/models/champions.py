"""Champions: who helps others, by what figures, for how long; and the questions that were brought to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

STANDS, WAITS = sa.text("ended_at IS NULL"), sa.text("decided_at IS NULL")
SOLVED = sa.text("accepted > 0")
IS_CHAMPION: dict[str, Any] = {"sqlite_where": sa.text("champion = 1"), "postgresql_where": sa.text("champion")}


class ChampionTerm(Model):
    """Somebody is a champion from one day to another, by whom and on which figures; how it ended is kept."""

    __table_args__ = (
        Index("uq_champion_term_standing", "person_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
        Index("ix_champion_term_ends", "ends", "id", sqlite_where=STANDS, postgresql_where=STANDS),
        Index("ix_champion_term_person_id_id", "person_id", "id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date]
    ends: Mapped[date]  # last day
    figures: Mapped[dict[str, Any]]  # as they stood then: see `champions.criteria`
    outcome: Mapped[str] = mapped_column(default="")  # renewed | lapsed | stepped_down | withdrawn, once ended
    reason: Mapped[str] = mapped_column(default="")  # staff only: why it was withdrawn
    end_figures: Mapped[dict[str, Any] | None]
    ended_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)


class ChampionArea(Model):
    """An area a champion knows."""

    __table_args__ = (UniqueConstraint("person_id", "area_id"), Index("ix_champion_area_area_id", "area_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"))


class ChampionCandidacy(Model):
    """Somebody would like to be a champion, or is proposed; at most one that waits for a decision."""

    __table_args__ = (
        Index("uq_champion_candidacy_waiting", "person_id", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_champion_candidacy_decided_at_id", "decided_at", "id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # themselves, or who proposes them
    words: Mapped[str] = mapped_column(default="")
    appointed: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")  # for the candidate
    at: Mapped[datetime] = mapped_column(default=now)


class ChampionFigures(Model):
    """What somebody did for others, reckoned anew each night; see `champions.criteria`."""

    __table_args__ = (Index("ix_champion_figures_accepted_person_id", "accepted", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    stages: Mapped[int] = mapped_column(default=0)  # of which all core lessons are earned
    accepted: Mapped[int] = mapped_column(default=0)  # answers, for people of other organizations
    helped: Mapped[int] = mapped_column(default=0)  # organizations of those people
    fits: Mapped[bool] = mapped_column(default=False, index=True)  # meets the criteria
    at: Mapped[datetime] = mapped_column(default=now)


class ChampionProfile(Model):
    """How a champion wants to be asked."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    use_cases: Mapped[list[Any]]  # tags they know: slugs
    away_until: Mapped[date | None]  # holiday: no questions until after that day


class RoutedQuestion(Model):
    """A question that was brought to a champion."""

    __table_args__ = (
        UniqueConstraint("question_id", "person_id"),
        Index("ix_routed_question_person_id_at", "person_id", "at"),
        Index("ix_routed_question_person_id_done_at_id", "person_id", "done_at", "id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(default="")  # what fits: area | industry | tag | stages, with commas
    done_at: Mapped[datetime | None]  # they answered, said they cannot, or it was solved
    at: Mapped[datetime] = mapped_column(default=now)


class ChampionAward(Model):
    """A champion of the year, named on the champions' page."""

    __table_args__ = (UniqueConstraint("year", "person_id"),)

    year: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    names: Mapped[dict[str, Any]]  # of the award, by locale
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class Point(Model):
    """An entry of the ledger: what somebody did for others is worth so much, until it is taken back."""

    __table_args__ = (
        UniqueConstraint("kind", "ref", "by_id"),
        Index("ix_point_person_id_id", "person_id", "id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]  # see `champions.ledger`
    ref: Mapped[int]  # number of the answer or question
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # whose deed it was
    points: Mapped[int]
    cancelled_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)


class Helper(Model):
    """Numbers of somebody who answers, kept while things happen: for lists and beside names."""

    __table_args__ = (
        Index("ix_helper_solved", "accepted", "person_id", sqlite_where=SOLVED, postgresql_where=SOLVED),
        Index("ix_helper_champion", "accepted", "person_id", **IS_CHAMPION),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    champion: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # a term stands
    answers: Mapped[int] = mapped_column(default=0)  # shown, to people of other organizations
    accepted: Mapped[int] = mapped_column(default=0)  # of these
    points: Mapped[int] = mapped_column(default=0)
