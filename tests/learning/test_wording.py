"""Whatever the reader of files finds in a text typed on the web is told in the words of the editor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.learning import content
from portal.learning.console.wording import told_to_writers

READERS = (
    "fields",
    "frontmatter",
    "quiz",
    "images",
)  # of front matter and text; the others are about files and folders
ELSEWHERE = {  # put together from parts, or nothing the editor writes
    "“1” must be 1",
    "the picture “1” 1",
    "is not there",
    "lies outside the folder and is not read",
    "the front matter opened by --- is never closed by ---",
}
SAYING = {"Flaw": 1, "say": 1, "_say": 1, "_wrong": 1}  # the argument that is the message


def said(module: str) -> Iterator[str]:
    """Every message of the module, "1" wherever something is filled in."""
    tree = ast.parse((Path(content.__file__).parent / f"{module}.py").read_text("utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in SAYING and len(call.args) > SAYING[name] and (text := _literal(call.args[SAYING[name]])):
            yield f"“1” must be {text}" if name == "_wrong" else text


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


@pytest.mark.parametrize("message", [message for module in READERS for message in dict.fromkeys(said(module))])
def test_each_message_has_words_of_the_editor(message):
    if message not in ELSEWHERE:
        assert told_to_writers(message).text != message


def test_what_is_typed_cannot_break_the_message(app):
    with app.app_context():
        assert told_to_writers("“100% %(x)s” is not one of the choices").text.startswith("“100% %(x)s” is not one")
        assert told_to_writers("“amount” must be a number JPY can express, like 980") == (
            "Write an amount that JPY can express, such as 980.",
            "amount",
        )
        assert told_to_writers("something new") == ("something new", "")
