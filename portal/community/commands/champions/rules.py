"""The numbers staff set: when champions are asked and how often, and what it takes to become one."""

from __future__ import annotations

from collections.abc import Mapping

from portal.accounts.models import Person
from portal.community.champion_events import SETTINGS_CHANGED
from portal.community.commands.champions.candidacies import refuse_others
from portal.community.commands.champions.criteria import judge_again
from portal.community.queries.champions.figures import criteria
from portal.kernel import site
from portal.kernel.db import begin_write, locked
from portal.kernel.errors import Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _

LIMITS = {
    "route_hours": (1, 90),
    "route_most": (1, 10),
    "route_week": (1, 50),
    "champion_stages": (0, 20),
    "champion_accepted": (0, 500),
    "champion_months": (1, 36),
}


def set_rules(actor: Person, numbers: Mapping[str, int | None]) -> None:
    """Set all six at once. Questions that wait already keep their moment. Raises Forbidden, Invalid (the name)."""
    refuse_others(actor)
    for name, (least, most) in LIMITS.items():
        number = numbers.get(name)
        if number is None or not least <= number <= most:
            raise Invalid(_("A number from %(least)s to %(most)s, please.", least=least, most=most), name)
    begin_write()
    row = locked(site.Site, site.row().id)
    changed = [name for name in LIMITS if getattr(row, name) != numbers[name]]
    for name in changed:
        setattr(row, name, numbers[name])
    if changed:
        record(SETTINGS_CHANGED, actor, actor=actor, fields=changed)
        judge_again(criteria())
