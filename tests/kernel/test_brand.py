"""Whatever accent a vendor picks, every pair of brand colours can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import portal
from portal.kernel import brand
from portal.kernel.brand import DEFAULT_ACCENT, derive, parse_hex
from portal.kernel.colour import contrast, from_hex, to_hex
from portal.kernel.errors import Invalid

calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

HEXES = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SURFACE = "#ffffff"


@calm
@given(HEXES)
@example(DEFAULT_ACCENT)
@example("#000000")
@example("#ffffff")
@example("#ffff00")
@example("#00ff00")
def test_every_accent_ends_readable_in_both_themes(accent: str) -> None:
    made = derive(accent)
    assert contrast(made.light.accent, brand.LIGHT_SUNKEN) >= 4.5
    assert contrast(made.light.accent, SURFACE) >= 4.5
    assert contrast(made.dark.accent, brand.DARK_SURFACE) >= 7
    for shades, meta in ((made.light, brand.LIGHT_INK_3), (made.dark, brand.DARK_INK_3)):
        assert contrast(shades.strong, shades.soft) >= 4.5
        assert contrast(shades.on_accent, shades.accent) >= 4.5
        assert contrast(shades.on_accent, shades.strong) >= 4.5
        assert contrast(meta, shades.soft) >= 4.5


@calm
@given(HEXES)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    assert to_hex(from_hex(colour)) == colour


def test_the_default_is_the_designed_palette_in_one_unlayered_rule() -> None:
    css = derive(DEFAULT_ACCENT).css()
    assert css.startswith(":root{--accent:light-dark(#2d4bc9,#a3b4ff);--accent-strong:light-dark(#2239a3,#c3ceff);")
    assert "@layer" not in css
    assert not derive(DEFAULT_ACCENT).corrected


def test_the_palette_here_is_the_one_of_the_stylesheet() -> None:
    tokens = (Path(portal.__file__).parent / "static/src/css/tokens.css").read_text()
    light, dark = brand.DESIGNED.light, brand.DESIGNED.dark
    for name, pair in {
        "accent": (light.accent, dark.accent),
        "accent-strong": (light.strong, dark.strong),
        "accent-soft": (light.soft, dark.soft),
        "on-accent": (light.on_accent, dark.on_accent),
        "sunken": (brand.LIGHT_SUNKEN, ".{7}"),
        "surface": (".{7}", brand.DARK_SURFACE),
        "ink-3": (brand.LIGHT_INK_3, brand.DARK_INK_3),
    }.items():
        assert re.search(rf"--{name}:\s*light-dark\({pair[0]}, {pair[1]}\)", tokens), name


def test_a_readable_accent_stays_and_a_pale_one_is_darkened_in_its_hue() -> None:
    assert derive("#0b6e4f").light.accent == "#0b6e4f"
    pale = derive("#ffd400")
    assert pale.corrected
    assert from_hex(pale.light.accent).hue == pytest.approx(from_hex("#ffd400").hue, abs=0.03)
    assert pale.dark.accent == "#ffd400"


def test_contrast_agrees_with_known_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("text", ["#2D4BC9", "2d4bc9", "  #2d4bc9 ", "＃２ｄ４ｂｃ９"])
def test_a_colour_is_read_as_people_write_it(text: str) -> None:
    assert parse_hex(text) == "#2d4bc9"


def test_three_digits_are_doubled() -> None:
    assert parse_hex("#24c") == "#2244cc"


@pytest.mark.parametrize("text", ["", "blue", "#12345", "#1234567", "#ggg", "#2d4bc9;}", "rgb(1,2,3)"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="#2d4bc9"):
        parse_hex(text)
