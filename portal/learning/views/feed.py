"""`/feeds/learn.atom`: what is new on the menu, for everybody or by a person's secret address."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts.feed_readers import feed_language, feed_reader
from portal.accounts.policy import GUEST, access_tokens
from portal.config import settings
from portal.kernel.access import open_to_all
from portal.kernel.atom import Entry, Feed, feed_response
from portal.kernel.i18n import _, locale, using
from portal.kernel.site import site
from portal.learning.labels import duration, format_name
from portal.learning.queries import feed as queries
from portal.learning.views.blueprint import bp


@bp.get("/feeds/learn.atom")
@open_to_all
def feed() -> Response:
    """The newest items open to all, or with `?key=` those that its person may open; `?lang=` chooses the language.

    Not there when the audience is members and no key opens it.
    """
    key = request.args.get("key")
    person = feed_reader(key)
    tokens = access_tokens(person) if person else GUEST
    with using(feed_language(person, request.args.get("lang")), person.time_zone if person else None):
        return feed_response(_feed(tokens, key), private=person is not None)


def public_feed_url() -> str:
    """The path of the feed for everybody in the language in force; "" when there is none."""
    return "" if settings().audience == "members" else url_for("learning.feed", lang=locale())


def _feed(tokens: frozenset[str], key: str | None) -> Feed:
    title = _("%(site)s: new in the cafeteria", site=site().name)
    return Feed(
        ref="learn",
        title=title,
        subtitle=_("New items, and items that changed in a way that matters."),
        author=site().name,
        url=url_for("learning.feed", key=key, lang=locale()),
        page=url_for("learning.menu"),
        language=locale(),
        entries=[_entry(news) for news in queries.news(tokens, locale())],
    )


def _entry(news: queries.News) -> Entry:
    item, text = news.item, news.text
    what = _("%(format)s, %(duration)s", format=format_name(item.format), duration=duration(item.minutes))
    changed = news.updated > item.published_at
    return Entry(
        ref=f"learn/{item.id}",
        title=_("Changed: %(title)s", title=text.title) if changed else text.title,
        summary="\n".join(part for part in (text.summary, what) if part),
        url=item.url,
        published=item.published_at,
        updated=news.updated,
        language=text.locale,
        category=news.stage.name(locale()),
    )
