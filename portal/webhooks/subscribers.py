"""Listening for what the types are about."""

from __future__ import annotations

from portal.kernel.events import after
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.webhooks.commands.owing import owe


def subscribe() -> None:
    """Called once all slices have said what they tell."""
    after("webhooks", *sorted({name for kind in WEBHOOK_TYPES.values() for name in kind.events}))(owe)
