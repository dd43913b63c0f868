"""Reading delivery reports (RFC 3464), whoever wrote them: one level of parts, so many lines, nothing that recurses.

Python's own parser follows parts within parts; a hostile message of one megabyte would keep it busy for minutes.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.kernel.mailing.verdicts import failed_for_good

LARGEST = 1_000_000  # bytes of a message that are looked at
LINES = 1000  # of one header
LONGEST = 2000  # characters of one field
PARTS = 20
RECIPIENTS = 50
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
ARRIVED = ("delivered", "relayed", "expanded")
ADDRESSED = ("delivered-to", "x-original-to", "envelope-to", "to")
BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
BLANK = re.compile(rb"\n(?:[ \t]*\n)+")

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Report:
    """A mail that was not delivered: whether its address is bad, and what the server said."""

    permanent: bool
    reason: str


def addressed_to(raw: bytes) -> str:
    """To whom a message came, as its header has it; for those who cannot say so by `--to`."""
    head, _body = _split(_plain(raw))
    return "\n".join(value for name, value in _fields(head) if name in ADDRESSED)


def read(raw: bytes) -> Report | None:
    """What a delivery report says; None for any other message, and for a report of what arrived or may still arrive.

    Vacation notices and receipts are no such reports, whatever their words are.
    """
    for block in _status_blocks(_plain(raw)):
        fields = [_first(_fields(one)) for one in BLANK.split(block, RECIPIENTS)[:RECIPIENTS]]
        about = [one for one in fields if "action" in one]
        actions = [one["action"].strip().lower() for one in about]
        failed = [one for one, action in zip(about, actions, strict=True) if action == "failed"]
        if not failed or any(action in ARRIVED for action in actions):
            return None
        verdicts = [failed_for_good(one.get("status", ""), one.get("diagnostic-code", "")) for one in failed]
        return Report(all(verdicts) and len(failed) == len(about), _reason(failed[0]))
    return None


def _reason(fields: dict[str, str]) -> str:
    """The answer of the last server, without the name of its protocol; else the status alone."""
    diagnostic = fields.get("diagnostic-code", "")
    return (diagnostic.partition(";")[2] or diagnostic).strip() or fields.get("status", "").strip()


def _plain(raw: bytes) -> bytes:
    """Its first megabyte with plain line ends, without the line that mailbox files and pipes put before it."""
    text = raw[:LARGEST].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    return text.partition(b"\n")[2] if text.startswith((b"From ", b">From ")) else text


def _split(text: bytes) -> tuple[bytes, bytes]:
    """Header and body; a part that begins with an empty line has no header."""
    if text.startswith(b"\n"):
        return b"", text[1:]
    head, _blank, body = text.partition(b"\n\n")
    return head, body


def _fields(head: bytes) -> Fields:
    """Names in small letters and their values, unfolded."""
    found: Fields = []
    for line in head.split(b"\n", LINES)[:LINES]:
        text = line[:LONGEST].decode("utf-8", "replace")
        if text.startswith((" ", "\t")):
            if found and len(found[-1][1]) < LONGEST:
                found[-1] = (found[-1][0], f"{found[-1][1]} {text.strip()}")
        elif ":" in text:
            name, _colon, value = text.partition(":")
            found.append((name.strip().lower(), value.strip()))
    return found


def _first(fields: Fields) -> dict[str, str]:
    """One value for each name: the first, as readers of mail take it."""
    return dict(reversed(fields))


def _status_blocks(text: bytes) -> Iterator[bytes]:
    """The machine's part of a report, decoded."""
    head, body = _split(text)
    kind = _first(_fields(head)).get("content-type", "")
    boundary = BOUNDARY.search(kind)
    if not kind.lower().startswith("multipart/report") or boundary is None:
        return
    mark = re.escape((boundary[1] or boundary[2]).encode("utf-8"))
    for part in re.split(rb"(?m)^--" + mark + rb"(?:--)?[ \t]*$", body, maxsplit=PARTS)[1:]:
        part_head, part_body = _split(part.removeprefix(b"\n"))
        fields = _first(_fields(part_head))
        if fields.get("content-type", "").partition(";")[0].strip().lower() in STATUS_TYPES:
            yield _decoded(part_body, fields.get("content-transfer-encoding", "").lower())


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        try:
            body = base64.b64decode(body)
        except ValueError:
            return b""
    elif encoding == "quoted-printable":
        body = quopri.decodestring(body)
    return body.replace(b"\r\n", b"\n").strip(b"\n")
