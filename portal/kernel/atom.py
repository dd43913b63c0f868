"""Atom feeds (RFC 4287): what is new, for programs that look by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Tree

from flask import Response, request

from portal.config import settings

NAMESPACE = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty feed was last updated


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. `ref` names it for good (`item/7`), whatever its address becomes; `url` is a path."""

    ref: str
    title: str
    summary: str
    url: str
    published: datetime
    updated: datetime
    language: str = ""
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed; `url` is the path it is at, with what makes it this one; `page` the path of what it follows."""

    ref: str
    title: str
    subtitle: str
    author: str
    url: str
    page: str
    language: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """The newest of its entries' times."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def identity(ref: str) -> str:
    """A name for good, by RFC 4151: it holds the portal's host and never the address of a page."""
    return f"tag:{urlsplit(settings().base_url).hostname},2026:{ref}"


def atom(feed: Feed) -> bytes:
    """The feed as XML in UTF-8; addresses are absolute and come from PORTAL_BASE_URL."""
    Tree.register_namespace("", NAMESPACE)
    root = Tree.Element(_name("feed"), {f"{{{XML}}}lang": feed.language})
    _text(root, "id", identity(feed.ref))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    _text(Tree.SubElement(root, _name("author")), "name", feed.author)
    _link(root, "self", feed.url, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _entry(root, entry)
    made: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entry(root: Tree.Element, entry: Entry) -> None:
    found = Tree.SubElement(root, _name("entry"), {f"{{{XML}}}lang": entry.language} if entry.language else {})
    _text(found, "id", identity(entry.ref))
    _text(found, "title", entry.title)
    _link(found, "alternate", entry.url, "text/html")
    _text(found, "published", _moment(entry.published))
    _text(found, "updated", _moment(entry.updated))
    if entry.category:
        Tree.SubElement(found, _name("category"), {"term": NOT_XML.sub("", entry.category)})
    _text(found, "summary", entry.summary or entry.title)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _text(parent: Tree.Element, tag: str, text: str) -> None:
    Tree.SubElement(parent, _name(tag)).text = NOT_XML.sub("", text)


def _link(parent: Tree.Element, rel: str, path: str, kind: str) -> None:
    Tree.SubElement(parent, _name("link"), {"rel": rel, "type": kind, "href": settings().base_url + path})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def feed_response(feed: Feed, *, private: bool, seconds: int = 300) -> Response:
    """The feed as an answer that may be kept for a while; 304 when the asker has it already."""
    response = Response(atom(feed), content_type="application/atom+xml; charset=utf-8")
    response.cache_control.max_age = seconds
    if private:
        response.cache_control.private = True
    else:
        response.cache_control.public = True
    response.vary.update(("Cookie", "Accept-Language"))
    response.last_modified = feed.updated
    response.add_etag()
    response.make_conditional(request)
    return response
