"""What can happen to a case, and to its author. No event says what somebody wrote."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

FLAGGED = "moderation.flagged"
WITHDRAWN = "moderation.withdrawn"
HELD = "moderation.held"
TAKEN = "moderation.taken"
CLOSED = "moderation.closed"

WARNED = "person.warned"  # its subject is who is warned

declare(FLAGGED, lazy("reported something"), keys=("reason",))
declare(WITHDRAWN, lazy("took a report back"))
declare(HELD, lazy("wrote something that waits for a look"))
declare(TAKEN, lazy("took a case of the review queue"), audit=True)
declare(CLOSED, lazy("closed a case of the review queue"), keys=("outcome",), audit=True)
declare(WARNED, lazy("warned the person"), keys=("warning_id", "number"), audit=True)
