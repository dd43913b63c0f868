"""What can happen to an endpoint. Its subject is the endpoint; data holds field names and numbers, never an address."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

ADDED = "webhook.added"
CHANGED = "webhook.changed"
PAUSED = "webhook.paused"
RESUMED = "webhook.resumed"
REMOVED = "webhook.removed"
ROTATED = "webhook.secret_rotated"
TESTED = "webhook.tested"
REPLAYED = "webhook.replayed"
SWITCHED_OFF = "webhook.switched_off"
GIVEN_UP = "webhook.given_up"

declare(ADDED, lazy("added a webhook"), audit=True)
declare(CHANGED, lazy("changed a webhook"), keys=("fields",), audit=True)
declare(PAUSED, lazy("paused a webhook"), audit=True)
declare(RESUMED, lazy("switched a webhook on again"), audit=True)
declare(REMOVED, lazy("removed a webhook"), audit=True)
declare(ROTATED, lazy("gave a webhook a new secret"), audit=True)
declare(TESTED, lazy("sent a test message to a webhook"), audit=True)
declare(REPLAYED, lazy("had messages of a webhook sent again"), keys=("number",), audit=True)
declare(SWITCHED_OFF, lazy("switched off a webhook that did not work"), keys=("why",), audit=True)
declare(GIVEN_UP, lazy("gave up a message to a webhook"))
