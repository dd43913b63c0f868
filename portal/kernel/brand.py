"""A vendor's colours from one accent: eight values that are always readable, as a stylesheet.

Shades are made in OKLCH and checked by contrast on the final 8-bit colours (see `kernel.colour`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from portal.kernel.colour import Oklch, contrast, from_hex, to_hex
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

DEFAULT_ACCENT = "#2d4bc9"

# The neutrals of tokens.css that the accent has to be read on, or that are read on its soft shade.
LIGHT_SUNKEN, LIGHT_INK_3 = "#efede6", "#68635a"
DARK_SURFACE, DARK_INK_3 = "#1d1b18", "#a8a193"
WHITE, NIGHT = "#ffffff", "#10163a"

TEXT = 4.5  # WCAG 2.2, 1.4.3 (AA)
DARK_ACCENT = 7.0  # DESIGN-LANGUAGE §3 "Brand"
STEP = 0.005  # of OKLCH lightness; finer than an eye can tell


@dataclass(frozen=True, slots=True)
class Shades:
    """The four brand values of one theme, as `#rrggbb`."""

    accent: str
    strong: str
    soft: str
    on_accent: str


@dataclass(frozen=True, slots=True)
class Brand:
    """What one accent became in both themes; `asked` is the colour that was given."""

    asked: str
    light: Shades
    dark: Shades

    @property
    def corrected(self) -> bool:
        """Whether the accent had to be darkened to be readable on the light theme's grounds."""
        return self.asked != self.light.accent

    def css(self) -> str:
        """A stylesheet without a layer, so that it wins over the layered tokens."""
        pairs = (
            ("accent", self.light.accent, self.dark.accent),
            ("accent-strong", self.light.strong, self.dark.strong),
            ("accent-soft", self.light.soft, self.dark.soft),
            ("on-accent", self.light.on_accent, self.dark.on_accent),
        )
        return ":root{" + "".join(f"--{name}:light-dark({light},{dark});" for name, light, dark in pairs) + "}\n"


# Ours was set by eye in tokens.css, whose measured contrasts are higher still; it stays as designed.
DESIGNED = Brand(
    DEFAULT_ACCENT,
    Shades(DEFAULT_ACCENT, "#2239a3", "#e9edfd", "#ffffff"),
    Shades("#a3b4ff", "#c3ceff", "#232a4a", "#10163a"),
)


def parse_hex(text: str) -> str:
    """`#2D4BC9`, `2d4bc9` or `#24c` as `#rrggbb` in lower case. Raises Invalid for anything else."""
    digits = unicodedata.normalize("NFKC", text).strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch("[0-9a-f]{6}", digits):
        raise Invalid(
            _(
                "Write the colour as # and six digits or letters from a to f, such as %(example)s.",
                example=DEFAULT_ACCENT,
            ),
            field="accent",
        )
    return f"#{digits}"


@lru_cache(maxsize=64)
def derive(accent: str) -> Brand:
    """Both themes from one accent, by DESIGN-LANGUAGE §3 "Brand"; nothing is refused, what is unreadable is corrected.

    Raises Invalid when `accent` is no colour.
    """
    asked = parse_hex(accent)
    if asked == DEFAULT_ACCENT:
        return DESIGNED
    return Brand(asked, _light(from_hex(asked)), _dark(from_hex(asked)))


def _light(given: Oklch) -> Shades:
    accent, shade = _until(given, -STEP, lambda shade: contrast(shade, LIGHT_SUNKEN) >= TEXT)
    soft, _soft = _until(
        Oklch(0.95, given.chroma / 4, given.hue), STEP, lambda shade: contrast(LIGHT_INK_3, shade) >= TEXT
    )
    strong, _strong = _until(shade.lighter(-0.10), -STEP, lambda shade: contrast(shade, soft) >= TEXT)
    return Shades(accent, strong, soft, _on(accent))


def _dark(given: Oklch) -> Shades:
    def readable(shade: str) -> bool:
        return contrast(shade, DARK_SURFACE) >= DARK_ACCENT and contrast(_on(shade), shade) >= TEXT

    accent, shade = _until(given, STEP, readable)
    soft, _soft = _until(
        Oklch(0.29, given.chroma / 4, given.hue), -STEP, lambda shade: contrast(DARK_INK_3, shade) >= TEXT
    )
    strong, _strong = _until(shade.lighter(0.08), STEP, lambda shade: contrast(shade, soft) >= TEXT)
    return Shades(accent, strong, soft, _on(accent))


def _on(ground: str) -> str:
    return max(WHITE, NIGHT, key=lambda ink: contrast(ink, ground))


def _until(start: Oklch, step: float, fits: Callable[[str], bool]) -> tuple[str, Oklch]:
    """The first shade from `start` on, `step` by `step` of lightness, that fits; black or white at the latest."""
    shade = start
    while not fits(found := to_hex(shade)) and shade != (further := shade.lighter(step)):
        shade = further
    return found, shade
