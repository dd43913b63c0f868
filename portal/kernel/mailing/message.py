"""From a row to the bytes that travel."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit

from portal.config import settings
from portal.kernel.calendar import now

POLICY = SMTP.clone(cte_type="7bit")  # no server has to know 8BITMIME


class Written(Protocol):
    """What of a mail's row a message is made from."""

    to_email: str
    subject: str
    text: str
    html: str
    headers: dict[str, Any]


def one_line(text: str, longest: int = 200) -> str:
    """Text fit for a header: one line, no control characters, at most so many characters."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())[:longest]


def host_name() -> str:
    """The name this portal goes by among mail servers."""
    return urlsplit(settings().base_url).hostname or "localhost"


@lru_cache(maxsize=16)
def sender(mail_from: str, site_name: str) -> str:
    """The From header: the name in the setting, else the portal's."""
    name, address = parseaddr(mail_from)
    return str(Address(one_line(name or site_name), addr_spec=address))


def headers_for(site_name: str, unsubscribe_url: str | None) -> dict[str, str]:
    """What is decided when the mail is written. The Message-ID stays the same if the mail must be sent again.

    RFC 3834 says how automatic mail calls itself, RFC 8058 how a mail client unsubscribes with one click.
    """
    headers = {
        "From": sender(settings().mail_from, site_name),
        "Message-ID": make_msgid(domain=host_name()),
        "Auto-Submitted": "auto-generated",
    }
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def as_message(mail: Written) -> EmailMessage:
    """Text and HTML in one message. Raises ValueError when the address cannot be written into a header."""
    message = EmailMessage(policy=POLICY)
    try:
        message["To"] = Address(addr_spec=mail.to_email)
    except Exception as error:  # the parser raises more kinds than it names
        raise ValueError(f"not a mail address: {type(error).__name__}") from error
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(now())
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message
