"""Adding an endpoint, changing it, switching it off and on, and its secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.kernel.i18n import _
from portal.webhooks.calling import signing, targets
from portal.webhooks.events import ADDED, CHANGED, PAUSED, REMOVED, RESUMED, ROTATED
from portal.webhooks.models import State, WebhookEndpoint
from portal.webhooks.policy import may_connect

MOST = 50  # endpoints: a look for work asks for each
DESCRIPTION = 200  # characters
BOTH_SECRETS = timedelta(hours=24)  # after a rotation


@dataclass(frozen=True)
class Facts:
    """An endpoint as it shall be."""

    url: str
    description: str
    types: Sequence[str]


def add(actor: Person, facts: Facts) -> WebhookEndpoint:
    """Let this address hear from now on; its secret is `signing.secret_of(salt)`.

    Raises Forbidden, Invalid naming the field, Refused when there are too many.
    """
    refuse_others(actor)
    values = _checked(facts)
    begin_write()
    if (db.session.scalar(sa.select(sa.func.count()).select_from(WebhookEndpoint)) or 0) >= MOST:
        raise Refused(_("There are %(n)s webhooks, and no more than that. Remove one first.", n=MOST))
    salt = signing.new_salt()
    made = WebhookEndpoint(**values, salt=salt, mark=signing.mark_of(salt), made_by_id=actor.id)
    db.session.add(made)
    record(ADDED, made, actor=actor)
    return made


def change(actor: Person, endpoint_id: int, facts: Facts, version: int) -> list[str]:
    """Make these its facts; the names of those that differed.

    Raises Forbidden, NotFound, Invalid naming the field, Refused when somebody saved after `version`.
    """
    found, values = _held(actor, endpoint_id), _checked(facts)
    if found.version != version:
        raise Refused(_("Somebody changed this webhook while you were editing it. Look at it, then save again."))
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, values[name])
    if changed:
        found.version += 1
        record(CHANGED, found, actor=actor, fields=changed)
    return changed


def pause(actor: Person, endpoint_id: int) -> WebhookEndpoint:
    """Send nothing for now; what happens meanwhile is kept. Raises Forbidden, NotFound, Refused."""
    found = _held(actor, endpoint_id)
    if found.state == State.OFF:
        raise Refused(_("It is switched off already."))
    if found.state == State.ACTIVE:
        found.state = State.PAUSED
        record(PAUSED, found, actor=actor)
    return found


def resume(actor: Person, endpoint_id: int) -> WebhookEndpoint:
    """Send again: what waits goes out at once, what failed only when it is sent again by hand."""
    found = _held(actor, endpoint_id)
    if found.state != State.ACTIVE:
        found.state, found.why_off = State.ACTIVE, ""
        found.failing_since = found.rest_until = found.warned_at = None
        record(RESUMED, found, actor=actor)
    return found


def rotate(actor: Person, endpoint_id: int) -> WebhookEndpoint:
    """Give it a new secret; for a day messages carry the signature of the one before, too."""
    found = _held(actor, endpoint_id)
    found.old_salt, found.old_until = found.salt, now() + BOTH_SECRETS
    found.salt = signing.new_salt()
    found.mark = signing.mark_of(found.salt)
    record(ROTATED, found, actor=actor)
    return found


def remove(actor: Person, endpoint_id: int) -> None:
    """Tell this address nothing more and forget what was told."""
    found = _held(actor, endpoint_id)
    record(REMOVED, found, actor=actor)
    db.session.delete(found)


def refuse_others(actor: Person) -> None:
    """Raises Forbidden for everybody but admins."""
    if not may_connect(actor):
        raise Forbidden(_("Only admins connect other systems."))


def _held(actor: Person, endpoint_id: int) -> WebhookEndpoint:
    refuse_others(actor)
    return locked(WebhookEndpoint, endpoint_id, key_share=True)


def _checked(facts: Facts) -> dict[str, object]:
    description = " ".join(facts.description.split())
    if len(description) > DESCRIPTION:
        raise Invalid(_("Up to %(n)s characters, please.", n=DESCRIPTION), "description")
    if unknown := set(facts.types) - set(WEBHOOK_TYPES):
        raise Invalid(_("There is no message called %(name)s.", name=sorted(unknown)[0]), "types")
    types = [name for name in WEBHOOK_TYPES if name in facts.types]
    return {"url": checked_url(facts.url), "description": description, "types": types}


def checked_url(typed: str) -> str:
    """The address as it is called. What its name leads to is looked at when it is called, each time anew.

    Raises Invalid (`url`).
    """
    try:
        target = targets.parse(typed.strip())
        url = targets.written(target)
    except targets.Unusable as error:
        raise Invalid(_("Write the whole address, such as https://crm.company.example/hooks."), "url") from error
    if len(url) > targets.LONGEST:
        raise Invalid(_("Up to %(n)s characters, please.", n=targets.LONGEST), "url")
    if not target.tls and not settings().private_targets:
        raise Invalid(_("Only addresses that begin with https:// are called."), "url")
    if (literal := targets.literal(target.host)) is not None:
        _refuse_inside(literal, tls=target.tls)
    return url


def _refuse_inside(address: targets.Address, *, tls: bool) -> None:
    try:
        targets.refuse_internal(address, tls=tls)
    except targets.Unusable as error:
        told = _("This address is inside a network. The setting PORTAL_PRIVATE_TARGETS names what may be called.")
        raise Invalid(told, "url") from error
