"""How a slice says what other systems hear of, once, when it is imported. In the slice's `subscribers`:

    webhook(
        WebhookType(
            name="idea.posted",
            label=lazy("An idea is posted"),
            events=(SUBMITTED,),        # names of recorded events
            build=posted,               # events -> {event.id: data}
        )
    )

`build` makes the public part of each message, `data`, for all events at hand by a constant number of statements: ids,
names, companies and links, as JSON. It is asked when the event is handed on and again each time a message is sent, so
a message says what is so then, and nothing is stored that would have to be taken back. An event that is left out of
the answer is told to nobody: what is hidden, held, of a closed group or gone. Facts for staff only are told by types
that say so (`staff=True`) and by no other.

`docs/webhooks.md` says what each type carries; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel.events import Event
from portal.kernel.i18n import lazy

Build = Callable[[Sequence[Event]], dict[int, dict[str, Any]]]


@dataclass(frozen=True)
class WebhookType:
    """One kind of message to other systems. `staff`: it is for systems that only the vendor's own staff look into."""

    name: str
    label: lazy
    events: tuple[str, ...]
    build: Build
    staff: bool = False


WEBHOOK_TYPES: dict[str, WebhookType] = {}


def webhook(found: WebhookType) -> WebhookType:
    """Let other systems hear of it."""
    WEBHOOK_TYPES[found.name] = found
    return found
