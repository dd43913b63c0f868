"""What the shipped items say holds in this product, and both languages say the same."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.config import LOCALES
from portal.learning.content import read_folder

CONTENT = Path(__file__).parents[2] / "content"
ITEMS = sorted(path.relative_to(CONTENT / "en") for path in (CONTENT / "en").rglob("*.md"))


def body(locale, item):
    return (CONTENT / locale / item).read_text().split("---\n", 2)[2]


def shape(text):
    """Headings, rows of tables, boxes, steps and footnotes: what both languages have alike."""
    marks = {"heading": r"#+ ", "row": r"\|", "box": r"- \[ \] ", "step": r"\d+\. ", "footnote": r"\[\^\d+\]: "}
    return {name: len(re.findall(f"^{mark}", text, re.MULTILINE)) for name, mark in marks.items()}


def test_the_shipped_content_is_without_fault():
    assert read_folder(CONTENT, LOCALES).problems == ()


@pytest.mark.parametrize("item", ITEMS, ids=str)
def test_an_item_has_the_same_parts_in_both_languages(item):
    assert shape(body("en", item)) == shape(body("ja", item))


@pytest.mark.parametrize("item", ITEMS, ids=str)
def test_places_an_item_leads_to_are_there(item, app):
    known = {path.stem for path in ITEMS}
    for locale in LOCALES:
        for address in re.findall(r"\]\((/[^)]*)\)", body(locale, item)):
            path = urlsplit(address).path
            slug = path.partition("/learn/")[2]
            assert slug in known if slug else app.url_map.bind("").match(path)
