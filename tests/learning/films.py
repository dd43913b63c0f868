"""Small films and other files for a content folder."""

from __future__ import annotations

import io
import struct
import zipfile

CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:06.000\nHello.\n"


def box(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", 8 + len(inside)) + kind + inside


def mp4(seconds: float = 100, filler: int = 0) -> bytes:
    """No picture, but all that says it is an MP4 of that length, with `filler` further bytes."""
    header = bytes(12) + struct.pack(">II", 1000, int(seconds * 1000)) + bytes(80)
    head = box(b"ftyp", b"isom\x00\x00\x02\x00isom")
    return head + box(b"moov", box(b"mvhd", header)) + box(b"mdat", bytes(range(256)) * (filler // 256))


def office(folder: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return out.getvalue()
