"""Text out of a file whose encoding nobody said: UTF-8, or the Shift_JIS of Japanese Windows (cp932)."""

from __future__ import annotations

import re

from portal.kernel.i18n import _

BOM = b"\xef\xbb\xbf"
NOT_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")  # what the codec makes of bytes no Japanese file holds


class Unreadable(Exception):
    """Ends the reading of a file: the line, from 1 (0 is the whole file), and a sentence on how to mend it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def decoded(data: bytes, max_bytes: int) -> tuple[str, str]:
    """The text without its byte order mark, and the name of its encoding. Raises Unreadable."""
    if len(data) > max_bytes:
        raise Unreadable(0, _("The file is larger than %(limit)s MB. Split it.", limit=max_bytes // 1_000_000))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(1, _("The file is in UTF-16. Save it as “CSV UTF-8”."))
    if b"\0" in data:
        raise Unreadable(
            _line_of(data, data.index(b"\0")),
            _("There is a zero byte here, which no table holds. Save the file again as “CSV UTF-8”."),
        )
    marked = data.startswith(BOM)
    try:
        return data.removeprefix(BOM).decode(), "UTF-8"
    except UnicodeDecodeError as error:
        at = error.start + (len(BOM) if marked else 0)
    text = None if marked else _as_cp932(data)
    if text is None:
        raise Unreadable(
            _line_of(data, at),
            _("Byte %(byte)s is neither UTF-8 nor Shift_JIS. Save the file as “CSV UTF-8”.", byte=at + 1),
        )
    return text, "Shift_JIS (cp932)"


def _as_cp932(data: bytes) -> str | None:
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return None
    return None if NOT_CP932.search(text) else text


def _line_of(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
