"""`/feeds/ideas.atom`: new ideas and those that shipped, for everybody or by a person's secret address."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts.feed_readers import feed_language, feed_reader
from portal.config import settings
from portal.ideas.labels import words
from portal.ideas.queries import roadmap as queries
from portal.ideas.views.blueprint import bp
from portal.kernel.access import open_to_all
from portal.kernel.atom import Entry, Feed, feed_response
from portal.kernel.i18n import _, locale, using
from portal.kernel.site import site


@bp.get("/feeds/ideas.atom")
@open_to_all
def feed() -> Response:
    """News of the board; `?lang=` chooses the language of what the portal says in it.

    Not there when the audience is members and no key (`?key=`) of one of them opens it.
    """
    key = request.args.get("key")
    person = feed_reader(key)
    with using(feed_language(person, request.args.get("lang")), person.time_zone if person else None):
        return feed_response(_feed(key), private=person is not None)


def public_feed_url() -> str:
    """The path of the feed for everybody in the language in force; "" when there is none."""
    return "" if settings().audience == "members" else url_for("ideas.feed", lang=locale())


def _feed(key: str | None) -> Feed:
    return Feed(
        ref="ideas",
        title=_("%(site)s: ideas", site=site().name),
        subtitle=_("New ideas, and ideas that shipped."),
        author=site().name,
        url=url_for("ideas.feed", key=key, lang=locale()),
        page=url_for("ideas.board"),
        language=locale(),
        entries=[_entry(news) for news in queries.news(words())],
    )


def _entry(news: queries.News) -> Entry:
    line = news.line
    return Entry(
        ref=f"idea/{line.id}",
        title=_("Shipped: %(title)s", title=line.title) if news.shipped else line.title,
        summary=line.excerpt,
        url=line.url,
        published=news.at,
        updated=news.updated,
        language=line.language,
        category=line.area.name if line.area else "",
    )
