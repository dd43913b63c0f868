"""The address in a mail that switches mails of its kind off: signed, so nobody can guess another person's."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from portal.config import settings


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="unsubscribe")


def unsubscribe_url(person_id: int, kind: str) -> str:
    """The address for one person and one kind. It never expires: an old mail must still be able to stop the next."""
    return f"{settings().base_url}/unsubscribe/{_signer().dumps([person_id, kind])}"


def read_token(token: str) -> tuple[int, str] | None:
    """Whom and which kind a token names; None when we did not sign it."""
    try:
        person_id, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(kind)
