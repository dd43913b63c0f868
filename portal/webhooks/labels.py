"""Words of pages: states, what went wrong, and how long ago."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel.i18n import _, lazy
from portal.webhooks.calling.answers import Fault
from portal.webhooks.models import Outcome, State

STATES = {
    State.ACTIVE: lazy("Active"),
    State.PAUSED: lazy("Paused"),
    State.OFF: lazy("Switched off"),
}
WHY_OFF = {
    "gone": lazy("It answered 410: it wants nothing more."),
    "failing": lazy("It failed for days, at every try of a message."),
}
OUTCOMES = {
    Outcome.WAITING: lazy("Waiting"),
    Outcome.DELIVERED: lazy("Delivered"),
    Outcome.FAILED: lazy("Failed"),
    Outcome.DROPPED: lazy("Not sent"),
}
FAULTS = {
    Fault.ADDRESS: lazy("The address cannot be called."),
    Fault.UNKNOWN_HOST: lazy("The name of the host was not found."),
    Fault.BLOCKED: lazy("The address is inside a network, or is called without TLS."),
    Fault.CONNECTION: lazy("No connection came about, or it broke off."),
    Fault.CERTIFICATE: lazy("The certificate does not prove the name of the host."),
    Fault.TIMEOUT: lazy("No answer came in time."),
    Fault.PROTOCOL: lazy("What came back is no HTTP."),
    Fault.SECRET: lazy("The secret key of the portal has changed. Give this webhook a new secret."),
    Fault.PORTAL: lazy("The portal could not make the message. The log says why."),
}
SINCE = {
    "1": lazy("The last 24 hours"),
    "3": lazy("The last 3 days"),
    "7": lazy("The last 7 days"),
    "30": lazy("The last 30 days"),
}


def since(choice: str) -> timedelta:
    """The time behind a choice of SINCE."""
    return timedelta(days=int(choice))


def outcome_of(status: int | None, fault: str) -> str:
    """What came of a try, in a sentence."""
    if status is None:
        return str(FAULTS[Fault(fault)]) if fault else ""
    if 200 <= status < 300:
        return _("Answered %(status)s", status=status)
    if 300 <= status < 400:
        return _("Answered %(status)s: it leads on to another address, which is not called", status=status)
    return _("Answered %(status)s", status=status)
