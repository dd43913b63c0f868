"""A content folder of one's own, and syncs of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.kernel.db import db
from portal.learning import commands
from portal.learning.commands import Report
from tests.learning import acts

STAGES = """
[[stage]]
key = "onboarding"
name = {en = "Onboarding", ja = "オンボーディング"}
label = {en = "Start", ja = "はじめる"}

[[stage]]
key = "adoption"
name = {en = "Adoption", ja = "活用・定着"}
label = {en = "Use", ja = "使いこなす"}

[[stage]]
key = "growth"
name = {en = "Growth", ja = "継続・拡大"}
label = {en = "Grow", ja = "広げる"}

[[stage]]
key = "presales"
name = {en = "Presales", ja = "商談"}
label = {en = "Talk", ja = "話す"}
staff_only = true
"""


class Content:
    """A folder: `content.write("en/onboarding/first.md", title="First")`, `content.sync()`."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "stages.toml").write_text(STAGES)

    def write(self, path: str, body: str = "Some words to read.\n", **front: Any) -> None:
        """One file; keyword arguments are its front matter."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        front.setdefault("title", file.stem.replace("-", " ").capitalize())
        lines = "".join(f"{key}: {value}\n" for key, value in front.items())
        file.write_text(f"---\n{lines}---\n{body}")

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()

    def move(self, path: str, to: str) -> None:
        (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).rename(self.folder / to)

    def sync(self, keep_going: bool = False, take: str = "") -> Report:
        """As the command does it: committed when it was applied."""
        with self.app.app_context():
            report = commands.sync(self.folder, keep_going, take)
            db.session.commit()
            return report

    def check(self) -> Report:
        with self.app.app_context():
            return commands.check(self.folder)


@pytest.fixture
def content(app: Flask, tmp_path: Path) -> Content:
    return Content(app, tmp_path / "content")


@pytest.fixture
def done(app: Flask) -> Callable[..., bool]:
    """`done(person, slug, kind="self")` as the command does it."""
    return lambda person, slug, kind="self": acts.mark(app, person, slug, kind)
