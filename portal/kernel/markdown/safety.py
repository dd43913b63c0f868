"""The last gate: an allow-list of tags, attributes, classes, ids and address schemes."""

from __future__ import annotations

import re

import nh3
from pygments.token import STANDARD_TYPES

_NAMES = (
    "a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img input label li ol p pre s section span strong sup"
    " table tbody td th thead tr ul"
)
TAGS = set(_NAMES.split())
ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "aria-label"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "li": {"id"},
    "div": {"aria-label"},
    "section": {"aria-label"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
VALUES = {
    "div": {"tabindex": {"0"}, "role": {"region"}},
    "pre": {"tabindex": {"0"}},
    "img": {"loading": {"lazy"}},
    "input": {"type": {"checkbox"}, "disabled": {""}, "checked": {""}},
    "th": {"scope": {"col"}},
}
CLASSES = {
    "a": {"footnote-back"},
    "div": {"highlight", "table-wrap"},
    "li": {"task-list-item", "footnote-item"},
    "ol": {"contains-task-list"},
    "section": {"footnotes"},
    "span": {"mention", *(name for name in STANDARD_TYPES.values() if name)},
    "sup": {"footnote-ref"},
    "td": {"align-right", "align-center"},
    "th": {"align-right", "align-center"},
    "ul": {"contains-task-list"},
}
_ID = re.compile(r"(?:h-[\w-]+|fn-(?:ref-)?[0-9]+(?:-[0-9]+)?)")


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "id":
        return value if _ID.fullmatch(value) else None
    if attribute == "rel":
        return value if value == "nofollow noopener" else None
    if attribute == "src":
        return value if value.startswith("/") and not value.startswith("//") else None
    return value


def clean(html: str) -> str:
    """`html` without anything that is not on the lists above."""
    return _cleaner.clean(html)


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    attribute_filter=_filter,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
