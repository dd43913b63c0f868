"""The call itself: to an IP address that was checked, with the name proven by TLS, and a bound on everything.

Nothing is looked up here and no redirect or proxy is followed, so what was checked is what is called. The time is
bounded as a whole, however slowly the other side drips: at the end of it the connection is shut from outside.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.client import HTTPException
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from portal.kernel.calendar import now
from portal.webhooks.calling.answers import Answer, Fault
from portal.webhooks.calling.targets import Target, Unusable, checked, parse

PATIENCE = 15.0  # seconds for all of it
MOST_READ = 1_000  # bytes of an answer that are looked at and kept


class Leash:
    """Shuts a connection when its time is over, also while it is in the middle of TLS."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._held: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def hold(self, connected: socket.socket) -> None:
        """Keep a second handle: TLS takes the first one over."""
        self._held = socket.socket(fileno=os.dup(connected.fileno()))
        self._timer = threading.Timer(self.left, self._shut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def over(self) -> bool:
        """Whether the time was used up."""
        return time.monotonic() >= self._ends

    @property
    def left(self) -> float:
        """Seconds until then."""
        return max(0.001, self._ends - time.monotonic())

    def _shut(self) -> None:
        if self._held is not None:
            with suppress(OSError):  # the other side was faster
                self._held.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Done in time."""
        if self._timer is not None:
            self._timer.cancel()
        if self._held is not None:
            self._held.close()


def post(url: str, body: bytes, headers: Mapping[str, str], patience: float = PATIENCE) -> Answer:
    """Send it and say what came of it; raises nothing."""
    began = time.monotonic()
    leash = Leash(patience)
    found: dict[str, Any] = {}
    try:
        target = parse(url)
        found = _exchange(target, checked(target), body, headers, leash)
    except Unusable as error:
        found = {"fault": error.fault, "detail": error.detail}
    except ssl.SSLCertVerificationError as error:
        found = {"fault": Fault.CERTIFICATE, "detail": error.verify_message}
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        found = {"fault": Fault.TIMEOUT if leash.over else _fault_of(error), "detail": _said(error)}
    finally:
        leash.let_go()
    return Answer(millis=round((time.monotonic() - began) * 1000), **found)


def _exchange(
    target: Target, addresses: Sequence[str], body: bytes, headers: Mapping[str, str], leash: Leash
) -> dict[str, Any]:
    connection = _connected(target, addresses, leash)
    try:
        told = {"host": target.host_header, **headers}
        connection.request("POST", target.path, body, told, preload_content=False, decode_content=False)
        answer = connection.getresponse()
        if leash.over:  # headers that were cut off read as if they had ended
            raise TimeoutError
        text = _beginning(answer)
    finally:
        connection.close()
    return {
        "status": answer.status,
        "text": text.decode("utf-8", "replace").replace("\0", "\ufffd"),
        "retry_after": _retry_after(answer),
    }


def _connected(target: Target, addresses: Sequence[str], leash: Leash) -> HTTPConnection:
    """A connection to the first of the addresses that takes one."""
    opened = _opened(addresses, target.port, leash)
    leash.hold(opened)
    try:
        return _over(opened, target, leash)
    except BaseException:
        opened.close()
        raise


def _opened(addresses: Sequence[str], port: int, leash: Leash) -> socket.socket:
    for place, address in enumerate(addresses[:-1]):
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=leash.left / (len(addresses) - place))
    return socket.create_connection((addresses[-1], port), timeout=leash.left)


def _over(opened: socket.socket, target: Target, leash: Leash) -> HTTPConnection:
    """HTTP over the connection made, and TLS below it that proves the target's name."""
    connection: HTTPConnection
    if target.tls:
        connection = HTTPSConnection(
            target.host,
            target.port,
            timeout=leash.left,
            ssl_context=_trust(),
            cert_reqs="CERT_REQUIRED",
            server_hostname=target.host,
        )
    else:
        connection = HTTPConnection(target.host, target.port, timeout=leash.left)
    connection._new_conn = lambda: opened  # type: ignore[method-assign]  # the one checked: no name is looked up again
    connection.connect()
    return connection


def _beginning(answer: BaseHTTPResponse) -> bytes:
    """Of the body; what does not come in time is not missed, since the status says all that counts."""
    try:
        return answer.read(MOST_READ, decode_content=False)
    except (HTTPError, HTTPException, OSError):
        return b""


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The certificate authorities of this machine; read once."""
    return ssl.create_default_context()


def _retry_after(answer: BaseHTTPResponse) -> timedelta | None:
    """Seconds or a date (RFC 9110); None for anything else, and for the past."""
    said = (answer.headers.get("retry-after") or "").strip()
    try:
        if said.isascii() and said.isdigit():
            return timedelta(seconds=min(int(said[:9]), 10**8))
        wait = parsedate_to_datetime(said) - now()
    except (TypeError, ValueError):
        return None
    return wait if wait > timedelta() else None


def _fault_of(error: Exception) -> Fault:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TimeoutError):
            return Fault.TIMEOUT
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Fault.CERTIFICATE
        cause = cause.__cause__ or cause.__context__
    return Fault.CONNECTION if isinstance(error, OSError) else Fault.PROTOCOL


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
