"""How this portal calls itself and looks: one row, read from memory by every page."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, request, url_for
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.access import open_to_all
from portal.kernel.brand import DEFAULT_ACCENT, derive
from portal.kernel.db import Model, db, insert_once
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

KEPT_SECONDS = 2.0  # other processes see a change of the brand after this long
SIGN_UP_MODES = ("closed", "domain")

bp = Blueprint("site", __name__)


class Site(Model):
    """The one row of settings staff change in the console."""

    name: Mapped[str] = mapped_column(default="Portal")
    accent: Mapped[str] = mapped_column(default=DEFAULT_ACCENT)
    logo_light: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    logo_dark: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    logo_light_mime: Mapped[str] = mapped_column(default="")
    logo_dark_mime: Mapped[str] = mapped_column(default="")
    sign_up: Mapped[str] = mapped_column(default="closed")  # closed | domain
    currency: Mapped[str] = mapped_column(default="EUR")  # base currency of contract values
    tier_high_from: Mapped[int] = mapped_column(sa.BigInteger, default=10_000_000)  # contract value a year, minor units
    tier_middle_from: Mapped[int] = mapped_column(sa.BigInteger, default=2_000_000)
    events_days: Mapped[int] = mapped_column(default=730)  # how long events, so time lines and the audit log, are kept
    notifications_days: Mapped[int] = mapped_column(default=180)
    misses_days: Mapped[int] = mapped_column(default=180)  # searches that found nothing
    deliveries_days: Mapped[int] = mapped_column(default=90)  # messages to other systems, whatever became of them
    pledge_companies: Mapped[int] = mapped_column(default=5)  # that want an idea before an answer is promised
    pledge_days: Mapped[int] = mapped_column(default=10)  # working days within which it is given
    route_hours: Mapped[int] = mapped_column(default=4)  # working hours a question waits before champions are asked
    route_most: Mapped[int] = mapped_column(default=3)  # champions asked for one question
    route_week: Mapped[int] = mapped_column(default=5)  # questions brought to one champion within seven days
    champion_stages: Mapped[int] = mapped_column(default=1)  # stages earned before somebody can be a champion
    champion_accepted: Mapped[int] = mapped_column(default=5)  # accepted answers for other companies, likewise
    champion_months: Mapped[int] = mapped_column(default=12)  # of one term
    follow_up_hours: Mapped[int] = mapped_column(default=48)  # until a follow-up is due
    follow_up_working: Mapped[bool] = mapped_column(default=False)  # working hours are meant
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True)
class SiteFacts:
    """What a page needs of it, detached from any session."""

    name: str
    accent: str
    sign_up: str
    currency: str
    is_demo: bool
    version: int
    css: str
    logo_light_url: str
    logo_dark_url: str

    @property
    def brand_css(self) -> str:
        """Address of the stylesheet with the brand's colours; it changes with its content."""
        return url_for("site.brand_css", v=hashlib.sha256(self.css.encode()).hexdigest()[:12])


def row() -> Site:
    """The row itself, made on first use; for those who change it."""
    found = db.session.get(Site, 1)
    if found is None:
        insert_once(Site, id=1, **_defaults())
        found = db.session.get_one(Site, 1)
    return found


def site() -> SiteFacts:
    """The facts in force, at most `KEPT_SECONDS` old."""
    kept: dict[str, Any] = current_app.extensions.setdefault("site", {})
    if kept.get("until", 0.0) < time.monotonic():
        kept["facts"] = _facts(db.session.get(Site, 1) or Site(id=1, **_defaults()))
        kept["until"] = time.monotonic() + KEPT_SECONDS
    facts: SiteFacts = kept["facts"]
    return facts


def forget() -> None:
    """Read anew at the next page of this process."""
    current_app.extensions.pop("site", None)


def _defaults() -> dict[str, Any]:
    return {c.name: c.default.arg for c in Site.__table__.columns if c.default is not None}


def _facts(found: Site) -> SiteFacts:
    def logo(theme: str, mime: str) -> str:
        return f"/brand/logo-{theme}?v={found.version}" if mime else ""

    return SiteFacts(
        name=found.name,
        accent=found.accent,
        sign_up=found.sign_up,
        currency=found.currency,
        is_demo=found.is_demo,
        version=found.version,
        css=derive(found.accent).css(),
        logo_light_url=logo("light", found.logo_light_mime),
        logo_dark_url=logo("dark", found.logo_dark_mime),
    )


@bp.get("/brand.css")
@open_to_all
def brand_css() -> Response:
    """The brand's colours as a stylesheet, kept by browsers for a year because its address changes with it."""
    response = Response(site().css, mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = 31_536_000 if request.args.get("v") else 60
    return response


@bp.get("/brand/logo-<theme>")
@open_to_all
def logo(theme: str) -> Response:
    """The vendor's logo, re-encoded when it was uploaded."""
    found = db.session.get(Site, 1)
    if found is None or theme not in ("light", "dark") or not getattr(found, f"logo_{theme}_mime"):
        raise NotFound(_("This page was not found."))
    response = Response(getattr(found, f"logo_{theme}"), mimetype=getattr(found, f"logo_{theme}_mime"))
    response.cache_control.public = True
    response.cache_control.max_age = 31_536_000
    return response
