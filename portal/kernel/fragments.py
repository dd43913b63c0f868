"""Parts of pages that depend on nothing but what they are given: rendered once, then taken from memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from portal.kernel.i18n import Voice, voice

KEPT = 4096  # fragments in memory, a few kilobytes each at most; the ones used longest ago go first


def init_fragments(app: Flask) -> None:
    """Give templates `kept("slice/_part.html", name=value, …)` and `kept_each("slice/_row.html", "row", rows)`.

    The part sees `locale` and the values it is given, which must be hashable and say everything it shows: the language
    and the time zone are part of the key, the reader and the clock are not. Equal strings of different kinds
    (text and Markup) are different values.
    """
    rendered = _renderer(app)

    def kept(template: str, **given: Hashable) -> Markup:
        return rendered(template, voice(), tuple(given), *given.values())

    def kept_each(template: str, name: str, values: Iterable[Hashable]) -> Markup:
        spoken = voice()
        return Markup("").join([rendered(template, spoken, (name,), value) for value in values])

    app.jinja_env.globals.update(kept=kept, kept_each=kept_each)


def _renderer(app: Flask) -> Callable[..., Markup]:
    @lru_cache(maxsize=KEPT, typed=True)
    def rendered(template: str, spoken: Voice, names: tuple[str, ...], *values: Hashable) -> Markup:
        given = dict(zip(names, values, strict=True)) | {"locale": spoken.language}
        return Markup(app.jinja_env.get_template(template).render(given))  # noqa: S704 - our template

    return rendered
