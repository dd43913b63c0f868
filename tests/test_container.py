"""What runs the portal in containers says nothing that is not so: commands, settings, files, users."""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from portal.cli import portal
from portal.config import from_environ

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "portal"}
GIVEN = {
    "PORTAL_BASE_URL": "https://portal.company.example",
    "PORTAL_SECRET_KEY": "a key for tests, long enough to be taken",
    "PORTAL_MAIL_URL": "smtp://user:password@mail.company.example:587",
    "POSTGRES_PASSWORD": "lettersand1234",
}


def steps() -> list[tuple[str, str]]:
    """The Containerfile's instructions with what follows, lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Containerfile").read_text())
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest) for name, rest in lines]


def given(word: str) -> list[str]:
    return [rest for name, rest in steps() if name == word]


def filled(value: str) -> str:
    """The value with what the file `.env` gives."""
    return re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: GIVEN[found[1]], str(value))


def parsed(line: list[str]) -> None:
    """The portal takes this command line. Raises KeyError, UsageError."""
    portal.commands[line[0]].make_context(line[0], list(line[1:]))


@pytest.mark.parametrize("name", OURS)
def test_what_is_run_is_a_command_of_the_portal(name: str) -> None:
    parsed(OURS[name]["command"])


def test_the_image_runs_a_command_of_the_portal() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert json.loads(given("ENTRYPOINT")[-1])[0] in scripts
    parsed(json.loads(given("CMD")[-1]))


@pytest.mark.parametrize("name", OURS)
def test_its_settings_are_known_and_fit_for_production(name: str, tmp_path: Path) -> None:
    environ = {key: filled(value) for key, value in OURS[name]["environment"].items()}
    found = from_environ(environ | {"PORTAL_DATA_DIR": str(tmp_path)})
    assert found.production and not found.sqlite and found.valkey_url and found.trusted_proxies == 1


def test_what_is_asked_for_is_what_this_test_gives() -> None:
    """So the list of what the file `.env` needs cannot grow unseen."""
    assert set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text())) == set(GIVEN)


def test_one_thing_is_done_by_one_service() -> None:
    commands = {name: service["command"] for name, service in OURS.items()}
    assert {name for name, line in commands.items() if line[0] == "serve"} == {"web"}
    assert "--no-worker" in commands["web"] and commands["worker"] == ["worker"] and commands["setup"] == ["setup"]
    assert OURS["worker"]["stop_signal"] == "SIGINT"


def test_services_and_volumes_that_are_named_are_there() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
    hosts = re.findall(r"(?:@|//)(\w+)[:/]\S*", " ".join(map(str, OURS["web"]["environment"].values())))
    assert {"postgres", "valkey"} <= set(hosts) & set(SERVICES)


def test_the_root_may_be_read_only_and_the_data_lies_in_a_volume() -> None:
    environ = dict(pair.split("=") for pair in given("ENV")[0].split())
    for service in OURS.values():
        assert service["read_only"] and "/tmp" in service["tmpfs"]
        assert service["volumes"] == [f"data:{environ['PORTAL_DATA_DIR']}"]


def test_it_does_not_run_as_root() -> None:
    assert given("USER") == ["portal"] and "--uid 10001" in " ".join(given("RUN"))
    order = [name for name, _rest in steps()]
    assert order.index("USER") < order.index("ENTRYPOINT") and "RUN" not in order[order.index("USER") :]


def copied() -> list[str]:
    return [
        source for rest in given("COPY") if not rest.startswith("--from") for source in rest.split()[:-1]
    ]  # fmt: skip


@pytest.mark.parametrize("source", sorted(set(copied())))
def test_what_is_copied_is_there_and_not_left_out(source: str) -> None:
    assert (ROOT / source).exists()
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not [pattern for pattern in ignored if fnmatch.fnmatch(source, pattern)]


def test_all_that_the_portal_reads_beside_its_code_is_copied() -> None:
    assert {"content", "migrations", "portal", "requirements.lock", "pyproject.toml"} <= set(copied())
    assert "/build/portal/static/dist portal/static/dist" in " ".join(given("COPY"))


def test_its_health_is_asked_at_an_address_of_the_portal(app: Flask) -> None:
    path = re.search(r"127\.0\.0\.1:8000(/\w+)", given("HEALTHCHECK")[0])
    assert path and path[1] in {rule.rule for rule in app.url_map.iter_rules()}


def test_its_python_is_one_that_the_portal_runs_on() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    used = re.search(r"python:3\.(\d+)", given("FROM")[-1])
    assert used and int(used[1]) >= int(wanted.removeprefix(">=3."))
