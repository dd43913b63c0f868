"""The `portal` command as its users call it: `main()` with arguments and settings, its words and its exit code."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
import structlog
from prometheus_client import values

from portal import cli

SECRET = "a key for tests, long enough to be taken"
STAGES = '[[stage]]\nkey = "onboarding"\nname = {en = "Onboarding", ja = "導入"}\nlabel = {en = "Start", ja = "開始"}\n'


class Done(NamedTuple):
    """How a command ended: exit code, what it said, what it complained about."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def write_content(folder: Path) -> Path:
    """A menu of two items."""
    (folder / "en" / "onboarding").mkdir(parents=True)
    (folder / "stages.toml").write_text(STAGES)
    for name in ("first", "second"):
        (folder / "en" / "onboarding" / f"{name}.md").write_text(f"---\ntitle: The {name}\n---\nSome words to read.\n")
    return folder


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal on which `portal setup` ran once; tests work on copies of it."""
    home = tmp_path_factory.mktemp("set-up")
    write_content(home / "content")
    with pytest.MonkeyPatch.context() as patch:
        call(patch, home, "setup")
    return home


def call(patch: pytest.MonkeyPatch, home: Path, *arguments: str, **settings: str | None) -> int:
    """The exit code of `portal …`; settings that are None are not set."""
    environ = {"data_dir": str(home / "data"), "content_dir": str(home / "content"), "secret_key": SECRET, **settings}
    for name, value in environ.items():
        if value is None:
            patch.delenv(f"PORTAL_{name.upper()}", raising=False)
        else:
            patch.setenv(f"PORTAL_{name.upper()}", value)
    patch.setenv("PYTHONUNBUFFERED", "1")
    patch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    patch.setattr(values, "ValueClass", values.ValueClass)  # serve counts in files; the tests after it do not
    patch.setattr(sys, "argv", ["portal", *arguments])
    spoke = structlog.get_config()
    gc.freeze()  # what the tests before left stays: looking through it too was most of these tests' time
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        structlog.configure(**spoke)  # the command's log goes where this test's output goes, which ends with it
        gc.collect()
    return 0


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder for a portal, with content, where nothing ran yet."""
    write_content(tmp_path / "content")
    return tmp_path


@pytest.fixture
def home(set_up: Path, tmp_path: Path) -> Path:
    """The folder of a portal that is set up and holds nobody."""
    return Path(shutil.copytree(set_up, tmp_path, dirs_exist_ok=True))


@pytest.fixture(scope="session")
def shown(set_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with a small demo; tests work on copies of it."""
    home = Path(shutil.copytree(set_up, tmp_path_factory.mktemp("shown"), dirs_exist_ok=True))
    with pytest.MonkeyPatch.context() as patch:
        line = ("demo", "--people", "4", "--ideas", "0", "--questions", "0", "--language", "en")
        assert call(patch, home, *line) == 0
    return home


@pytest.fixture
def demo(shown: Path, tmp_path: Path) -> Path:
    """The folder of a portal with a small demo."""
    return Path(shutil.copytree(shown, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run(home, "setup", audience="members")`."""

    def run(home: Path, *arguments: str, **settings: str | None) -> Done:
        capsys.readouterr()
        code = call(monkeypatch, home, *arguments, **settings)
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def ask() -> Iterator[Callable[[Path, str], list[Any]]]:
    """`ask(home, "SELECT …")`: the rows of a portal's database as tuples."""

    def ask(home: Path, question: str) -> list[Any]:
        engine = sa.create_engine(f"sqlite:///{home / 'data' / 'portal.db'}", poolclass=sa.NullPool)
        with engine.begin() as connection:
            found = connection.execute(sa.text(question))
            return [tuple(row) for row in found] if found.returns_rows else []

    return ask
