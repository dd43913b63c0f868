"""Addresses of posts: the number finds it, the words behind it are for people."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

KEPT = 2048  # titles whose words are kept: lists and pages name the same ones again and again


@lru_cache(maxsize=KEPT)
def post_url(place: str, number: int, title: str) -> str:
    """`<place>/<number>-<slug>`; Japanese stays Japanese."""
    slug = slug_of(title)
    return f"{place}/{number}-{quote(slug)}" if slug else f"{place}/{number}"


@lru_cache(maxsize=KEPT)
def slug_of(title: str) -> str:
    """The words of a title joined by hyphens, at most 60 characters of them."""
    words = "".join(letter.lower() if letter.isalnum() else " " for letter in title).split()
    return "-".join(words)[:60].strip("-")
