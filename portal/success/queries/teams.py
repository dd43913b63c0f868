"""Teams, who is in them, and which follow-ups somebody may see because of that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.posting.areas import name_in
from portal.success.models import FollowUp, Team, TeamMember
from portal.success.policy import sees_all


class TeamName(NamedTuple):
    """A team as pages show it, in the reader's language; `mine`: the reader is in it."""

    id: int
    slug: str
    name: str
    mine: bool


def team_names(reader: Person) -> list[TeamName]:
    """All teams in their order; one statement."""
    listed = TeamMember.team_id == Team.id, TeamMember.person_id == reader.id
    wanted = sa.select(Team, sa.exists().where(*listed)).order_by(Team.position, Team.id)
    return [
        TeamName(
            team.id, team.slug, name_in(locale(), team.names) or team.slug, bool(team.holders & reader.roles) or here
        )
        for team, here in db.session.execute(wanted)
    ]


def in_team(person: Any, roles: Any, team: Any) -> sa.ColumnElement[bool]:
    """Whether the person with these access roles belongs to the team; all three are columns or values."""
    by_role = sa.exists().where(Team.id == team, sa.cast(Team.holders, sa.Integer).bitwise_and(roles) != 0)
    by_row = sa.exists().where(TeamMember.team_id == team, TeamMember.person_id == person)
    return sa.or_(by_role, by_row)


def visible_to(reader: Person) -> sa.ColumnElement[bool]:
    """Follow-ups that this member of the staff sees."""
    if sees_all(reader):
        return sa.true()
    number, roles = sa.literal(reader.id), sa.literal(int(reader.roles))
    return sa.or_(FollowUp.owner_id == reader.id, in_team(number, roles, FollowUp.team_id))


def staff() -> Sequence[tuple[int, str]]:
    """Staff who can have a follow-up: (number, name), by name."""
    able = (*holding(Role.STAFF), Person.may_write)
    rows = db.session.execute(
        sa.select(Person.id, Person.display_name).where(*able).order_by(Person.display_name, Person.id)
    )
    return [(number, name) for number, name in rows]


def all_teams() -> Sequence[Team]:
    """Their rows, in their order."""
    return db.session.scalars(sa.select(Team).order_by(Team.position, Team.id)).all()


def members() -> Sequence[tuple[int, int, str]]:
    """Who was put into a team by hand: (team, person, name), by name."""
    wanted = sa.select(TeamMember.team_id, Person.id, Person.display_name)
    joined = wanted.join(Person, Person.id == TeamMember.person_id).where(Person.erased_at.is_(None))
    rows = db.session.execute(joined.order_by(Person.display_name, Person.id))
    return [(team, number, name) for team, number, name in rows]
