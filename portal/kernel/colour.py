"""Colour arithmetic: sRGB, OKLCH and contrast.

OKLab and its matrices: Björn Ottosson, "A perceptual color space for image processing" (2020). The sRGB curve is
that of IEC 61966-2-1; relative luminance and contrast ratio are those of WCAG 2.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0 to 1, chroma from 0 (about 0.32 at most in sRGB), hue in radians."""

    lightness: float
    chroma: float
    hue: float

    def lighter(self, by: float) -> Oklch:
        """The same colour, lighter by `by` (darker when negative), never beyond white or black."""
        return replace(self, lightness=min(1.0, max(0.0, self.lightness + by)))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def from_hex(colour: str) -> Oklch:
    """OKLCH of `#rrggbb`."""
    r, g, b = (_linear(part) for part in _parts(colour))
    l_ = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    m_ = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s_ = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_
    a_ = 1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_
    b_ = 0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_
    return Oklch(lightness, math.hypot(a_, b_), math.atan2(b_, a_))


def to_hex(colour: Oklch) -> str:
    """`#rrggbb` of an OKLCH colour; outside sRGB the chroma is lowered until it fits, lightness and hue stay."""
    low, high = 0.0, colour.chroma
    if _fits(_to_linear(colour)):
        low = high
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if _fits(_to_linear(replace(colour, chroma=middle))) else (low, middle)
    parts = _to_linear(replace(colour, chroma=low))
    return "#" + "".join(f"{round(255 * _curved(min(1.0, max(0.0, part)))):02x}" for part in parts)


def _to_linear(colour: Oklch) -> Triple:
    a_, b_ = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    l_ = (colour.lightness + 0.3963377774 * a_ + 0.2158037573 * b_) ** 3
    m_ = (colour.lightness - 0.1055613458 * a_ - 0.0638541728 * b_) ** 3
    s_ = (colour.lightness - 0.0894841775 * a_ - 1.2914855480 * b_) ** 3
    return (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )


def _fits(parts: Triple) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in parts)  # less than one 8-bit step over the edge


def _parts(colour: str) -> Triple:
    r, g, b = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return r, g, b


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _curved(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    r, g, b = (_linear(part) for part in _parts(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
