"""Turning a view's answer into a page: assets, what every template may use, and answers to htmx."""

from __future__ import annotations

import json
from collections.abc import Callable, MutableMapping
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import flask.templating
import jinja2.runtime
import structlog
from flask import Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.kernel import forms, i18n, registry
from portal.kernel.access import reader
from portal.kernel.programs import for_programs
from portal.kernel.site import site

STATIC = Path(__file__).parent.parent / "static"
FALLBACK = {"portal.css": "src/css/portal.css"}  # unbuilt: plain styles, no script, no icons

log = structlog.get_logger()


class Context(jinja2.runtime.Context):
    """Calls macros and plain functions without asking them in three ways what they want to be given besides."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is jinja2.runtime.Macro:
            args = (self.eval_ctx, *args)
        elif type(called) is not FunctionType or called.__dict__:  # what it wants is noted there
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class Environment(flask.templating.Environment):
    """Jinja with one dictionary of globals for all templates: chained ones are copied, slowly, at every render."""

    context_class = Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def asset(name: str) -> str:
    """Address of a built file; of its plain source when nothing was built; "" when the page can do without."""
    manifest: dict[str, str] = current_app.extensions["assets"]
    path = f"dist/{manifest[name]}" if name in manifest else FALLBACK.get(name)
    return f"/static/{path}" if path else ""


def read_manifest() -> dict[str, str]:
    """What the asset build wrote; empty, with a line in the log, when it did not run."""
    built = STATIC / "dist" / "manifest.json"
    if built.exists():
        manifest: dict[str, str] = json.loads(built.read_text())
        return manifest
    log.warning("assets.not_built", effect="pages use plain styles without htmx", mend="make assets")
    return {}


def render(template: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page as an answer."""
    return render_template(template, **context), status


def wants_fragment() -> bool:
    """Whether htmx asks for the part of the page only."""
    return request.headers.get("HX-Request") == "true"


def fragment_or_back(template: str, fallback: str, said: str = "", **context: Any) -> ResponseReturnValue:
    """After a POST: the changed part for htmx, the page it came from (or `fallback`) for a plain form."""
    if wants_fragment():
        return render_template(template, said=said, **context)
    if said:
        flash(said)
    return redirect(safe_next(request.form.get("next")) or fallback, 303)


def safe_next(address: str | None) -> str | None:
    """A path on this portal to go to, or None: never another host, never a scheme."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(char) < 32 for char in address) or "\\" in address:
        return None
    parts = urlsplit(address)
    return None if parts.netloc or parts.scheme else address


def here_with(**changes: Any) -> str:
    """This page's address with some query values changed; None takes one away."""
    query = {key: request.args.getlist(key) for key in request.args}
    query |= {key: [str(value)] for key, value in changes.items() if value is not None}
    for key in (key for key, value in changes.items() if value is None):
        query.pop(key, None)
    encoded = urlencode(query, doseq=True)
    return f"{request.path}?{encoded}" if encoded else request.path


class Here(NamedTuple):
    """Where the reader is: the endpoint, and the address pattern it is under."""

    endpoint: str
    address: str


class Link(NamedTuple):
    """One entry of a navigation as a page shows it."""

    label: str
    url: str
    icon: str
    current: bool


def _here() -> Here:
    return Here(request.endpoint or "", request.url_rule.rule if request.url_rule else "")


def _open_to_reader(places: list[registry.Place]) -> tuple[registry.Place, ...]:
    person = reader()
    return tuple(place for place in places if place.visible(person))


def navigation(places: tuple[registry.Place, ...], here: Here) -> list[Link]:
    """The entries of a navigation, marked where the reader is: by its section, else by the deepest address above."""
    inside = (here.endpoint, here.endpoint.partition(".")[0])
    urls = [url_for(place.endpoint) for place in places]
    above = [url for url in urls if f"{here.address}/".startswith(f"{url}/")]
    by_section = any(place.section in inside for place in places)
    deepest = "" if by_section else max(above, key=len, default="")
    return [
        Link(str(place.label), url, place.icon, place.section in inside or url in (here.address, deepest))
        for place, url in zip(places, urls, strict=True)
    ]


def _language_switch() -> dict[str, str] | None:
    others = [code for code in current_app.extensions["settings"].locales if code != i18n.locale()]
    if not others or request.method not in ("GET", "HEAD"):
        return None
    url = url_for("accounts.account", _anchor="language") if reader() else here_with(lang=others[0])
    return {"url": url, "label": i18n.LANGUAGE_NAMES[others[0]], "lang": others[0]}


def _context() -> dict[str, Any]:
    person = reader()
    return {
        "locale": i18n.locale(),
        "theme": (person.theme if person else request.cookies.get("theme", "")) or "",
        "person": person,
        "site": site(),
        "here": _here(),
        "places": _open_to_reader(registry.CUSTOMER_PLACES),
        "console_places": _open_to_reader(registry.CONSOLE_PLACES) if person and person.is_staff else (),
        "language_switch": _language_switch(),
    }


def init_pages(app: Flask) -> None:
    """Give every template its globals and filters."""
    app.extensions["assets"] = read_manifest()
    app.context_processor(_context)
    app.jinja_env.globals.update(
        asset=asset,
        csrf_token=generate_csrf,
        form_key=forms.new_key,
        here_with=here_with,
        navigation=navigation,
        format_date=i18n.format_date,
        format_month=i18n.format_month,
        format_datetime=i18n.format_datetime,
        format_relative=i18n.format_relative,
        format_number=i18n.format_number,
        format_money=i18n.format_money,
        Markup=Markup,
    )
    app.before_request(_switch_language)


def _switch_language() -> ResponseReturnValue | None:
    """`?lang=ja` is kept in a cookie and taken out of the address; programs keep none, theirs stays."""
    stays = request.path.startswith("/feeds/") or for_programs()
    wish = None if stays else request.args.get("lang")
    if wish is None or request.method != "GET" or wish not in current_app.extensions["settings"].locales:
        return None
    response: Response = redirect(here_with(lang=None))  # type: ignore[assignment]
    response.set_cookie(i18n.LANGUAGE_COOKIE, wish, max_age=31_536_000, samesite="Lax", httponly=True)
    return response
