"""The two ways out: an SMTP server, or files beside the data when none is set."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urlsplit

from portal.config import LOOPBACK, settings
from portal.kernel.calendar import now
from portal.kernel.mailing.message import host_name
from portal.kernel.mailing.verdicts import refused_for_good
from portal.kernel.mailing.verp import return_address

TIMEOUT = 10.0  # seconds for each answer of the server

Send = Callable[[EmailMessage, int], None]


class Unreachable(Exception):
    """No mail can go out now; the text names the host or folder, never a password."""


class Postponed(Exception):
    """This mail was not taken now; the next one may be."""


class Rejected(Exception):
    """This mail will never be taken."""


class BadAddress(Rejected):
    """No mail to this address will; `said` is the server's answer alone."""

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(reason)
        self.said = said


@contextmanager
def opened() -> Iterator[Send]:
    """One connection (or folder) for a batch. Sending raises Unreachable, Postponed or Rejected."""
    url = settings().mail_url
    if url is None:
        yield to_file
        return
    parts = urlsplit(url)
    where = f"{parts.hostname}:{_port(parts)}"
    client = _connect(parts, where)
    try:
        yield lambda message, mail_id: _hand_over(client, where, message, return_address(mail_id))
    finally:
        try:
            client.quit()
        except (smtplib.SMTPException, OSError):  # everything was handed over before; a rude goodbye changes nothing
            client.close()


def _port(parts: SplitResult) -> int:
    return parts.port or (465 if parts.scheme == "smtps" else 587 if parts.username else 25)


def _connect(parts: SplitResult, where: str) -> smtplib.SMTP:
    host, near = parts.hostname or "localhost", parts.hostname in LOOPBACK
    tls = ssl.create_default_context()
    if near:  # nobody listens in between, and local relays sign their own certificates
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    try:
        if parts.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(host, _port(parts), host_name(), timeout=TIMEOUT, context=tls)
        else:
            client = smtplib.SMTP(host, _port(parts), host_name(), timeout=TIMEOUT)
            client.ehlo()
            if client.has_extn("starttls"):
                client.starttls(context=tls)
            elif parts.username and not near:
                client.close()
                raise Unreachable(f"{where} offers no TLS, so the password was not sent")
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"{where}: {_said(error)}") from error
    return client


def _hand_over(client: smtplib.SMTP, where: str, message: EmailMessage, envelope_sender: str | None) -> None:
    """Without an envelope sender of its own, a mail that comes back goes to the address in its From."""
    try:
        client.send_message(message, from_addr=envelope_sender)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        said = f"{code} {_words(text)}"
        if refused_for_good(code, _words(text)):
            raise BadAddress(f"{where}: {said}", said) from error
        _refuse(code, f"{where}: {said}")
    except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
        raise Rejected(f"{where} cannot take this address: {error}") from error
    except smtplib.SMTPSenderRefused as error:  # often a setting that an operator will mend: keep trying
        raise Postponed(f"{where}: {_said(error)}") from error
    except smtplib.SMTPDataError as error:
        _refuse(error.smtp_code, f"{where}: {_said(error)}")
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"{where}: {_said(error)}") from error


def _refuse(code: int, reason: str) -> NoReturn:
    if code == 421:  # the server is closing the connection (RFC 5321, 3.8)
        raise Unreachable(reason)
    raise (Rejected if 500 <= code < 600 else Postponed)(reason)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return f"{type(error).__name__} {error}".strip()


def _words(text: bytes | str) -> str:
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(decoded.split())[:300]


def folder() -> Path:
    """Where mails are kept as files while no server is set."""
    return settings().data_dir / "mail"


def to_file(message: EmailMessage, mail_id: int) -> None:
    """A whole `.eml` file or none: written aside, synced, renamed. Readable by its owner alone."""
    target = folder() / f"{now():%Y%m%dT%H%M%S%f}-{mail_id}.eml"
    aside = target.with_suffix(".part")
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise Unreachable(f"{folder()}: {error.strerror or error}") from error


def take_back(mail_id: int) -> None:
    """Delete the file of a mail; what a server has taken is gone."""
    if settings().mail_url is None:
        for path in folder().glob(f"*-{mail_id}.eml"):
            path.unlink(missing_ok=True)
