"""Front matter: the YAML between two `---` lines, kept as nodes so that each finding has its line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import yaml

from portal.learning.content.shapes import Flaw

MAX_SIZE = 64_000  # characters
MAX_DEPTH = 10
MAX_EVENTS = 10_000
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


@dataclass(frozen=True)
class Entry:
    """The value of one key and the line of the key in its file."""

    line: int
    node: yaml.Node


def split(text: str) -> tuple[str, str, int]:
    """Front matter ("" without any), body, and the line the body begins on. Raises Flaw when it is not closed."""
    first, _newline, rest = text.partition("\n")
    if first.rstrip() != "---":
        return "", text, 1
    end = _END.search(rest)
    if end is None:
        raise Flaw(1, "the front matter opened by --- is never closed by ---")
    header = rest[: end.start()]
    body = rest[end.end() :].removeprefix("\n")
    return header, body, header.count("\n") + 3


def parse(header: str) -> dict[str, Entry]:
    """Keys in the order written. Raises Flaw for broken YAML, aliases, double keys, and what is too deep or large."""
    if len(header) > MAX_SIZE:
        raise Flaw(2, f"the front matter has more than {MAX_SIZE} characters")
    try:
        _refuse_bombs(header)
        node = yaml.compose(header, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Flaw(_line(mark), f"broken YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = header.count("\n", 0, error.position) + 2
        raise Flaw(line, f"character U+{ord(header[error.position]):04X} is not allowed in front matter") from error
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise Flaw(_line(node.start_mark), "the front matter must be lines of the form key: value")
    return _entries(node)


def _refuse_bombs(header: str) -> None:
    """Look at the flat events first: composing nested nodes recurses, and aliases can grow without bound."""
    depth = 0
    for count, event in enumerate(yaml.parse(header, Loader=yaml.SafeLoader)):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        line = _line(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise Flaw(line, f"YAML aliases (*{event.anchor}) are not allowed: write the value out")
        if isinstance(event, yaml.DocumentStartEvent) and count > 1:
            raise Flaw(line, "the front matter must be one YAML document")
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            raise Flaw(line, "the front matter is nested too deep or has too many values")


def _entries(node: yaml.MappingNode) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for key, value in node.value:
        line = _line(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise Flaw(line, "a key must be a plain word")
        if key.value in found:
            raise Flaw(line, f"“{storable(key.value)}” is given twice (first on line {found[key.value].line})")
        found[key.value] = Entry(line, value)
    return found


def _line(mark: Any) -> int:
    """The line in the file: marks count from 0, and the file has the `---` line before."""
    return int(mark.line) + 2 if mark else 2


def storable(text: str) -> str:
    """`text` with what databases refuse (NUL, lone surrogates) replaced; both can be written as escapes in YAML."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def json_value(node: yaml.Node) -> Any:
    """A node as a JSON value: what YAML would make a date, an infinite number or a tagged thing stays a string."""
    if isinstance(node, yaml.MappingNode):
        return {str(json_value(key)): json_value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [json_value(part) for part in node.value]
    kind, text = node.tag.rsplit(":", 1)[-1], storable(str(node.value))
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    try:
        if kind == "int":
            return int(text)
        if kind == "float" and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        return text  # YAML's own spellings: 0x1f, 1_000, 12:30
    return text
