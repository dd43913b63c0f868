"""Reading one value each: text from the environment in, the value out, BadSetting when it cannot be used."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from redis.connection import parse_url
from sqlalchemy.engine import URL, make_url

from portal.kernel.calendar import parse_calendar_code

LOCALES = ("en", "ja")
POSTGRESQL = ("postgresql", "postgresql+psycopg", "postgres")
HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+(%[\w.-]+)?")  # a name or an address; IPv6 comes without its brackets
BOUNCES = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,30}[A-Za-z0-9])?@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")

DATABASE = "postgresql://user:password@host/name or sqlite:////path/to/file"
VALKEY = "redis://host:port/number, rediss://…, valkey://…, valkeys://… or unix:///path/to/socket"
MAIL_SERVER = "smtp://user:password@host:port or smtps://…, with %23 for # and the like in the password"
BASE_URL = "https://host or http://host:port, with nothing behind it"


class BadSetting(Exception):
    """A setting that cannot be used; the text names it and says what is accepted."""


def bad(name: str, value: str, accepted: str) -> BadSetting:
    """What to raise for a value; passwords in it are not repeated."""
    shown = re.sub(r"password=[^&]*", "password=…", re.sub(r"//.*@", "//…@", value))
    return BadSetting(f"PORTAL_{name}={shown!r} cannot be used. Accepted: {accepted}.")


def _server(name: str, value: str, schemes: tuple[str, ...], accepted: str) -> SplitResult:
    """The parts of an address with a host and, if any, a port there can be."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in schemes and HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise bad(name, value, accepted)
    return parts


def base_url(value: str) -> str | None:
    """Where the portal is reached: scheme, host, port; no page lives below a path."""
    if not value:
        return None
    parts = _server("BASE_URL", value, ("http", "https"), BASE_URL)
    if parts.path.strip("/") or "?" in value or "#" in value or "@" in parts.netloc:
        raise bad("BASE_URL", value, BASE_URL)
    return value.rstrip("/")


def mail_server(value: str) -> str | None:
    """An SMTP server, if any."""
    if not value:
        return None
    parts = _server("MAIL_URL", value, ("smtp", "smtps"), MAIL_SERVER)
    if parts.path.strip("/") or "?" in value or "#" in value:
        raise bad("MAIL_URL", value, MAIL_SERVER)
    return value.rstrip("/")


def valkey(value: str) -> str | None:
    """The address of a Valkey or Redis server, if any, as the driver knows it: its schemes say redis."""
    if not value:
        return None
    url = re.sub(r"^valkey(s?):", r"redis\1:", value.rstrip("/"))
    try:
        known = parse_url(url)  # type: ignore[no-untyped-call]
    except ValueError:
        known = {}
    if url.startswith("unix:"):
        fine = bool(known.get("path"))
    else:
        parts = _server("VALKEY_URL", value, ("redis", "rediss", "valkey", "valkeys"), VALKEY)
        fine = bool(known) and re.fullmatch(r"(/\d*)?", parts.path) is not None
    if not fine:
        raise bad("VALKEY_URL", value, VALKEY)
    return url


def database(value: str) -> str | None:
    """The database's address with the driver this portal uses; a database in memory would be another in each thread."""
    if not value:
        return None
    try:
        url = make_url(value)
    except Exception:  # a broken port is a ValueError, the rest a kind of SQLAlchemy's
        raise bad("DATABASE_URL", value, DATABASE) from None
    if not _names_a_database(url):
        raise bad("DATABASE_URL", value, DATABASE)
    return re.sub(r"^postgres(ql)?:", "postgresql+psycopg:", value)


def _names_a_database(url: URL) -> bool:
    if url.drivername == "sqlite":
        return url.database not in (None, "", ":memory:")
    return url.drivername in POSTGRESQL and bool(url.database) and (url.port is None or 0 < url.port < 65536)


def folder(default: Path) -> Callable[[str], Path]:
    """A folder, whole; one given without a leading slash is below the current one."""
    return lambda value: Path(value or default).resolve()


def secret(value: str) -> str | None:
    """The key that signs, long enough not to be guessed."""
    if value and len(value) < 32:
        raise BadSetting("PORTAL_SECRET_KEY is too short. Accepted: at least 32 characters, drawn by chance.")
    return value or None


def one_of(name: str, *accepted: str) -> Callable[[str], str]:
    """One of these words, the first by default."""

    def read(value: str) -> str:
        if value and value not in accepted:
            raise bad(name, value, " or ".join(accepted))
        return value or accepted[0]

    return read


def number(name: str, default: int, low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(value: str) -> int:
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise bad(name, value, f"a whole number from {low} to {high}")
        return int(value)

    return read


def locales(value: str) -> tuple[str, ...]:
    """Languages, the default first."""
    chosen = tuple(part.strip() for part in value.split(",")) if value else LOCALES
    if not set(chosen) <= set(LOCALES) or len(set(chosen)) != len(chosen):
        raise bad("LOCALES", value, "en, ja, or both with a comma, the first being the default")
    return chosen


def ranges(value: str) -> tuple[str, ...]:
    """Address ranges."""
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    for part in parts:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise bad("PRIVATE_TARGETS", part, "address ranges with commas, such as 10.1.0.0/16") from None
    return parts


def calendar(value: str) -> str:
    """A country or region whose working days are known."""
    try:
        parse_calendar_code(value or "JP")
    except ValueError as error:
        raise bad("CALENDAR", value, str(error)) from None
    return value or "JP"


def mail_from(value: str) -> str | None:
    """The sender of mails."""
    if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+ <[^@\s<>]+@[^@\s<>]+>", value):
        raise bad("MAIL_FROM", value, "name@company.example or Name <name@company.example>")
    return value or None


def mail_bounces(value: str) -> str | None:
    """Where mails come back to, if anywhere; the part before the @ leaves room for the mark of each mail (RFC 5321)."""
    if value and (".." in value or not BOUNCES.fullmatch(value)):
        raise bad("MAIL_BOUNCES", value, "bounces@company.example, with at most 32 plain characters before the @")
    return value.lower() or None
