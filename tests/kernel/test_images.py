"""A picture is what its bytes are, and leaves behind everything but its pixels."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from portal.kernel.errors import Invalid
from portal.kernel.images import clean_image

calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

MARKER = "secret place"


def picture(
    kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (40, 30), colour: Any = None, **options: Any
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour or 0).save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "mime", "suffix"),
    [("PNG", "image/png", ".png"), ("JPEG", "image/jpeg", ".jpg"), ("WEBP", "image/webp", ".webp")],
)
def test_three_formats_are_taken_and_stay_what_they_are(kind: str, mime: str, suffix: str) -> None:
    made = clean_image(picture(kind))
    assert (made.mime, made.suffix, made.width, made.height) == (mime, suffix, 40, 30)
    assert opened(made.data).format == kind


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_metadata_and_what_hides_behind_the_picture_are_gone(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = MARKER
    options: dict[str, Any] = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", MARKER)
    if kind == "JPEG":
        options["comment"] = MARKER
    dirty = picture(kind, **options) + f"<script>{MARKER}</script>".encode()
    assert dirty.count(MARKER.encode()) >= 2
    made = clean_image(dirty)
    assert MARKER.encode() not in made.data
    assert not {"exif", "icc_profile", "comment", "Comment"} & set(opened(made.data).info)


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = clean_image(picture("JPEG", exif=exif))
    assert (made.width, made.height) == (30, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_stays(kind: str) -> None:
    made = clean_image(picture(kind, "RGBA", colour=(10, 20, 30, 0)))
    assert opened(made.data).convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_transparent_palettes_stay_transparent() -> None:
    assert opened(clean_image(picture("PNG", "P", transparency=0)).data).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "seen"),
    [
        ("1", 1, "PNG", (255, 255, 255)),
        ("L", 90, "PNG", (90, 90, 90)),
        ("LA", (90, 255), "PNG", (90, 90, 90)),
        ("I;16", 0x8080, "PNG", (128, 128, 128)),
        ("CMYK", (0, 255, 255, 0), "JPEG", (255, 0, 0)),
    ],
)
def test_unusual_colour_modes_keep_their_looks(mode: str, colour: Any, kind: str, seen: tuple[int, ...]) -> None:
    made = opened(clean_image(picture(kind, mode, colour=colour)).data).convert("RGB").getpixel((5, 5))
    assert made == pytest.approx(seen, abs=4)


def test_a_broken_colour_profile_is_passed_over() -> None:
    assert clean_image(picture("PNG", colour=(1, 2, 3), icc_profile=b"no profile")).width == 40


def test_a_large_picture_is_scaled_to_the_longest_side() -> None:
    made = clean_image(picture(size=(400, 100)), max_side=200)
    assert (made.width, made.height) == (200, 50)


def test_a_picture_is_made_lower_and_of_another_kind_where_that_is_asked_for() -> None:
    made = clean_image(picture("JPEG", size=(400, 200)), max_side=300, max_height=50, kind="PNG")
    assert (made.mime, made.width, made.height) == ("image/png", 100, 50)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG, JPEG or WebP"),
        (b"%PDF-1.7", "not a PNG, JPEG or WebP"),
        (picture("GIF"), "not a PNG, JPEG or WebP"),
        (picture("BMP"), "not a PNG, JPEG or WebP"),
        (picture("JPEG", size=(200, 200))[:400], "damaged"),
    ],
)
def test_other_files_and_damaged_ones_are_refused_with_a_way_out(data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        clean_image(data, field="logo")
    assert refusal.value.field == "logo"


def test_size_in_bytes_is_limited() -> None:
    with pytest.raises(Invalid, match=r"3\.0 MB; at most 2 MB"):
        clean_image(b"\x89PNG" + b"\0" * 3_000_000)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [5_000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_by_its_header(side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(Invalid, match="20,000,000 pixels"):
        clean_image(bomb)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind: str) -> None:
    frames = [Image.new("RGB", (9, 9), shade) for shade in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid, match="moves"):
        clean_image(out.getvalue())


def test_a_phone_photo_with_a_second_picture_behind_is_taken_as_its_first() -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 10)).save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (20, 10), "red")])
    made = clean_image(out.getvalue())
    assert (made.mime, opened(made.data).format) == ("image/jpeg", "JPEG")


@calm
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
def test_spoiled_bytes_end_in_a_picture_or_a_refusal(kind: str, at: int, spoil: bytes) -> None:
    data = bytearray(picture(kind, colour=(200, 100, 50)))
    at %= len(data)
    data[at : at + len(spoil)] = spoil
    with suppress(Invalid):
        assert clean_image(bytes(data)).data
