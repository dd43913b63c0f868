"""The pictures a text shows: files of the folder, named relative to the text."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.kernel.errors import Invalid
from portal.kernel.markdown import Picture, render
from portal.learning.content.fields import Say
from portal.learning.content.files import printable, read_bytes
from portal.learning.content.shapes import ERROR, WARNING, Flaw, Image

MAX_IMAGE = 5_000_000  # bytes, as the file lies in the folder


def find_images(root: Path, text: Path, body: str, body_line: int, say: Say) -> tuple[Image, ...]:
    """The pictures of the folder that the body of the file `text` names; of all others it is said why they are none."""
    found = (_image(root, text, picture, body_line, say) for picture in _named(body))
    return tuple(image for image in found if image)


def _named(body: str) -> tuple[Picture, ...]:
    if "![" not in body:
        return ()
    try:
        return render(body, anchors=False).pictures
    except Invalid:
        return ()  # the check of the whole body says so


def _image(root: Path, text: Path, picture: Picture, body_line: int, say: Say) -> Image | None:
    line, shown = body_line + picture.line, printable(unquote(picture.src))
    if picture.src.startswith("/files/"):
        return None  # taken in before, and named by the address it has here
    parts = urlsplit(picture.src)
    if parts.scheme in ("http", "https") or parts.netloc:
        say(line, f"the picture “{shown}” is elsewhere: readers get a link to it instead", WARNING)
    elif parts.scheme or not parts.path or parts.path.startswith("/"):
        say(line, f"the picture “{shown}” must be a file of this folder, named relative to this text", ERROR)
    else:
        try:
            path = text.parent / unquote(parts.path)
            digest = hashlib.sha256(read_image(root, path)).hexdigest()
            return Image(picture.src, line, root, path, printable(path.name), digest)
        except Flaw as flaw:
            say(line, f"the picture “{shown}” {flaw.message}", ERROR)
    return None


def read_image(root: Path, path: Path) -> bytes:
    """The bytes of a picture inside `root`. Raises Flaw; its message goes on after the picture's name."""
    if "\0" in str(path) or not path.exists():
        raise Flaw(1, "is not there")
    if not path.resolve().is_relative_to(root):
        raise Flaw(1, "lies outside the folder and is not read")
    return read_bytes(root, path, MAX_IMAGE, "make it smaller")
