"""Changing the portal's own settings, and settling what could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import sqlalchemy as sa

from portal.accounts.commands.organizations import apply_tiers
from portal.accounts.models import Organization, Person
from portal.accounts.money import known_currency
from portal.console.logos import MIME, redrawn
from portal.kernel import site
from portal.kernel.brand import parse_hex
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, Refused
from portal.kernel.events import Event, Outbox, record
from portal.kernel.i18n import _
from portal.kernel.mail import EMPTIED, Mail

NAME_LENGTH = 60
DAYS = range(30, 3651)  # that something may be kept
KEPT = ("events_days", "notifications_days", "misses_days", "deliveries_days")


@dataclass(frozen=True)
class SiteChange:
    """The settings as they shall be. A logo is the bytes of a new one, b"" for none, None to keep what stands."""

    name: str
    accent: str
    sign_up: str
    currency: str
    tier_high_from: int  # minor units a year
    tier_middle_from: int
    events_days: int
    notifications_days: int
    misses_days: int
    deliveries_days: int
    logo_light: bytes | None = field(default=None, repr=False)
    logo_dark: bytes | None = field(default=None, repr=False)


def change_site(actor: Person, change: SiteChange, version: int) -> list[str]:
    """Make these the settings; the names of those that differed.

    Raises Invalid naming the field, and Refused when somebody saved after `version`.
    """
    site.row()
    standing = locked(site.Site, 1)
    if standing.version != version:
        raise Refused(_("Somebody changed the settings while you were editing them. Look at them, then save again."))
    values = _checked(change, standing)
    changed = [name for name, value in values.items() if getattr(standing, name) != value]
    for name in changed:
        setattr(standing, name, values[name])
    changed = [name for name in changed if not name.endswith("_mime")]
    if {"tier_high_from", "tier_middle_from"} & set(changed):
        apply_tiers(standing.tier_high_from, standing.tier_middle_from)
    if changed:
        standing.version += 1
        record("site.changed", standing, actor=actor, fields=changed)
    return changed


def _checked(change: SiteChange, standing: site.Site) -> dict[str, Any]:
    name = " ".join(change.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("The portal needs a name of up to %(n)s characters.", n=NAME_LENGTH), "name")
    if change.sign_up not in site.SIGN_UP_MODES:
        raise Invalid(_("Choose one of the ways to sign up."), "sign_up")
    if change.tier_middle_from > change.tier_high_from:
        raise Invalid(_("The middle tier cannot begin above the high one."), "tier_middle_from")
    for field_name in KEPT:
        if getattr(change, field_name) not in DAYS:
            raise Invalid(_("Write a number of days from %(low)s to %(high)s.", low=DAYS[0], high=DAYS[-1]), field_name)
    _check_currency(change.currency, standing.currency)
    plain = {one.name: getattr(change, one.name) for one in fields(change) if not one.name.startswith("logo_")}
    return plain | {"name": name, "accent": parse_hex(change.accent)} | _logos(change)


def _logos(change: SiteChange) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in ("logo_light", "logo_dark"):
        data = getattr(change, name)
        if data is not None:
            values[name] = redrawn(data, name) if data else None
            values[f"{name}_mime"] = MIME if data else ""
    return values


def _check_currency(wanted: str, standing: str) -> None:
    """The contract values are minor units of one currency: another one would change what every number says."""
    if not known_currency(wanted):
        raise Invalid(_("Write the currency as its three letters, such as EUR or JPY."), "currency")
    if wanted == standing:
        return
    valued = sa.or_(Organization.contract_value > 0, Organization.mrr.is_not(None))
    if db.session.scalar(sa.select(Organization.id).where(valued).limit(1)) is not None:
        raise Invalid(
            _("Contract values are kept in %(currency)s. The currency can be changed only while no company has one.",
              currency=standing),
            "currency",
        )  # fmt: skip


def retry_work(actor: Person, debt_id: int) -> bool:
    """Let the worker try it again at once, with all its tries; whether it was still owed."""
    again = sa.update(Outbox).where(Outbox.id == debt_id).values(due_at=now(), tries=0)
    return _settle_work(actor, again.returning(Outbox.event_id, Outbox.consumer), "event.work_retried")


def dismiss_work(actor: Person, debt_id: int) -> bool:
    """Never try it again; whether it was still owed."""
    gone = sa.delete(Outbox).where(Outbox.id == debt_id, Outbox.error.is_not(None))
    return _settle_work(actor, gone.returning(Outbox.event_id, Outbox.consumer), "event.work_dismissed")


def _settle_work(actor: Person, statement: Any, name: str) -> bool:
    found = db.session.execute(statement, execution_options={"synchronize_session": False}).first()
    if found is not None:
        record(name, db.session.get_one(Event, found.event_id), actor=actor, consumer=found.consumer)
    return found is not None


def retry_mail(actor: Person, mail_id: int) -> bool:
    """Let the worker try to send it at once; whether there was anything left to send."""
    return _settle_mail(actor, mail_id, "mail.retried", Mail.text != "", state="pending", due_at=now(), tries=0)


def dismiss_mail(actor: Person, mail_id: int) -> bool:
    """Never send it; its text goes at once. Whether it was still waiting or failed."""
    return _settle_mail(actor, mail_id, "mail.dismissed", state="dismissed", due_at=None, error=None, **EMPTIED)


def _settle_mail(actor: Person, mail_id: int, name: str, *where: Any, **values: Any) -> bool:
    """Change a mail whose last try failed, unless a worker has it in hand."""
    troubled = (Mail.id == mail_id, Mail.error.is_not(None), Mail.state != "sending", *where)
    found = db.session.execute(
        sa.update(Mail).where(*troubled).values(**values).returning(Mail.id),
        execution_options={"synchronize_session": False},
    ).first()
    if found is not None:
        record(name, db.session.get_one(Mail, mail_id), actor=actor)
    return found is not None
