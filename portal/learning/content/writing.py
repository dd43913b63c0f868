"""A text as the editor has it, field by field, and the file it is: one is made from the other and back.

The rules are those of files alone: what the editor says is written as a file and read by `texts.read_text`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent, indent
from typing import Any, NamedTuple

import yaml

from portal.learning.content.files import decode
from portal.learning.content.frontmatter import Entry, json_value, parse, split
from portal.learning.content.shapes import Flaw

PRICE = ("amount", "currency", "per", "free_counterpart", "purpose")
LISTS = frozenset(("jobs", "tags", "prerequisites", "next", "lessons", "audience", "supersedes"))
_ORDER = (
    "title summary format minutes level jobs tags problem prerequisites next lessons audience price owner"
    " review_days supersedes material_change"
)
ORDER = _ORDER.split()
OWN = ("title", "summary", "problem", "tags")  # each language has its own
SHARED = tuple(key for key in ORDER if key not in (*OWN, "price")) + PRICE
DEFAULTS = {"format": "article", "review_days": "180"}  # said, so that what was left out reads like what was written
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?=\s|$)")
_CLOSING = re.compile(r"^(?=(?:---|\.\.\.)[ \t]*$)", re.MULTILINE)


@dataclass(frozen=True)
class Words:
    """One language: its own front matter, the quiz and all further front matter as YAML, and the Markdown."""

    title: str = ""
    summary: str = ""
    problem: str = ""
    tags: str = ""  # with commas between them, as all lists here
    quiz: str = ""
    rest: str = ""
    body: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written in this language."""
        return not any(value.strip() for value in vars(self).values())


@dataclass(frozen=True)
class Writing:
    """An item as it is typed. `facts`: the keys of SHARED."""

    facts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)  # by locale


class Page(NamedTuple):
    """A file, and on which of its lines (from 1, ascending) each field begins."""

    text: str
    begins: list[int]
    fields: list[str]

    def where(self, line: int) -> tuple[str, int]:
        """The field a line of the file belongs to, "" for none, and the line within it, from 1."""
        place = bisect_right(self.begins, line) - 1
        return (self.fields[place], line - self.begins[place] + 1) if place >= 0 else ("", line)


def pages_of(writing: Writing) -> dict[str, Page]:
    """The file of each language something was written in."""
    return {locale: _page(words, writing.facts) for locale, words in writing.words.items() if not words.empty}


def _page(words: Words, facts: Mapping[str, str]) -> Page:
    lines, begins, fields = ["---"], [1], [""]

    def add(name: str, written: str) -> None:
        begins.append(len(lines) + 1)
        fields.append(name)
        lines.extend(written.split("\n"))

    for key in ORDER:
        value = _price(facts) if key == "price" else _value(key, getattr(words, key, None) or facts.get(key, ""))
        if value:
            add("amount" if key == "price" else key, f"{key}: {_yaml(value)}")
    if rest := _tidy(words.rest):
        add("rest", _CLOSING.sub("# ", rest.lstrip()))
    if quiz := _tidy(words.quiz):
        lines.append("quiz:")
        add("quiz", indent(dedent(quiz), "  "))
    add("", "---")
    add("body", _tidy(words.body))
    return Page("\n".join(lines) + "\n", begins, fields)


def _value(key: str, typed: str) -> str | list[str]:
    return _listed(typed) if key in LISTS else " ".join(typed.split())


def _listed(typed: str) -> list[str]:
    return [word for part in re.split(r"[,、，\n]", typed) if (word := " ".join(part.split()))]


def _price(facts: Mapping[str, str]) -> dict[str, str]:
    """Nothing unless an amount or a currency is given."""
    price = {key: " ".join(facts.get(key, "").split()) for key in PRICE}
    return {key: value for key, value in price.items() if value} if price["amount"] or price["currency"] else {}


def _yaml(value: Any) -> str:
    """As people write it: lists in brackets, all on one line, quotes only where they are needed."""
    text: str = yaml.dump(value, Dumper=_Plain, allow_unicode=True, default_flow_style=True, width=1 << 30)
    return text.removesuffix("...\n").rstrip("\n")


class _Plain(yaml.SafeDumper):
    """Writes numbers and dates as they were typed: the reader takes every value as text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True  # those are refused when it is read


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    tag = "tag:yaml.org,2002:str"
    if re.fullmatch(r"[0-9][0-9.-]*", value):  # by the tag it would be read with, none is written
        tag = dumper.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
    return yaml.ScalarNode(tag, value)


_Plain.add_representer(str, _text)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def writing_of(files: Mapping[str, str], locales: Iterable[str]) -> Writing:
    """The fields of these files; what is the item's comes from the first language that has one."""
    found = {locale: _fields(files[locale]) for locale in locales if files.get(locale)}
    first = next(iter(found.values()), {})
    facts = {key: first.get(key, "") or DEFAULTS.get(key, "") for key in SHARED}
    facts["audience"] = ", ".join(word.lower().removeprefix("tier:") for word in _listed(facts["audience"])) or "public"
    names = (*OWN, "quiz", "rest", "body")
    return Writing(
        facts, {locale: Words(**{name: own.get(name, "") for name in names}) for locale, own in found.items()}
    )


def _fields(file: str) -> dict[str, str]:
    text = decode(file.encode(errors="replace").replace(b"\0", b""))
    try:
        header, body, _line = split(text)
    except Flaw:
        header, body = "", text
    found, rest = {"body": body.rstrip("\n")}, []
    for key, raw in _blocks(header):
        node = _node(raw)
        if key == "quiz":
            found[key] = _block(raw, node)
        elif key == "price" and isinstance(node, yaml.MappingNode) and {k.value for k, _v in node.value} <= set(PRICE):
            found |= {str(k.value): str(json_value(v)) if v.value else "" for k, v in node.value}
        elif key in ORDER and key != "price" and (value := _shown(node)) is not None:
            found[key] = value
        else:
            rest.append(raw)
    return found | {"rest": "\n".join(rest)}


def _blocks(header: str) -> list[tuple[str, str]]:
    """Each key with its lines. In a header that is broken, what begins a line and ends in a colon is a key."""
    lines = header.rstrip("\n").split("\n")
    try:
        begins = [(entry.line - 2, key) for key, entry in parse(header).items()]
    except Flaw:
        begins = [(number, match[1]) for number, line in enumerate(lines) if (match := _KEY.match(line))]
    ends = [number for number, _key in begins[1:]] + [len(lines)]
    return [(key, "\n".join(lines[at:end])) for (at, key), end in zip(begins, ends, strict=True)]


def _node(raw: str) -> yaml.Node | None:
    try:
        entry: Entry | None = next(iter(parse(raw).values()), None)
    except Flaw:
        return None
    return entry.node if entry else None


def _shown(node: yaml.Node | None) -> str | None:
    """One line: a text, or a list with commas between its texts; None for anything else."""
    if isinstance(node, yaml.SequenceNode) and all(isinstance(part, yaml.ScalarNode) for part in node.value):
        return ", ".join(str(part.value) for part in node.value)
    return " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else None


def _block(raw: str, node: yaml.Node | None) -> str:
    """The lines below the key as they are written; what stands beside it is written anew."""
    head, _newline, below = raw.partition("\n")
    beside = head.partition(":")[2].strip()
    if node is not None and beside and not beside.startswith("#"):
        text: str = yaml.safe_dump(json_value(node), allow_unicode=True, sort_keys=False, width=1 << 30)
        return text.rstrip("\n")
    return dedent(below).strip("\n")
