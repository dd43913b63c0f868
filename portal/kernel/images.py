"""Pictures people upload: known by their content, made anew without what they carried along."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, format_number

BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)

# A photo with a second picture or a depth map behind the first calls itself MPO; it is a JPEG with more after it.
FORMATS = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "PNG": ("image/png", ".png", {"optimize": True}),
    "JPEG": ("image/jpeg", ".jpg", {"quality": 90, "optimize": True, "progressive": True}),
    "WEBP": ("image/webp", ".webp", {"quality": 90, "method": 4}),
}


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture safe to keep and serve: bytes made here, in sRGB; width and height in pixels."""

    data: bytes
    mime: str
    suffix: str
    width: int
    height: int


def clean_image(
    data: bytes,
    *,
    max_bytes: int = 2_000_000,
    max_pixels: int = 20_000_000,
    max_side: int = 2_400,
    max_height: int | None = None,
    kind: str | None = None,
    field: str | None = None,
) -> CleanImage:
    """A still PNG, JPEG or WebP, encoded anew in its format without metadata, turned upright.

    A picture with a side beyond `max_side` pixels, or higher than `max_height`, is scaled down; nothing is scaled up.
    `kind` (one of `KINDS`) is the format to encode it in instead of its own.
    Raises Invalid, for the form field `field`, when it is another kind of file, broken, animated, more than
    `max_bytes`, or of more than `max_pixels`, which is known before any pixel is unpacked.
    """
    try:
        picture, found = _opened(data, max_bytes, max_pixels)
        upright = _in_srgb(ImageOps.exif_transpose(picture))
        upright.thumbnail((max_side, max_height or max_side), Image.Resampling.LANCZOS)
        return _encoded(upright, kind or found)
    except Invalid as refusal:
        refusal.field = field
        raise
    except BOMB as error:
        raise Invalid(_too_many_pixels(max_pixels), field) from error
    except BROKEN as error:
        raise Invalid(_("The picture is damaged. Open it in an image program and save it again."), field) from error


def _opened(data: bytes, max_bytes: int, max_pixels: int) -> tuple[Image.Image, str]:
    if not data:
        raise Invalid(_("The file is empty. Choose a picture."))
    if len(data) > max_bytes:
        raise Invalid(
            _(
                "The picture is %(size)s MB; at most %(limit)s MB can be taken. Save it smaller or as WebP.",
                size=f"{len(data) / 1e6:.1f}",
                limit=f"{max_bytes / 1e6:g}",
            )
        )
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
    except UnidentifiedImageError as error:
        raise Invalid(_("This is not a PNG, JPEG or WebP picture. Save it in one of these formats.")) from error
    if picture.width * picture.height > max_pixels:
        raise Invalid(_too_many_pixels(max_pixels))
    kind = FORMATS[picture.format or ""]
    if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
        raise Invalid(_("The picture moves. Choose a still one."))
    return picture, kind


def _too_many_pixels(limit: int) -> str:
    return _(
        "The picture has more than %(limit)s pixels. Make it smaller and choose it again.", limit=format_number(limit)
    )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Eight bits a channel in sRGB, with transparency if there was any; the profile is applied, as it goes."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("I", "F") or picture.mode.startswith("I;"):
        picture = picture.convert("I").point(lambda value: value / 257).convert("L")  # 16-bit greys
    clear = picture.has_transparency_data
    if profile and picture.mode in ("L", "RGB", "RGBA", "CMYK"):
        # A profile that cannot be read, or is for other channels, changes no colours: browsers pass over it too.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            picture = ImageCms.profileToProfile(  # type: ignore[assignment]
                picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGBA" if clear else "RGB"
            )
    return picture.convert("RGBA" if clear else "RGB")


def _encoded(picture: Image.Image, kind: str) -> CleanImage:
    mime, suffix, options = KINDS[kind]
    picture.info = {}  # encoders write comments and profiles found here
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return CleanImage(out.getvalue(), mime, suffix, picture.width, picture.height)
