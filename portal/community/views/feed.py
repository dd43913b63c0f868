"""`/feeds/community.atom`: new questions, for everybody or by a person's secret address."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts.feed_readers import feed_language, feed_reader
from portal.community.queries.news import News, news
from portal.community.views.blueprint import bp
from portal.config import settings
from portal.kernel.access import open_to_all
from portal.kernel.atom import Entry, Feed, feed_response
from portal.kernel.i18n import _, locale, using
from portal.kernel.site import site


@bp.get("/feeds/community.atom")
@open_to_all
def feed() -> Response:
    """News of the community; `?lang=` chooses the language of what the portal says in it.

    Not there when the audience is members and no key (`?key=`) of one of them opens it. Nothing of closed groups.
    """
    key = request.args.get("key")
    person = feed_reader(key)
    with using(feed_language(person, request.args.get("lang")), person.time_zone if person else None):
        return feed_response(_feed(key), private=person is not None)


def public_feed_url() -> str:
    """The path of the feed for everybody in the language in force; "" when there is none."""
    return "" if settings().audience == "members" else url_for("community.feed", lang=locale())


def _feed(key: str | None) -> Feed:
    return Feed(
        ref="community",
        title=_("%(site)s: community", site=site().name),
        subtitle=_("New questions, and questions that were solved."),
        author=site().name,
        url=url_for("community.feed", key=key, lang=locale()),
        page=url_for("community.index"),
        language=locale(),
        entries=[_entry(one) for one in news()],
    )


def _entry(one: News) -> Entry:
    return Entry(
        ref=f"question/{one.line.id}",
        title=_("Solved: %(title)s", title=one.line.title) if one.line.solved else one.line.title,
        summary=one.line.excerpt,
        url=one.line.url,
        published=one.line.at,
        updated=one.updated,
        language=one.line.language,
        category="",
    )
