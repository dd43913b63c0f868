"""What kind of file something is: by its ending, and by what stands in it."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePath
from typing import BinaryIO

from portal.learning.content.files import decode
from portal.learning.content.shapes import Flaw

VIDEOS = {".mp4": "video/mp4", ".webm": "video/webm"}
OFFICE = "application/vnd.openxmlformats-officedocument"
DOWNLOADS = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".zip": "application/zip",
}
CAPTIONS = "text/vtt"
_INSIDE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_TEXTS = (".csv", ".md", ".txt")
_CUE = re.compile(r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3} --> (?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}(?: .*)?")


def check_video(name: str, file: BinaryIO) -> str:
    """The MIME type of an MP4 or WebM. Raises Flaw for all else."""
    ending, head = PurePath(name).suffix.lower(), file.read(64)
    if ending not in VIDEOS:
        raise Flaw(1, "must be an MP4 or WebM (.mp4, .webm)")
    mp4, webm = head[4:8] == b"ftyp", head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head
    if not (mp4 if ending == ".mp4" else webm):
        raise Flaw(1, f"is no {'MP4' if ending == '.mp4' else 'WebM'} inside, whatever its name says")
    return VIDEOS[ending]


def check_download(name: str, file: BinaryIO) -> str:
    """The MIME type of a file to save. Raises Flaw for one that is not what its ending says, or of no known kind."""
    ending = PurePath(name).suffix.lower()
    if ending not in DOWNLOADS:
        known = ", ".join(kind.removeprefix(".") for kind in DOWNLOADS)
        raise Flaw(1, f"is of no kind readers may download ({known})")
    if ending in _TEXTS:
        decode(file.read())
    elif ending == ".pdf":
        _must(file.read(5) == b"%PDF-", "PDF")
    else:
        _must(_is_archive(file, _INSIDE.get(ending, "")), ending.removeprefix("."))
    return DOWNLOADS[ending]


def check_captions(_name: str, file: BinaryIO) -> str:
    """The MIME type of WebVTT in UTF-8. Raises Flaw with the line for all else."""
    lines = decode(file.read()).split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise Flaw(1, "the first line must be WEBVTT")
    for number, line in enumerate(lines, 1):
        if "-->" in line and not _CUE.fullmatch(line.strip()):
            raise Flaw(number, "times must read like 00:00:06.000 --> 00:00:12.000")
    return CAPTIONS


def _is_archive(file: BinaryIO, folder: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return not folder or ("[Content_Types].xml" in names and any(name.startswith(folder) for name in names))


def _must(good: bool, kind: str) -> None:
    if not good:
        raise Flaw(1, f"is no {kind} inside, whatever its name says")
