"""The body of a message, made of its event at the moment it is sent or looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.kernel.events import Event
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.webhooks.events import TESTED

TEST = "webhook.test"
LONGEST = 20_000  # bytes, of Standard Webhooks; the types stay far below it


@dataclass(frozen=True)
class Message:
    """One body: what goes over the wire, and the same to read."""

    body: str

    @property
    def readable(self) -> str:
        """With line ends."""
        return json.dumps(json.loads(self.body), ensure_ascii=False, indent=2)


def message(kind: str, event: Event) -> Message | None:
    """What is told of the event by a message of this type; None when there is nothing to tell any more."""
    if kind == TEST:
        return _written(kind, event, {"endpoint": event.subject_id}) if event.name == TESTED else None
    known = WEBHOOK_TYPES.get(kind)
    data = known.build([event]).get(event.id) if known else None
    return None if data is None else _written(kind, event, data)


def _written(kind: str, event: Event, data: dict[str, Any]) -> Message:
    envelope = {"type": kind, "timestamp": _iso(event.at), "data": data}
    return Message(json.dumps(envelope, ensure_ascii=False, separators=(",", ":")))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
