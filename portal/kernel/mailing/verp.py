"""The return address of each mail: of its own and signed, so what comes back names the mail, and nobody else can.

VERP (variable envelope return paths) after D. J. Bernstein, 1997; the plus sign as in RFC 5233, which Postfix, Exim
and others deliver to the mailbox before it. Some servers fold local parts, so the signature is of small letters and
digits alone.
"""

from __future__ import annotations

import base64
import hmac
import re

from portal.config import settings

LENGTH = 16  # characters of the signature: 80 bits
PARTS = re.compile(r"([0-9]{1,10})-([a-z2-7]{16})")


class Forged(Exception):
    """An address that looks like one of ours and was not signed here."""


def return_address(mail_id: int) -> str | None:
    """The envelope sender of this mail; None while no address for bounces is set."""
    bounces = settings().mail_bounces
    if bounces is None:
        return None
    local, _at, domain = bounces.partition("@")
    return f"{local}+b-{mail_id}-{_signature(mail_id)}@{domain}"


def mail_named(text: str) -> int | None:
    """The mail whose return address stands in `text`; None when no return address does.

    Raises Forged when what stands there was altered or made up.
    """
    found = _looks().findall(text.lower())
    for looks in found:
        parts = PARTS.fullmatch(looks)
        if parts and hmac.compare_digest(_signature(int(parts[1])), parts[2]):
            return int(parts[1])
    if found:
        raise Forged
    return None


def _looks() -> re.Pattern[str]:
    """Whatever stands between the mark and the domain of a return address."""
    bounces = settings().mail_bounces
    if bounces is None:
        return re.compile(r"(?!)")
    local, _at, domain = map(re.escape, bounces.partition("@"))
    return re.compile(rf"(?<![\w.+-]){local}\+b-([^@\s<>]{{0,64}})@{domain}(?![\w-]|\.\w)")


def _signature(mail_id: int) -> str:
    signed = hmac.digest(settings().secret_key.encode(), f"bounce:{mail_id}".encode(), "sha256")
    return base64.b32encode(signed).decode().lower()[:LENGTH]
