"""Two languages, one way to speak: the reader's on pages, the receiver's in mails, English outside any app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flask_babel
from babel import dates, numbers
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from portal.config import settings
from portal.kernel.calendar import now

TRANSLATIONS = Path(__file__).parent.parent / "translations"
LANGUAGE_COOKIE = "lang"
LANGUAGE_NAMES = {"en": "English", "ja": "日本語"}

_spoken: ContextVar[Voice | None] = ContextVar("voice", default=None)  # forced, or chosen for this request


class Voice(NamedTuple):
    """How one reader is spoken to: the language, its texts, and the time zone dates are shown in."""

    language: str
    zone: ZoneInfo
    texts: NullTranslations


@cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language, read once a process; Flask-Babel would look the request up for every text."""
    return Translations.load(TRANSLATIONS, [language])


def _(message: str, **variables: Any) -> str:
    """The message in the language in force, with `%(name)s` filled in."""
    text = voice().texts.gettext(message)
    return text % variables if variables else text


def ngettext(one: str, many: str, num: int, **variables: Any) -> str:
    """Singular or plural of `num`, which is also the variable `%(num)s` (Japanese has one form)."""
    return voice().texts.ngettext(one, many, num) % {"num": num, **variables}


@pass_eval_context
def _in_template(context: EvalContext, message: str, **variables: Any) -> str:
    """`_` of templates: what is filled in is escaped, in HTML."""
    text = voice().texts.gettext(message)
    if context.autoescape:
        text = Markup(text)  # noqa: S704 - our own text
    return text % variables if variables or "%" in text else text


@pass_eval_context
def _counted_in_template(context: EvalContext, one: str, many: str, num: int, **variables: Any) -> str:
    text = voice().texts.ngettext(one, many, num)
    return (Markup(text) if context.autoescape else text) % {"num": num, **variables}  # noqa: S704 - our own text


class lazy:  # noqa: N801 - reads as a function where it is used
    """A message translated when it is shown, not when the module is imported."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __html__(self) -> str:
        return escape(str(self))

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"


def locale() -> str:
    """The language in force: forced (mail, command), the person's, the cookie's, the browser's, else the first."""
    return voice().language


def zone() -> ZoneInfo:
    """The time zone dates are shown in: forced, the person's, else the language's home."""
    return voice().zone


def voice() -> Voice:
    """Both of them and the texts: forced, or chosen once a request."""
    if spoken := _spoken.get():
        return spoken
    if not has_request_context():
        return _voice_of(settings().locales[0] if has_app_context() else "en", "")
    person = g.get("reader")
    chosen = _voice_of(_choose(person), person.time_zone if person else "")
    _spoken.set(chosen)
    return chosen


def _fall_silent(_error: BaseException | None) -> None:
    """The thread's next request chooses anew."""
    _spoken.set(None)


def _choose(person: Any) -> str:
    known = settings().locales
    for wish in (person.language if person else None, request.cookies.get(LANGUAGE_COOKIE)):
        if wish in known:
            return str(wish)
    return request.accept_languages.best_match(known) or known[0]


@lru_cache(maxsize=1024)
def _voice_of(language: str, time_zone: str) -> Voice:
    try:
        home = ZoneInfo(time_zone or ("Asia/Tokyo" if language == "ja" else "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        home = ZoneInfo("UTC")
    return Voice(language, home, catalogue(language))


@contextmanager
def using(language: str, time_zone: str | None = None) -> Iterator[None]:
    """Speak another language for a while, as the worker does when it writes to somebody."""
    token = _spoken.set(_voice_of(language, time_zone or ""))
    try:
        with flask_babel.force_locale(language):
            yield
    finally:
        _spoken.reset(token)


def format_date(day: date | datetime | None) -> str:
    """22 November 2026 · 2026年11月22日."""
    if day is None:
        return ""
    spoken = voice()
    if isinstance(day, datetime):
        day = day.astimezone(spoken.zone).date()
    return _date_in(spoken.language, "y年M月d日" if spoken.language == "ja" else "d MMMM y", day)


def format_month(day: date) -> str:
    """November 2026 · 2026年11月."""
    language = locale()
    return _date_in(language, "y年M月" if language == "ja" else "MMMM y", day)


def format_month_short(day: date) -> str:
    """Nov 26 · 26/11, for the axis of a chart."""
    language = locale()
    return _date_in(language, "yy/M" if language == "ja" else "MMM yy", day)


def format_datetime(moment: datetime | None) -> str:
    """22 November 2026, 15:00 · 2026年11月22日（日）15:00, in the reader's zone."""
    if moment is None:
        return ""
    spoken = voice()
    pattern = "y年M月d日（EEE）H:mm" if spoken.language == "ja" else "d MMMM y, HH:mm"
    return _moment_in(
        spoken.language, pattern, moment.astimezone(spoken.zone).replace(second=0, microsecond=0, tzinfo=None)
    )


def format_relative(moment: datetime | None) -> str:
    """2 hours ago · 2時間前; beyond a month the date."""
    if moment is None:
        return ""
    age = now() - moment
    if abs(age) > timedelta(days=30):
        return format_date(moment)
    if abs(age) < timedelta(seconds=45):
        return _("just now")
    seconds = int(age.total_seconds())
    return _ago_in(locale(), seconds if abs(seconds) < 3600 else seconds // 60 * 60)


# Babel reads patterns and tables anew for every date and number, and lists show the same ones to everybody.


@lru_cache(maxsize=2048)
def _date_in(language: str, pattern: str, day: date) -> str:
    return dates.format_date(day, pattern, locale=language)


@lru_cache(maxsize=4096)
def _moment_in(language: str, pattern: str, here: datetime) -> str:
    """`here`: the time on the reader's clock, without its zone: no pattern shows that."""
    return dates.format_datetime(here, pattern, locale=language)


@lru_cache(maxsize=4096)
def _ago_in(language: str, seconds: int) -> str:
    words = dates.format_timedelta(timedelta(seconds=-seconds), add_direction=True, locale=language)
    return words.replace(" ", "") if language == "ja" else words  # Babel writes 5 分前


def format_number(value: float) -> str:
    """12,345."""
    return _number_in(locale(), value)


def format_money(minor: int | None, currency: str) -> str:
    """Minor units of `currency` in words the reader knows: €980, ￥120,000."""
    return "" if minor is None else _money_in(locale(), minor, currency)


@lru_cache(maxsize=4096, typed=True)
def _number_in(language: str, value: float) -> str:
    return numbers.format_decimal(value, locale=language)


@lru_cache(maxsize=4096)
def _money_in(language: str, minor: int, currency: str) -> str:
    digits = numbers.get_currency_precision(currency)
    amount = minor / 10**digits
    pattern = "¤#,##0" if amount == int(amount) else None
    return numbers.format_currency(amount, currency, format=pattern, locale=language, currency_digits=pattern is None)


def init_i18n(app: Flask) -> None:
    """Wire Flask-Babel to the choice above."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    Babel(app, locale_selector=locale, timezone_selector=lambda: str(zone()))
    app.teardown_request(_fall_silent)
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template, ngettext=_counted_in_template)
