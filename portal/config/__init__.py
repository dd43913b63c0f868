"""Settings from the environment: one dataclass, each value checked once, before anything else starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from portal.config import values
from portal.config.values import LOCALES, BadSetting

__all__ = ["DEFAULT_CONTENT", "LOCALES", "LOOPBACK", "BadSetting", "Settings", "from_environ", "settings"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOME = Path(__file__).parent.parent.parent  # defaults lie beside the code, whatever folder a command is called from
DEFAULT_CONTENT = HOME / "content"


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside. Sizes and times carry their unit in the comment."""

    secret_key: str  # signs cookies and unsubscribe links
    database_url: str
    data_dir: Path  # database, index, uploads, mail files
    valkey_url: str | None
    mail_url: str | None  # smtp://user:password@host:port, smtps:// for TLS from the start; None keeps mails as files
    mail_from: str
    mail_bounces: str | None  # mails that come back go to <local>+b-…@<domain> of it; None: to the address in mail_from
    base_url: str  # without a trailing slash; mailed links are built from it, never from a request
    audience: str  # public | members
    content_dir: Path
    locales: tuple[str, ...]
    port: int
    trusted_proxies: int  # how many proxies in front may set X-Forwarded-*
    private_targets: tuple[str, ...]  # address ranges that outgoing calls may reach
    new_posts: int  # by somebody new, an hour
    calendar: str  # working days by country and region, as the holidays package names them

    @property
    def production(self) -> bool:
        """Whether others than this machine are meant to reach the portal."""
        return (urlsplit(self.base_url).hostname or "") not in LOOPBACK

    @property
    def kept_secret(self) -> Path:
        """Where a key that was drawn is kept."""
        return self.data_dir / "secret_key"

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
    read = {name: reader(given.get(name, "")) for name, reader in _READ.items()}
    data_dir = read["DATA_DIR"]
    base_url = read["BASE_URL"] or f"http://127.0.0.1:{read['PORT']}"
    found = Settings(
        secret_key=read["SECRET_KEY"] or "",
        database_url=read["DATABASE_URL"] or f"sqlite:///{data_dir / 'portal.db'}",
        data_dir=data_dir,
        valkey_url=read["VALKEY_URL"],
        mail_url=read["MAIL_URL"],
        mail_from=read["MAIL_FROM"] or f"portal@{urlsplit(base_url).hostname}",
        mail_bounces=read["MAIL_BOUNCES"],
        base_url=base_url,
        audience=read["AUDIENCE"],
        content_dir=read["CONTENT_DIR"],
        locales=read["LOCALES"],
        port=read["PORT"],
        trusted_proxies=read["TRUSTED_PROXIES"],
        private_targets=read["PRIVATE_TARGETS"],
        new_posts=read["NEW_POSTS"],
        calendar=read["CALENDAR"],
    )
    _make(data_dir)
    return _fit_for_production(found)


def _fit_for_production(found: Settings) -> Settings:
    if not found.production:
        return found if found.secret_key else _with_kept_secret(found)
    for name, value in (("SECRET_KEY", found.secret_key), ("MAIL_URL", found.mail_url)):
        if not value:
            raise BadSetting(f"PORTAL_{name} is needed when PORTAL_BASE_URL is not on this machine ({found.base_url}).")
    return found


def _make(data_dir: Path) -> None:
    """The data folder, so that nothing fails over it later."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_data_dir(data_dir, error.strerror) from None
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise _no_data_dir(data_dir, "Permission denied")


def _no_data_dir(data_dir: Path, reason: str | None) -> BadSetting:
    return values.bad("DATA_DIR", str(data_dir), f"a folder that is there or can be made, and written into ({reason})")


def _with_kept_secret(found: Settings) -> Settings:
    """On one's own machine the key is drawn once and kept beside the data, readable by its owner alone."""
    kept = found.kept_secret
    try:
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(48))
        return replace(found, secret_key=kept.read_text().strip())
    except OSError as error:
        raise _no_data_dir(found.data_dir, f"secret_key: {error.strerror}") from None


_READ: dict[str, Callable[[str], Any]] = {
    "SECRET_KEY": values.secret,
    "DATABASE_URL": values.database,
    "DATA_DIR": values.folder(HOME / "instance"),
    "VALKEY_URL": values.valkey,
    "MAIL_URL": values.mail_server,
    "MAIL_FROM": values.mail_from,
    "MAIL_BOUNCES": values.mail_bounces,
    "BASE_URL": values.base_url,
    "AUDIENCE": values.one_of("AUDIENCE", "public", "members"),
    "CONTENT_DIR": values.folder(DEFAULT_CONTENT),
    "LOCALES": values.locales,
    "PORT": values.number("PORT", 8000, 1, 65535),
    "TRUSTED_PROXIES": values.number("TRUSTED_PROXIES", 0, 0, 9),
    "PRIVATE_TARGETS": values.ranges,
    "NEW_POSTS": values.number("NEW_POSTS", 5, 1, 1000),
    "CALENDAR": values.calendar,
}
