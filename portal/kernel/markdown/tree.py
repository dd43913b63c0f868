"""What is changed in the parsed text before it is written out: headings, task lists, tables, links, images."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.kernel.markdown.emphasis import is_wide
from portal.kernel.markdown.plain import inline_text

ImageUrl = Callable[[str], str | None]

LAST_LEVEL = 6
ANCHOR_LENGTH = 60  # characters
_TASK = re.compile(r"\[([ xX])\]\s")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ALIGN = {"text-align:right": "align-right", "text-align:center": "align-center"}


@dataclass(frozen=True)
class Heading:
    """A heading as shown: `level` 1–6 in the page, `anchor` the id it carries ("" without anchors)."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Picture:
    """An image as the text names it: `src` as the address was written, `line` of the text from 0."""

    src: str
    line: int


def arrange(state: StateCore) -> None:
    """Core rule, after all inline text is parsed and before footnotes are moved to the end."""
    _headings(state)
    _task_lists(state.tokens)
    _tables(state.tokens)
    for token in state.tokens:
        if token.children:
            state.env.setdefault("pictures", []).extend(_pictures(token))
            token.children = _inline(token.children, state.env.get("image_url"))


def _pictures(block: Token) -> Iterator[Picture]:
    """The images of one block, before those that are none of our files become words."""
    line = block.map[0] if block.map else 0
    for token in block.children or []:
        if token.type == "image":
            yield Picture(str(token.attrs.get("src", "")), line)
        line += token.type in ("softbreak", "hardbreak")


def _headings(state: StateCore) -> None:
    """Number levels by nesting, so the page's outline has no gaps whatever the writer used."""
    env, open_levels, used = state.env, list[int](), set[str]()
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            written = int(token.tag[1])
            while open_levels and open_levels[-1] >= written:
                open_levels.pop()
            level = min(env.get("heading_base", 2) + len(open_levels), LAST_LEVEL)
            open_levels.append(written)
            token.tag = f"h{level}"
            text = " ".join(inline_text(state.tokens[index + 1].children or []).split())
            anchor = _anchor(text, used) if env.get("anchors") else ""
            if anchor:
                token.attrSet("id", anchor)
            env.setdefault("headings", []).append(Heading(level, text, anchor))
        elif token.type == "heading_close":
            token.tag = f"h{env['headings'][-1].level}"


def _anchor(text: str, used: set[str]) -> str:
    """An id of letters (Japanese ones too), digits and hyphens that no heading before it has."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())
    base = anchor = "h-" + ("-".join(words)[:ANCHOR_LENGTH].strip("-") or "section")
    number = 1
    while anchor in used:
        number += 1
        anchor = f"{base}-{number}"
    used.add(anchor)
    return anchor


def _task_lists(tokens: list[Token]) -> None:
    """Mark list items that begin with `[ ]` or `[x]`; the box and its label are written by the output rules."""
    lists: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and tokens[index - 2].type == "list_item_open" and token.children:
            found = _TASK.match(token.content)
            if found and token.children[0].type == "text" and token.children[0].content.startswith(found[0].strip()):
                token.children[0].content = token.children[0].content[3:].lstrip()
                checked = found[1] != " "
                token.children.insert(0, Token("task_open", "", 1, meta={"checked": checked}))
                token.children.append(Token("task_close", "", -1))
                tokens[index - 2].attrSet("class", "task-list-item")
                lists[-1].attrSet("class", "contains-task-list")


def _tables(tokens: list[Token]) -> None:
    """Give head cells their scope, say alignment by class, and keep the head's words for the table's name."""
    table = head = None
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            table = token
            table.meta = {"columns": []}
        elif token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style in _ALIGN:
                token.attrSet("class", _ALIGN[style])
        if token.type == "th_open" and table:
            head = inline_text(tokens[index + 1].children or []).strip()
            token.tag = "th" if head else "td"  # an empty head cell would be announced as a head of nothing
            if head:
                token.attrSet("scope", "col")
                table.meta["columns"].append(head)
        elif token.type == "th_close":
            token.tag = "th" if head else "td"


def _inline(tokens: list[Token], image_url: ImageUrl | None) -> list[Token]:
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            _outward(token)
        if token.type == "image":
            kept.extend(_image(token, image_url))
        elif token.type == "softbreak" and _joins_wide(tokens, index):
            continue  # a line break inside a Japanese sentence must not become a space
        else:
            kept.append(token)
    return kept


def _joins_wide(tokens: list[Token], index: int) -> bool:
    before = next((token.content for token in reversed(tokens[max(index - 3, 0) : index]) if token.content), "")
    after = next((token.content for token in tokens[index + 1 : index + 4] if token.content), "")
    return bool(before and after) and is_wide(before[-1]) and is_wide(after[0])


def _outward(link: Token) -> None:
    href = str(link.attrs.get("href", ""))
    if href.startswith("//") or href.lower().startswith(("http:", "https:")):
        link.attrSet("rel", "nofollow noopener")


def _image(token: Token, image_url: ImageUrl | None) -> list[Token]:
    """The image if it is one of our own files, else a link to it or its words."""
    src, words = str(token.attrs.get("src", "")), inline_text(token.children or [])
    own = _own_address(src, image_url)
    if own:
        token.attrSet("src", own)
        token.attrSet("loading", "lazy")
        return [token]
    text = Token("text", "", 0, content=words or src)
    if not src.lower().startswith(("http://", "https://")):
        return [text] if words else []
    link = Token("link_open", "a", 1, attrs={"href": src})
    _outward(link)
    return [link, text, Token("link_close", "a", -1)]


def _own_address(src: str, image_url: ImageUrl | None) -> str | None:
    if src.startswith("/files/"):
        return None if ".." in src else src
    if image_url is None or not src or src.startswith("/") or _SCHEME.match(src):
        return None
    found = image_url(src)
    return found if found and found.startswith("/") and not found.startswith("//") else None
