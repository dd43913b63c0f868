"""What a token may be allowed: `read:` and `write:` of each resource, and personal data apart from all of them."""

from __future__ import annotations

from portal.api.tokens.policy import PERSONAL
from portal.kernel.i18n import lazy

SCOPES: dict[str, lazy] = {
    PERSONAL: lazy("Personal data: names, addresses and what people wrote, wherever another scope leads"),
}


def scope(name: str, label: lazy) -> None:
    """Let tokens be given this scope."""
    SCOPES[name] = label
    SCOPES[PERSONAL] = SCOPES.pop(PERSONAL)  # last, since it says something about all others
