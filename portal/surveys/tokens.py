"""The address in a survey mail: signed, for one invitation; nobody can make another's out of it."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from portal.config import settings


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="nps")


def token_of(invitation_id: int) -> str:
    """The part of the address that stands for the invitation. When it ends is kept with the invitation."""
    return str(_signer().dumps(invitation_id))


def read_token(token: str) -> int | None:
    """Which invitation a token stands for; None when we did not sign it."""
    try:
        return int(_signer().loads(token))
    except (BadSignature, ValueError, TypeError):
        return None
