"""Secrets and signatures after Standard Webhooks 1.0.0 (`whsec_…`, HMAC-SHA256 over `id.timestamp.body`, `v1,…`).

A secret is the HMAC-SHA256 of a random salt under the portal's own key: 32 bytes that nobody guesses, that need not be
kept, and that a copy of the database does not give away. It is shown once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

from portal.config import settings

PREFIX = "whsec_"


def new_salt() -> str:
    """Thirty-two random bytes, as text."""
    return secrets.token_hex(32)


def secret_of(salt: str) -> str:
    """The secret as the other side keeps it."""
    key = settings().secret_key.encode()
    return PREFIX + base64.b64encode(hmac.digest(key, f"webhook:{salt}".encode(), hashlib.sha256)).decode()


def mark_of(salt: str) -> str:
    """What tells this secret from others and gives nothing away."""
    return hashlib.sha256(secret_of(salt).encode()).hexdigest()[:8]


def headers(salts: Sequence[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of one try; one signature for each secret in force."""
    signatures = (Webhook(secret_of(salt)).sign(message_id, at, body) for salt in salts)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
