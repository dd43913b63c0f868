"""Whole guest pages, kept for one second: a page that thousands read is rendered once a second a process.

Guests' pages carry no cookie and no token, so the same bytes fit everybody who asks for the same address in the same
language and theme. A second is short enough that nothing has to be thrown away when something changes.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any

Headers = list[tuple[str, str]]
Kept = tuple[float, str, Headers, bytes]

SECONDS = 1.0
MOST = 512  # pages a process
LARGEST = 256 * 1024  # bytes


class GuestPages:
    """A WSGI app around the portal that answers guests from memory where it can."""

    def __init__(self, app: Callable[..., Iterable[bytes]], session_cookie: str) -> None:
        self.app, self.session_cookie = app, session_cookie
        self.pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self.app(environ, start_response)
        kept = self.pages.get(key)
        if kept and kept[0] > time.monotonic():
            start_response(kept[1], kept[2])
            return [kept[3]]
        return self._render(key, environ, start_response)

    def _key(self, environ: dict[str, Any]) -> tuple[str, ...] | None:
        """What makes two guests see the same bytes; None for whoever is no plain guest."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ or "HTTP_HX_REQUEST" in environ:
            return None
        cookie = environ.get("HTTP_COOKIE", "")
        if f"{self.session_cookie}=" in cookie:
            return None
        return (
            environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            *_looks(cookie),
        )

    def _render(
        self, key: tuple[str, ...], environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        answer: list[Any] = []

        def note(status: str, headers: Headers, *rest: Any) -> Any:
            answer[:] = [status, headers]
            return start_response(status, headers, *rest)

        body = self.app(environ, note)
        if not _may_be_kept(*answer):
            return body
        whole = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        if len(whole) <= LARGEST:
            self._keep(key, (time.monotonic() + SECONDS, answer[0], answer[1], whole))
        return [whole]

    def _keep(self, key: tuple[str, ...], page: Kept) -> None:
        self.pages[key] = page
        self.pages.move_to_end(key)
        while len(self.pages) > MOST:
            self.pages.popitem(last=False)


def _looks(cookie: str) -> tuple[str, str]:
    """The language and theme a guest chose."""
    if not cookie:
        return "", ""
    try:
        jar = SimpleCookie(cookie)
    except CookieError:
        return cookie, ""
    return tuple(jar[name].value if name in jar else "" for name in ("lang", "theme"))  # type: ignore[return-value]


def _may_be_kept(status: str, headers: Headers) -> bool:
    """A whole page, without a cookie, that does not forbid it."""
    found = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and "set-cookie" not in found
        and found.get("content-type", "").startswith("text/html")
        and "no-store" not in found.get("cache-control", "")
    )
