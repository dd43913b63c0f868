"""Settings: unknown or malformed values stop the start with their name and what is accepted."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from portal.config import BadSetting, from_environ

FINE = {"PORTAL_SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("PORTAL_AUDIENCE", "everyone", "public or members"),
        ("PORTAL_PORT", "80000", "from 1 to 65535"),
        ("PORTAL_PORT", "٣", "from 1 to 65535"),
        ("PORTAL_LOCALES", "en,de", "en, ja"),
        ("PORTAL_LOCALES", "en,en", "en, ja"),
        ("PORTAL_BASE_URL", "portal.example", "https://"),
        ("PORTAL_DATABASE_URL", "mysql://x", "postgresql://"),
        ("PORTAL_VALKEY_URL", "http://x", "redis://"),
        ("PORTAL_MAIL_URL", "mail.example:25", "smtp://"),
        ("PORTAL_MAIL_FROM", "not an address", "name@company.example"),
        ("PORTAL_MAIL_BOUNCES", "bounces", "bounces@company.example"),
        ("PORTAL_MAIL_BOUNCES", "Bounces <bounces@company.example>", "bounces@company.example"),
        ("PORTAL_MAIL_BOUNCES", "two..dots@company.example", "bounces@company.example"),
        ("PORTAL_MAIL_BOUNCES", "a" * 33 + "@company.example", "at most 32"),
        ("PORTAL_CALENDAR", "XX", "such as JP"),
        ("PORTAL_PRIVATE_TARGETS", "10.0.0.0/99", "address ranges"),
        ("PORTAL_TRUSTED_PROXIES", "-1", "from 0 to 9"),
        ("PORTAL_SECRET_KEY", "short", "at least 32"),
        ("PORTAL_BASE_URL", "https://", "https://host"),
        ("PORTAL_BASE_URL", "http://[::1", "https://host"),
        ("PORTAL_BASE_URL", "https://portal.example:99999", "https://host"),
        ("PORTAL_BASE_URL", "https://portal.example/?a=b", "nothing behind it"),
        ("PORTAL_BASE_URL", "https://portal.example/portal", "nothing behind it"),
        ("PORTAL_BASE_URL", "https://portal example", "https://host"),
        ("PORTAL_DATABASE_URL", "sqlite://", "sqlite:////path/to/file"),
        ("PORTAL_DATABASE_URL", "sqlite:///:memory:", "sqlite:////path/to/file"),
        ("PORTAL_DATABASE_URL", "nonsense", "postgresql://"),
        ("PORTAL_DATABASE_URL", "postgresql://", "postgresql://user:password@host/name"),
        ("PORTAL_DATABASE_URL", "postgresql://db/", "postgresql://user:password@host/name"),
        ("PORTAL_DATABASE_URL", "postgresql://db:abc/portal", "postgresql://user:password@host/name"),
        ("PORTAL_DATABASE_URL", "postgresql://db:99999/portal", "postgresql://user:password@host/name"),
        ("PORTAL_VALKEY_URL", "redis://", "redis://host:port"),
        ("PORTAL_VALKEY_URL", "redis://cache:abc", "redis://host:port"),
        ("PORTAL_VALKEY_URL", "redis://cache/first", "redis://host:port"),
        ("PORTAL_VALKEY_URL", "unix://", "unix:///path/to/socket"),
        ("PORTAL_MAIL_URL", "smtp://", "smtp://user:password@host:port"),
        ("PORTAL_MAIL_URL", "smtp://mail:abc", "smtp://user:password@host:port"),
        ("PORTAL_MAIL_URL", "smtp://mail/inbox", "smtp://user:password@host:port"),
        ("PORTAL_DATA_DIR", "/dev/null/data", "a folder"),
    ],
)
def test_a_malformed_value_stops_the_start_and_says_what_is_accepted(name: str, value: str, accepted: str) -> None:
    with pytest.raises(BadSetting) as stopped:
        from_environ(FINE | {name: value})
    assert name in str(stopped.value)
    assert accepted in str(stopped.value)


def test_an_unknown_name_stops_the_start_and_lists_the_known_ones() -> None:
    with pytest.raises(BadSetting, match="PORTAL_DATABSE_URL is not a setting") as stopped:
        from_environ(FINE | {"PORTAL_DATABSE_URL": "sqlite://"})
    assert "PORTAL_DATABASE_URL" in str(stopped.value)


@pytest.mark.parametrize("missing", ["PORTAL_SECRET_KEY", "PORTAL_MAIL_URL"])
def test_production_needs_a_secret_and_a_mail_server(missing: str) -> None:
    environ = FINE | {"PORTAL_BASE_URL": "https://portal.example", "PORTAL_MAIL_URL": "smtp://127.0.0.1:25"}
    assert from_environ(environ).production
    with pytest.raises(BadSetting, match=missing):
        from_environ({name: value for name, value in environ.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_DATABASE_URL", "mysql://portal:hunter2@db/portal"),
        ("PORTAL_DATABASE_URL", "mysql://db/portal?user=portal&password=hunter2"),
        ("PORTAL_MAIL_URL", "smtp://portal:hunter2/#@mail"),
    ],
)
def test_a_password_in_a_bad_address_is_not_printed(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as stopped:
        from_environ(FINE | {name: value})
    assert "hunter2" not in str(stopped.value)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("redis://valkey:6379", "redis://valkey:6379"),
        ("valkey://valkey:6379/1", "redis://valkey:6379/1"),
        ("valkeys://:secret@valkey", "rediss://:secret@valkey"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock"),
    ],
)
def test_the_scheme_of_valkey_is_translated_and_its_host_is_not(given: str, meant: str) -> None:
    assert from_environ(FINE | {"PORTAL_VALKEY_URL": given}).valkey_url == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "http://[::1]:8000"),
        ("BASE_URL", "http://localhost:8000/"),
        ("MAIL_URL", "smtps://u%40x:p%23w@mail.example:465"),
        ("DATABASE_URL", "postgresql+psycopg://postgres:@/postgres?host=/run/pg"),
        ("DATABASE_URL", "sqlite:////tmp/portal.db"),
    ],
)
def test_addresses_that_work_are_taken_as_they_are(name: str, value: str) -> None:
    assert getattr(from_environ(FINE | {f"PORTAL_{name}": value}), name.lower()) == value.rstrip("/")


def test_the_folders_by_default_lie_beside_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    found, home = from_environ(FINE), Path(__file__).parent.parent.parent
    assert (found.content_dir, found.data_dir) == (home / "content", home / "instance")
    assert from_environ(FINE | {"PORTAL_DATA_DIR": "here"}).data_dir == tmp_path / "here"


def test_on_ones_own_machine_a_secret_is_drawn_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    environ = {"PORTAL_DATA_DIR": str(tmp_path / "data")}
    first, second = from_environ(environ), from_environ(environ)
    kept = tmp_path / "data" / "secret_key"
    assert first.secret_key == second.secret_key == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not first.production


def test_postgresql_addresses_get_the_driver_the_portal_uses() -> None:
    assert from_environ(FINE | {"PORTAL_DATABASE_URL": "postgres://a@b/c"}).database_url == "postgresql+psycopg://a@b/c"
