"""Markdown to safe HTML, the same for content, posts and official words.

Raw HTML is off, then the result passes a strict allow-list. Rendering costs at most about a second: what would
cost more is refused with a text the writer can act on. The few words in the markup (names of tables, footnotes)
are in the language in force, so render what is stored inside `using(<its locale>)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from markdown_it.token import Token
from markupsafe import Markup

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.markdown.mentions import Mention
from portal.kernel.markdown.parser import Env, build_parser
from portal.kernel.markdown.plain import count_words, plain_text
from portal.kernel.markdown.safety import clean
from portal.kernel.markdown.tree import Heading, ImageUrl, Picture

MAX_BYTES = 500_000

__all__ = ["MAX_BYTES", "Heading", "ImageUrl", "Mention", "Picture", "Rendered", "render"]

_parser = build_parser()


@dataclass(frozen=True)
class Rendered:
    """One text, rendered. `words` counts a Latin word as one and a Japanese character as one."""

    html: Markup
    plain: str  # one line a block, for search and excerpts
    headings: tuple[Heading, ...]
    words: int
    pictures: tuple[Picture, ...] = ()  # all images the text names, also those that are shown as words


def render(
    text: str,
    *,
    heading_base: int = 2,
    anchors: bool = True,
    image_url: ImageUrl | None = None,
    mention: Mention | None = None,
) -> Rendered:
    """Render `text`; its top headings become `<h{heading_base}>` and no level is skipped below.

    `image_url` gets a relative image address as written and gives the path to serve it from, or None when there is
    no such file; images from anywhere but `/files/` and this callback become links or plain text.
    `mention` gets the name in each `@[Name]` outside code and says whether that is somebody: then it is marked, else it
    stays as it was written.
    Raises Invalid when the text is over MAX_BYTES of UTF-8, nested too deep or too costly to render.
    """
    source = text.encode("utf-8", "replace")  # a lone surrogate could be stored nowhere
    if len(source) > MAX_BYTES:
        size, limit = ceil(len(source) / 1000), MAX_BYTES // 1000
        raise Invalid(
            _("The text is too long: %(size)s kB, the limit is %(limit)s kB. Please split it.", size=size, limit=limit)
        )
    env: Env = {"heading_base": heading_base, "anchors": anchors, "image_url": image_url, "headings": [], "work": 0}
    env["mention"] = mention
    tokens: list[Token] = _parser.parse(source.decode(), env)
    plain = plain_text(tokens)
    html = clean(_parser.renderer.render(tokens, _parser.options, env))
    return Rendered(Markup(html), plain, tuple(env["headings"]), count_words(plain), tuple(env.get("pictures", ())))  # noqa: S704 - cleaned above
