"""What came of one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

GONE = 410
BUSY = (429, 502, 504)  # Standard Webhooks: the other side has too much to do
LONGEST_REST = timedelta(hours=6)  # that a Retry-After is believed
REST = timedelta(minutes=1)  # of who is busy and does not say for how long


class Fault(StrEnum):
    """Why there is no answer that counts."""

    ADDRESS = "address"  # no address can be made of what stands in the row
    UNKNOWN_HOST = "unknown-host"
    BLOCKED = "blocked"  # an internal address, or plain HTTP to a public one
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"  # what came is no HTTP
    SECRET = "secret"  # noqa: S105 - a code word: the portal's key is another one than when the secret was shown
    PORTAL = "portal"  # the message could not be made: our fault


@dataclass(frozen=True)
class Answer:
    """Either a status, or a fault with what the machine said. `millis` is how long it took."""

    millis: int
    status: int | None = None
    fault: Fault | None = None
    detail: str = ""
    text: str = ""  # the beginning of the body
    retry_after: timedelta | None = None

    @property
    def taken(self) -> bool:
        """2xx. Everything else, redirects too, is a failure."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The other side wants nothing more, ever."""
        return self.status == GONE

    @property
    def rest(self) -> timedelta | None:
        """How long to leave the other side alone, if it is busy."""
        if self.status not in BUSY and self.retry_after is None:
            return None
        return min(self.retry_after or REST, LONGEST_REST)
