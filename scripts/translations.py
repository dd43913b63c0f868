"""The Japanese catalogue: `check` that every text has one, `update` it with new texts, `compile` it.

Texts are English in the code (`_`, `ngettext`, `lazy`); the catalogue holds each of them once, in Japanese.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "portal/translations/ja/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {name: {"trimmed": "true", "silent": "false"} for name in ("templates/**.html", "templates/**.txt")}
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def empty() -> Catalog:
    """A catalogue without entries; its dates never move, so only texts make a difference."""
    since = datetime(2026, 11, 22, tzinfo=UTC)
    about = {"project": "portal", "version": "1", "header_comment": "# Japanese texts of Portal.", "fuzzy": False}
    who = {"last_translator": "the Portal contributors", "language_team": "ja", "msgid_bugs_address": "-"}
    return Catalog(locale="ja", charset="utf-8", creation_date=since, revision_date=since, **about, **who)


def texts() -> Catalog:
    """Every text the code and the templates speak."""
    found = empty()
    for file, line, message, comments, _context in extract_from_dir(
        ROOT / "portal",
        METHODS,
        OPTIONS,
        KEYWORDS,
        comment_tags=("i18n:",),
        directory_filter=lambda path: Path(path).name != "__pycache__",  # the default leaves `_macros` out
    ):
        found.add(message, locations=[(f"portal/{file}", line)], auto_comments=comments)
    return found


def catalogue() -> Catalog:
    """The Japanese catalogue as it is kept."""
    if not PO.exists():
        return empty()
    with PO.open("rb") as file:
        return read_po(file, locale="ja")


def check() -> list[str]:
    """What is wrong: missing, no longer used, or with other placeholders."""
    wanted, kept = texts(), catalogue()
    problems = []
    for message in wanted:
        if not message.id:
            continue
        known = kept.get(message.id)
        where = ":".join(str(part) for part in message.locations[0])
        text = known.string if known else ""
        strings = text if isinstance(text, tuple) else (text,)
        if not all(strings) or (known and known.fuzzy):
            problems.append(f"{where}: no Japanese for {message.id!r}")
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = set(PLACEHOLDER.findall(" ".join(ids)))
        if any(not set(PLACEHOLDER.findall(string)) <= allowed for string in strings):
            problems.append(f"{where}: the Japanese of {message.id!r} uses a placeholder the English does not have")
    for message in kept:
        if message.id and wanted.get(message.id) is None:
            problems.append(f"{PO.relative_to(ROOT)}: nobody says {message.id!r} any more")
    return problems


def update() -> None:
    """Take new texts in, empty, and unused ones out."""
    kept, new = catalogue(), empty()
    for message in texts():
        if message.id:
            known = kept.get(message.id)
            new.add(message.id, known.string if known else None, auto_comments=message.auto_comments)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=0, sort_output=True, no_location=True)


def compile_catalogue() -> None:
    """Write the file that programs read, if the catalogue is newer."""
    target = PO.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= PO.stat().st_mtime:
        return
    with target.open("wb") as file:
        write_mo(file, catalogue())


def main() -> None:
    """`check`, `update` or `compile`."""
    act = sys.argv[1] if len(sys.argv) > 1 else "check"
    if act == "update":
        update()
    elif act == "compile":
        compile_catalogue()
    elif problems := check():
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
