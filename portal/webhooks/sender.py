"""The worker's part: take what is due, call, and note what came of it, several calls at once.

Calls run in threads of their own, outside any transaction. An endpoint gets four at a time, one that is in trouble a
single one, so those that are slow or away hold up neither each other nor anybody else.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import structlog
from flask import Flask, current_app

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.worker import repeated
from portal.webhooks.calling import signing
from portal.webhooks.calling.answers import Answer, Fault
from portal.webhooks.calling.post import post
from portal.webhooks.commands import noting
from portal.webhooks.commands.leasing import Lease, take
from portal.webhooks.messages import Message, message
from portal.webhooks.models import WebhookEndpoint
from portal.webhooks.queries import InHand, in_hand, with_work

EVERY = 0.5  # seconds between two looks
AT_ONCE = 32  # calls of this process
FOR_ONE, IN_TROUBLE = 4, 1  # of those, to one endpoint
TURN = 5.0  # seconds that calls to one endpoint may follow each other before others are looked at
FIXED = {
    "content-type": "application/json",
    "accept-encoding": "identity",
    "user-agent": "Portal-Webhooks/1.0 (Standard Webhooks)",
}

log = structlog.get_logger()


class Sender:
    """The calls of one process."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        self._busy: Counter[int] = Counter()
        self._lock = threading.Lock()

    def look(self) -> list[Future[int]]:
        """Begin what is due and has room. Each call is followed by the next to that endpoint; results: how many."""
        begun = []
        for endpoint_id, troubled in with_work():
            with self._lock:
                most = IN_TROUBLE if troubled else FOR_ONE
                room = min(most - self._busy[endpoint_id], AT_ONCE - self._busy.total())
            if room > 0:
                begun += [self._begin(endpoint_id, lease) for lease in take(endpoint_id, room)]
        db.session.rollback()
        return begun

    def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._pool.shutdown()

    def _begin(self, endpoint_id: int, lease: Lease) -> Future[int]:
        with self._lock:
            self._busy[endpoint_id] += 1
        return self._pool.submit(self._go_on, endpoint_id, lease)

    def _go_on(self, endpoint_id: int, lease: Lease) -> int:
        """From one message to the next as long as all goes well; then others come to their turn."""
        calls, ends, leases = 0, time.monotonic() + TURN, [lease]
        try:
            with self._app.app_context():
                while leases:
                    calls += 1
                    well = send(leases[0])
                    leases = take(endpoint_id, 1) if well and time.monotonic() < ends else []
        except Exception as error:  # its lease ends, and it is tried again
            log.error("webhook.not_noted", endpoint=endpoint_id, exc_info=error)
        finally:
            with self._lock:
                self._busy[endpoint_id] -= 1
        return calls


def send(lease: Lease) -> bool:
    """One try of one message; whether all went well."""
    held = in_hand(*lease)
    if held is None:
        return True
    endpoint_id, made = held.endpoint.id, _message(held)
    call = _prepared(held, made) if isinstance(made, Message) else None
    db.session.rollback()  # nothing is held while the other side thinks
    if made is None:
        noting.drop(lease)
        return True
    answer = call() if call is not None else made if isinstance(made, Answer) else Answer(0, fault=Fault.SECRET)
    noting.note(endpoint_id, lease, answer)
    return answer.taken


def _prepared(held: InHand, made: Message) -> Callable[[], Answer] | None:
    """The call with all it needs; None where the secret is no longer the one that was shown."""
    endpoint = held.endpoint
    if signing.mark_of(endpoint.salt) != endpoint.mark:
        return None
    headers = FIXED | signing.headers(_salts(endpoint), held.delivery.message_id, now(), made.body)
    return partial(post, endpoint.url, made.body.encode(), headers)


def _message(held: InHand) -> Message | Answer | None:
    """What is to be sent; a fault of ours is an answer like others, so it is seen and tried again."""
    try:
        return message(held.delivery.type, held.event)
    except Exception as error:
        log.error("webhook.not_made", delivery=held.delivery.id, type=held.delivery.type, exc_info=error)
        return Answer(0, fault=Fault.PORTAL, detail=type(error).__name__)


def _salts(endpoint: WebhookEndpoint) -> list[str]:
    """Of the secret in force, and of the one before for as long as it holds."""
    both = endpoint.old_until is not None and endpoint.old_until > now()
    return [endpoint.salt, endpoint.old_salt] if both else [endpoint.salt]


@repeated(EVERY, "webhooks")
def look() -> None:
    """What this process has to send."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if "webhook_sender" not in app.extensions:
        app.extensions["webhook_sender"] = Sender(app)
    app.extensions["webhook_sender"].look()
