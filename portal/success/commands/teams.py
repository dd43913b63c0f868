"""Teams: the three there are from the start, and who else is in one; and the clock of follow-ups."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.kernel import site
from portal.kernel.db import db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.success.events import CLOCK_SET, TEAM_SAVED
from portal.success.models import Team, TeamMember
from portal.success.policy import CS_TEAM, may_manage

NAME_LENGTH = 60
HOURS = (1, 720)  # of the clock
STANDARD = (
    (CS_TEAM, {"en": "CS", "ja": "カスタマーサクセス"}, Role.CS),
    ("sales", {"en": "Sales", "ja": "営業"}, Role(0)),
    ("product", {"en": "Product", "ja": "プロダクト"}, Role.PRODUCT),
)


def ensure_teams() -> None:
    """Let there be the three teams; those that are there stay as they were named."""
    for position, (slug, names, holders) in enumerate(STANDARD, 1):
        insert_once(Team, slug=slug, names=names, holders=holders, position=position * 10)


def team_of_cs() -> int:
    """The number of the team that gets what nobody in particular has."""
    wanted = sa.select(Team.id).where(Team.slug == CS_TEAM)
    if (found := db.session.scalar(wanted)) is None:
        ensure_teams()
        found = db.session.scalars(wanted).one()
    return found


def save_team(actor: Person, team_id: int, names: dict[str, str], members: Collection[int]) -> Team:
    """Name the team in both languages, and let these staff be in it beside those who are by their access role.

    Staff who are suspended now are offered to nobody, so they stay in it.

    Raises Forbidden, NotFound, Invalid (`name_en`, `name_ja`, `members`).
    """
    refuse_others(actor)
    wanted = {code: _name(text, code) for code, text in names.items()}
    team = locked(Team, team_id)
    team.names = wanted
    known = set(db.session.scalars(sa.select(Person.id).where(Person.id.in_(members), *holding(Role.STAFF))))
    if known != set(members):
        raise Invalid(_("Only staff can be in a team."), "members")
    away = sa.select(Person.id).where(*holding(Role.STAFF), Person.suspended)
    others = TeamMember.person_id.not_in(known), TeamMember.person_id.not_in(away)
    gone = sa.delete(TeamMember).where(TeamMember.team_id == team.id, *others)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    for person_id in sorted(known):
        insert_once(TeamMember, team_id=team.id, person_id=person_id)
    record(TEAM_SAVED, team, actor=actor)
    return team


def set_clock(actor: Person, hours: int | None, *, working: bool) -> None:
    """How long a follow-up may wait; those that are open keep their moment. Raises Forbidden, Invalid (`hours`)."""
    refuse_others(actor)
    if hours is None or not HOURS[0] <= hours <= HOURS[1]:
        raise Invalid(_("A number from %(least)s to %(most)s, please.", least=HOURS[0], most=HOURS[1]), "hours")
    row = locked(site.Site, site.row().id)
    values = {"follow_up_hours": hours, "follow_up_working": working}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        record(CLOCK_SET, row, actor=actor, fields=changed)


def refuse_others(actor: Person) -> None:
    """Raises Forbidden for who may not look after playbooks, teams and the clock."""
    if not may_manage(actor):
        raise Forbidden(_("Only customer success and admins change this."))


def _name(text: str, code: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("A team needs a name of up to %(n)s characters.", n=NAME_LENGTH), f"name_{code}")
    return name
