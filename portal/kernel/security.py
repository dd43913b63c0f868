"""What every answer carries so that a browser trusts nothing but this portal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # style attributes carry data only: --v, --at
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # addresses with a token in them stay here
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


SECURE_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


def add_static_headers(base_url: str) -> Callable[[Any, str, str], None]:
    """What goes with files that never pass through Flask: the policy only where a browser would open them as a page."""
    plain = {"X-Content-Type-Options": "nosniff"} | (SECURE_ONLY if base_url.startswith("https:") else {})

    def add(headers: Any, path: str, _url: str) -> None:
        pages = {"Content-Security-Policy": POLICY} if path.endswith((".svg", ".html", ".xml")) else {}
        for name, value in (plain | pages).items():
            headers[name] = value

    return add


def refuse_nul() -> None:
    """No text anybody types holds a NUL, and PostgreSQL cannot keep one."""
    typed = list(request.form.values()) if request.method == "POST" else []
    if "%00" in request.environ["QUERY_STRING"] or "\0" in request.path or any("\0" in value for value in typed):
        abort(400)


def init_security(app: Flask) -> None:
    """Cookies, forms and headers."""
    found = app.extensions["settings"]
    secure = found.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=found.secret_key,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 60,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open overnight still saves; the session ends it
        WTF_CSRF_SSL_STRICT=False,
    )
    headers = HEADERS | (SECURE_ONLY if secure else {})
    csrf.init_app(app)
    app.before_request(refuse_nul)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend((name, value) for name, value in headers.items() if name not in response.headers)
        if response.mimetype == "text/html":
            response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache" if "Cookie" in request.headers else "no-cache"
        return response
