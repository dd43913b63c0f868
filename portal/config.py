"""Settings from the environment: one dataclass, each value checked once, before anything else starts."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from portal.kernel.calendar import parse_calendar_code

LOCALES = ("en", "ja")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSetting(Exception):
    """A setting that cannot be used; the text names it and says what is accepted."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside. Sizes and times carry their unit in the comment."""

    secret_key: str  # signs cookies and unsubscribe links
    database_url: str
    data_dir: Path  # database, index, uploads, mail files
    valkey_url: str | None
    mail_url: str | None  # smtp://user:password@host:port, smtps:// for TLS from the start; None keeps mails as files
    mail_from: str
    base_url: str  # without a trailing slash; mailed links are built from it, never from a request
    audience: str  # public | members
    content_dir: Path
    locales: tuple[str, ...]
    port: int
    trusted_proxies: int  # how many proxies in front may set X-Forwarded-*
    private_targets: tuple[str, ...]  # address ranges that outgoing calls may reach
    calendar: str  # working days by country and region, as the holidays package names them

    @property
    def production(self) -> bool:
        """Whether others than this machine are meant to reach the portal."""
        return (urlsplit(self.base_url).hostname or "") not in LOOPBACK

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions["settings"]
    return found


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read and check every `PORTAL_*` variable.

    Raises BadSetting for an unknown name, a malformed value, or one that production needs and lacks.
    """
    given = {
        name.removeprefix("PORTAL_"): value.strip() for name, value in environ.items() if name.startswith("PORTAL_")
    }
    if unknown := sorted(set(given) - set(_READ)):
        raise BadSetting(f"PORTAL_{unknown[0]} is not a setting. Known: {', '.join('PORTAL_' + n for n in _READ)}.")
    values = {name: read(given.get(name, "")) for name, read in _READ.items()}
    data_dir = values["DATA_DIR"]
    base_url = values["BASE_URL"] or f"http://127.0.0.1:{values['PORT']}"
    found = Settings(
        secret_key=values["SECRET_KEY"] or "",
        database_url=values["DATABASE_URL"] or f"sqlite:///{data_dir / 'portal.db'}",
        data_dir=data_dir,
        valkey_url=values["VALKEY_URL"],
        mail_url=values["MAIL_URL"],
        mail_from=values["MAIL_FROM"] or f"portal@{urlsplit(base_url).hostname}",
        base_url=base_url,
        audience=values["AUDIENCE"],
        content_dir=values["CONTENT_DIR"],
        locales=values["LOCALES"],
        port=values["PORT"],
        trusted_proxies=values["TRUSTED_PROXIES"],
        private_targets=values["PRIVATE_TARGETS"],
        calendar=values["CALENDAR"],
    )
    return _fit_for_production(found)


def _fit_for_production(found: Settings) -> Settings:
    if not found.production:
        return found if found.secret_key else _with_kept_secret(found)
    for name, value in (("SECRET_KEY", found.secret_key), ("MAIL_URL", found.mail_url)):
        if not value:
            raise BadSetting(f"PORTAL_{name} is needed when PORTAL_BASE_URL is not on this machine ({found.base_url}).")
    return found


def _with_kept_secret(found: Settings) -> Settings:
    """On one's own machine the key is drawn once and kept beside the data, readable by its owner alone."""
    kept = found.data_dir / "secret_key"
    if not kept.exists():
        found.data_dir.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return Settings(**{**vars(found), "secret_key": kept.read_text().strip()})


def _bad(name: str, value: str, accepted: str) -> BadSetting:
    return BadSetting(f"PORTAL_{name}={value!r} cannot be used. Accepted: {accepted}.")


def _optional_url(name: str, *schemes: str):  # type: ignore[no-untyped-def]
    def read(value: str) -> str | None:
        if not value:
            return None
        if urlsplit(value).scheme not in schemes:
            raise _bad(name, _without_password(value), " or ".join(f"{scheme}://…" for scheme in schemes))
        return value.rstrip("/")

    return read


def _without_password(url: str) -> str:
    return re.sub(r"//[^@/]*@", "//…@", url)


def _database(value: str) -> str | None:
    url = _optional_url("DATABASE_URL", "sqlite", "postgresql", "postgresql+psycopg", "postgres")(value)
    return re.sub(r"^postgres(ql)?:", "postgresql+psycopg:", url) if url else None


def _secret(value: str) -> str | None:
    if value and len(value) < 32:
        raise BadSetting("PORTAL_SECRET_KEY is too short. Accepted: at least 32 characters, drawn by chance.")
    return value or None


def _one_of(name: str, *accepted: str):  # type: ignore[no-untyped-def]
    def read(value: str) -> str:
        if value and value not in accepted:
            raise _bad(name, value, " or ".join(accepted))
        return value or accepted[0]

    return read


def _number(name: str, default: int, low: int, high: int):  # type: ignore[no-untyped-def]
    def read(value: str) -> int:
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise _bad(name, value, f"a whole number from {low} to {high}")
        return int(value)

    return read


def _locales(value: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in value.split(",")) if value else LOCALES
    if not set(chosen) <= set(LOCALES) or len(set(chosen)) != len(chosen):
        raise _bad("LOCALES", value, "en, ja, or both with a comma, the first being the default")
    return chosen


def _ranges(value: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    for part in parts:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise _bad("PRIVATE_TARGETS", part, "address ranges with commas, such as 10.1.0.0/16") from None
    return parts


def _calendar(value: str) -> str:
    try:
        parse_calendar_code(value or "JP")
    except ValueError as error:
        raise _bad("CALENDAR", value, str(error)) from None
    return value or "JP"


def _mail_from(value: str) -> str | None:
    if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>", value):
        raise _bad("MAIL_FROM", value, "name@company.example or Name <name@company.example>")
    return value or None


_READ = {
    "SECRET_KEY": _secret,
    "DATABASE_URL": _database,
    "DATA_DIR": lambda value: Path(value or "instance").resolve(),
    "VALKEY_URL": _optional_url("VALKEY_URL", "redis", "rediss", "valkey", "valkeys", "unix"),
    "MAIL_URL": _optional_url("MAIL_URL", "smtp", "smtps"),
    "MAIL_FROM": _mail_from,
    "BASE_URL": _optional_url("BASE_URL", "http", "https"),
    "AUDIENCE": _one_of("AUDIENCE", "public", "members"),
    "CONTENT_DIR": lambda value: Path(value or "content").resolve(),
    "LOCALES": _locales,
    "PORT": _number("PORT", 8000, 1, 65535),
    "TRUSTED_PROXIES": _number("TRUSTED_PROXIES", 0, 0, 9),
    "PRIVATE_TARGETS": _ranges,
    "CALENDAR": _calendar,
}
