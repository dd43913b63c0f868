"""Finding and reading the files of a content folder: bounded, and never anything outside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from portal.learning.content.shapes import ERROR, WARNING, Flaw, Problem

MAX_FILE = 1_000_000  # bytes
MAX_ENTRIES = 200_000  # directory entries looked at
MAX_DEPTH = 8  # folders below the locale
SKIPPED = {"node_modules", "__pycache__"}

Report = Callable[[Problem], None]


@dataclass(frozen=True)
class Source:
    """A Markdown file: where it is, and the path below the root in a form that can be printed."""

    path: Path
    shown: str
    locale: str
    folders: tuple[str, ...]  # between the locale and the file; the first is the stage


def printable(path: str) -> str:
    """`path` without bytes or control characters that could garble a terminal."""
    text = path.encode("utf-8", "backslashreplace").decode()
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def find(root: Path, locales: Sequence[str], report: Report) -> Iterator[Source]:
    """The Markdown files under the locale folders in order of path; links to folders are not followed."""
    left = MAX_ENTRIES
    for locale in locales:
        waiting: list[tuple[str, ...]] = [()]
        while waiting:
            folders = waiting.pop()
            entries = _entries(root, (locale, *folders), report)
            left -= len(entries)
            if left < 0:
                report(Problem(locale, 1, f"more than {MAX_ENTRIES} files: the rest is not read", ERROR))
                return
            deeper: list[tuple[str, ...]] = []
            for entry in entries:
                shown = printable("/".join((locale, *folders, entry.name)))
                if entry.is_dir(follow_symlinks=False):
                    if len(folders) >= MAX_DEPTH:
                        report(Problem(shown, 1, f"folders deeper than {MAX_DEPTH} levels are not read", WARNING))
                    else:
                        deeper.append((*folders, entry.name))
                elif entry.name.lower().endswith(".md"):
                    yield Source(Path(entry.path), shown, locale, folders)
                elif entry.is_symlink() and os.path.isdir(entry.path):
                    report(Problem(shown, 1, "a link to a folder is not followed", WARNING))
            waiting.extend(reversed(deeper))


def _entries(root: Path, parts: tuple[str, ...], report: Report) -> list[os.DirEntry[str]]:
    path = root.joinpath(*parts)
    shown = printable("/".join(parts))
    if path.is_symlink():
        report(Problem(shown, 1, "a link to a folder is not followed", WARNING))
        return []
    try:
        with os.scandir(path) as found:
            kept = (entry for entry in found if not entry.name.startswith(".") and entry.name not in SKIPPED)
            return sorted(kept, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []  # a language the folder does not have
    except OSError as error:
        report(Problem(shown, 1, f"cannot be read: {error.strerror}", ERROR))
        return []


def read_bytes(root: Path, path: Path, most: int = MAX_FILE, advice: str = "split it") -> bytes:
    """The bytes of an ordinary file inside `root` (already resolved), `most` of them. Raises Flaw for all else."""
    with ordinary(root, path, most, advice) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _too_large(len(data), most, advice)
    return data


@contextmanager
def ordinary(root: Path, path: Path, most: int, advice: str) -> Iterator[BinaryIO]:
    """An ordinary file inside `root` (already resolved), of at most `most` bytes, open. Raises Flaw for all else."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root):
            raise Flaw(1, "a link to a file outside the folder is not read")
        # the path is already free of links; one put there since, or a pipe, must not be opened either
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise Flaw(1, "is not an ordinary file")
            if found.st_size > most:
                raise _too_large(found.st_size, most, advice)
            yield file
    except RuntimeError as error:  # how pathlib reports a loop of links up to Python 3.12
        raise Flaw(1, "the link leads round in a circle") from error
    except OSError as error:
        raise Flaw(1, f"cannot be read: {error.strerror}") from error


def _too_large(size: int, most: int, advice: str) -> Flaw:
    return Flaw(1, f"the file has {size / 1e6:.1f} MB; the limit is {most / 1e6:.0f} MB: {advice}")


def decode(data: bytes) -> str:
    """UTF-8 to text with plain line ends. Raises Flaw naming the line and what the file seems to be."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Flaw(1, "the file is UTF-16: save it as UTF-8")
    at = data.find(b"\0")
    if at >= 0:
        raise Flaw(_line(data, at), "a NUL byte: this is not a text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess = _guess(data)
        message = f"byte 0x{data[error.start]:02X} is not UTF-8{guess}: save the file as UTF-8"
        raise Flaw(_line(data, error.start), message) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _guess(data: bytes) -> str:
    """Name the Japanese encodings people still save in, when the bytes read as Japanese in one of them."""
    for codec, name in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if any("\u3040" <= char <= "\u30ff" for char in text):  # kana: kanji alone come out of any bytes
            return f" (it looks like {name})"
    return ""
