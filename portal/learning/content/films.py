"""How long an MP4 lasts, by its own word (ISO/IEC 14496-12, movie header)."""

from __future__ import annotations

import struct
from typing import BinaryIO

MOST_BOXES = 1000


def seconds_of(file: BinaryIO) -> float | None:
    """The length in seconds; None when the file does not say it where it should."""
    moov = _enter(file, b"moov", None)
    if moov is None or _enter(file, b"mvhd", moov) is None:
        return None
    header = file.read(32)
    if len(header) < 32:
        return None
    scale, length = struct.unpack(">IQ", header[20:32]) if header[0] == 1 else struct.unpack(">II", header[12:20])
    return length / scale if scale else None


def _enter(file: BinaryIO, wanted: bytes, end: int | None) -> int | None:
    """Stand behind the head of the next such box before `end`; where the box ends."""
    for _box in range(MOST_BOXES):
        start, head = file.tell(), file.read(8)
        if len(head) < 8 or (end is not None and start >= end):
            return None
        size, kind = int.from_bytes(head[:4], "big"), head[4:]
        if size == 1:
            size = int.from_bytes(file.read(8), "big")
        if kind == wanted:
            return start + size
        if size < 8:
            return None  # the last box, or a damaged one
        file.seek(start + size)
    return None
