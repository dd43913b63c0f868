"""The vendor's logo: checked by its content, drawn anew without anything else that was in the file."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

HEIGHT = 84  # pixels kept: three times the 28 it is shown with, for dense screens
WIDTH = 840
MOST_BYTES = 2_000_000
MOST_PIXELS = 16_000_000
MIME = "image/png"


def redrawn(data: bytes, field: str) -> bytes:
    """The picture as a PNG at most `WIDTH` by `HEIGHT`, without metadata.

    Raises Invalid for anything but a PNG, JPEG or WebP picture, and for one too large to be a logo.
    """
    if len(data) > MOST_BYTES:
        raise Invalid(_("A logo may have up to %(n)s MB.", n=MOST_BYTES // 1_000_000), field)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_("A logo may have up to 16 million pixels."), field)
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(_("This is no PNG, JPEG or WebP picture."), field) from error
    drawn.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
