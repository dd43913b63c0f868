"""What webhooks hold about people: other systems may repeat a name in their answers. Bodies are not kept at all."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import sqlalchemy as sa

from portal.accounts.privacy.holdings import Leaver, Personal, personal
from portal.kernel.db import db
from portal.kernel.forgetting import Words
from portal.webhooks.models import WebhookAttempt, WebhookEndpoint

TEXTS = (
    (WebhookAttempt, (WebhookAttempt.answer, WebhookAttempt.detail)),
    (WebhookEndpoint, (WebhookEndpoint.description,)),
)


def erase(leaver: Leaver) -> None:
    """Names and addresses in what other systems answered, and in what admins wrote about them."""
    words = _as_programs_write(leaver.email, leaver.name)
    for model, columns in TEXTS:
        for row in db.session.scalars(sa.select(model).where(words.perhaps_in(*columns))):
            for column in columns:
                setattr(row, column.key, words.replaced(getattr(row, column.key), "…"))


def _as_programs_write(*words: str) -> Words:
    """The words, also as JSON in ASCII and as parts of addresses write them."""
    return Words(form for word in words for form in (word, json.dumps(word)[1:-1], quote(word), quote_plus(word)))


WORD = "a word of the portal's own, or a number"
personal(
    Personal(
        key="webhooks",
        erase=erase,
        removed=("webhook_attempt.answer", "webhook_attempt.detail", "webhook_endpoint.description"),
        kept={
            "webhook_endpoint": "the address of another system, and the number of who connected it",
            "webhook_delivery": "which message went where; its words are made anew of the event, which knows no name",
            "webhook_attempt.error": WORD,
        },
    )
)
