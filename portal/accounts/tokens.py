"""Random words that open a door, and what the database keeps of them."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 24


def new_token() -> str:
    """32 characters that nobody guesses, fit for an address or a cookie."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """SHA-256 in hex: whoever reads the database cannot use what is there."""
    return hashlib.sha256(token.encode()).hexdigest()
