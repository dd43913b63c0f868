"""What was typed as readers would see it, in each language; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from portal.kernel.errors import Invalid
from portal.kernel.files import File
from portal.kernel.i18n import using
from portal.kernel.markdown import render
from portal.learning.commands.pictures import Pictures
from portal.learning.commands.publishing import read_writing
from portal.learning.content import ItemText
from portal.learning.content.writing import Words, Writing


class Shown(NamedTuple):
    """One language. `error` instead of `html` where the text cannot be shown at all."""

    language: str
    title: str
    summary: str
    problem: str
    html: str
    error: str = ""


class Previewed(NamedTuple):
    """What would be seen; `empty` when nothing was written yet."""

    texts: list[Shown]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.texts


def preview_of(slug: str, stage: str, writing: Writing) -> Previewed:
    """By the rules of files where they can be read; else the text alone. A picture is seen once it was taken in."""
    try:
        texts = {text.locale: text for text in read_writing(slug, stage, writing)[0]}
    except Invalid:
        return Previewed([])
    pictures = Pictures(kept=True).files if any(text.images for text in texts.values()) else {}
    written = [(language, words) for language, words in writing.words.items() if not words.empty]
    return Previewed([_shown(language, words, texts.get(language), pictures) for language, words in written])


def _shown(language: str, words: Words, text: ItemText | None, pictures: Mapping[str, File]) -> Shown:
    known = {image.src: pictures[image.digest].url for image in text.images if image.digest in pictures} if text else {}
    source = text or words
    html, error = "", ""
    try:
        with using(language):
            html = str(render(source.body, image_url=known.get, anchors=False).html)
    except Invalid as refused:
        error = refused.message
    return Shown(language, source.title, source.summary, source.problem, html, error)
