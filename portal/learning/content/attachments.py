"""The files an item names in its front matter: a video with its captions, and downloads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from portal.learning.content.fields import Fields, Say
from portal.learning.content.files import Source, ordinary, printable
from portal.learning.content.films import seconds_of
from portal.learning.content.kinds import check_captions, check_download, check_video
from portal.learning.content.shapes import ERROR, Attachment, Flaw, Video

MAX_VIDEO, MAX_DOWNLOAD, MAX_CAPTIONS = 300_000_000, 20_000_000, 1_000_000  # bytes
PIECE = 1024 * 1024
OFF = 1.5  # seconds that a video may last longer or shorter than its front matter says
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

Check = Callable[[str, BinaryIO], str]


def find_attachments(
    root: Path, source: Source, fields: Fields, video: Video | None, downloads: tuple[str, ...], say: Say
) -> tuple[Attachment, ...]:
    """What the text names, each file looked into; of those that cannot be taken it is said why."""
    found: list[Attachment | None] = []
    for name in downloads:
        taker = _Taker(root, "download", source.locale, fields.line("downloads"), say)
        found.append(taker.take(source.path.parent / name, f"the download “{printable(name)}”"))
    if video and video.file:
        found += _film(root, source, video, fields.line("video"), say)
    return tuple(dict.fromkeys(one for one in found if one))


def _film(root: Path, source: Source, video: Video, line: int, say: Say) -> Iterator[Attachment | None]:
    shown = f"the video “{printable(video.file)}”"
    path = _beside(root, source, video.file)
    yield _Taker(root, "video", source.locale, line, say).take(path, shown, video.seconds)
    stem = Path(video.file).stem
    for folder in dict.fromkeys((path.parent, source.path.parent)):
        for captions in _matching(folder, stem):
            locale = captions.name.removeprefix(f"{stem}.").removesuffix(".vtt")
            yield _Taker(root, "captions", locale, line, say).take(
                captions, f"the captions “{printable(captions.name)}”"
            )


def _beside(root: Path, source: Source, name: str) -> Path:
    """The file beside the text, else beside the same item in another language: one film may serve all."""
    own = source.path.parent / name
    if "\0" in name or own.exists():
        return own
    try:
        inside = source.path.relative_to(root / source.locale)
        others = sorted(folder for folder in root.iterdir() if (folder / inside).is_file())
    except (OSError, ValueError):
        return own
    found = (folder / inside.parent / name for folder in others)
    return next((path for path in found if path.exists()), own)


def _matching(folder: Path, stem: str) -> list[Path]:
    """`<stem>.<locale>.vtt` of this folder."""
    try:
        names = [path for path in folder.iterdir() if path.name.startswith(f"{stem}.") and path.suffix == ".vtt"]
    except OSError:
        return []
    return sorted(path for path in names if _LOCALE.fullmatch(path.name[len(stem) + 1 : -4]))


class _Taker:
    """Looks into one file and gives what is known of it."""

    def __init__(self, root: Path, kind: str, locale: str, line: int, say: Say) -> None:
        self.root, self.kind, self.locale, self.line, self.say = root, kind, locale, line, say

    def take(self, path: Path, shown: str, seconds: int = 0) -> Attachment | None:
        try:
            mime, digest = examine(self.root, path, self.kind, seconds)
        except Flaw as flaw:
            where = f", line {flaw.line}" if flaw.line > 1 else ""
            self.say(self.line, f"{shown}{where}: {flaw.message}", ERROR)
            return None
        return Attachment(self.kind, printable(path.name), self.locale, mime, digest, self.root, path, self.line)


KINDS: dict[str, tuple[Check, int]] = {
    "video": (check_video, MAX_VIDEO),
    "captions": (check_captions, MAX_CAPTIONS),
    "download": (check_download, MAX_DOWNLOAD),
}


def examine(root: Path, path: Path, kind: str, seconds: int = 0) -> tuple[str, str]:
    """MIME type and SHA-256 of a file of the folder, read piece by piece. Raises Flaw for what cannot be taken."""
    check, most = KINDS[kind]
    with opened(root, path, most) as file:
        mime = check(path.name, file)
        file.seek(0)
        if seconds and mime == "video/mp4" and (lasts := seconds_of(file)) and abs(lasts - seconds) > OFF:
            raise Flaw(1, f"lasts {lasts:.1f} seconds, not {seconds}")
        file.seek(0)
        found = hashlib.sha256()
        while piece := file.read(PIECE):
            found.update(piece)
        return mime, found.hexdigest()


def opened(root: Path, path: Path, most: int) -> AbstractContextManager[BinaryIO]:
    """The file, open to be read. Raises Flaw; its message goes on after the file's name."""
    if "\0" in str(path) or not path.exists():
        raise Flaw(1, "is not there")
    if not path.resolve().is_relative_to(root):
        raise Flaw(1, "lies outside the folder and is not read")
    return ordinary(root, path, most, "make it smaller")
