"""What happens to tokens. The subject is the token; data holds scopes and days, never the token or its name."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

MADE = "token.made"
REVOKED = "token.revoked"

declare(MADE, lazy("made an API token"), keys=("scopes", "days"), audit=True)
declare(REVOKED, lazy("revoked an API token"), audit=True)
