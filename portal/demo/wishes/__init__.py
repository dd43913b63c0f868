"""What the invented customers wish for, as lines whose first character says what they are.

`=` area | tags | title of an idea, `~` title of its twin, which is merged into it; the line below is the text.
`>` state +quarters-ahead or item | reason, `*` official response, `+` its second version, `"` a comment, `-` a note of
staff, `!` an answer that was promised and is late, `?` one that is promised and due soon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from portal.demo.wishes import japanese, office, outside

AREAS = {  # English and Japanese names by what the lines call them
    "mobile": {"en": "Mobile", "ja": "モバイル"},
    "dispatch": {"en": "Dispatch", "ja": "配車"},
    "invoicing": {"en": "Invoicing", "ja": "請求"},
    "integrations": {"en": "Integrations", "ja": "外部連携"},
    "reports": {"en": "Reports", "ja": "レポート"},
    "security": {"en": "Security", "ja": "セキュリティ"},
}


@dataclass
class Told:
    """One wish and what came of it."""

    area: str
    tags: list[str]
    title: str
    language: str
    text: str = ""
    twins: list[Told] = field(default_factory=list)
    status: str = ""  # "": it stays new
    ahead: int | None = None  # quarters until it is planned to come out
    item: str = ""  # slug of the content that describes it, once shipped
    reason: str = ""
    answers: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    promised: str = ""  # an official response: "late" | "soon"


def all_told() -> list[Told]:
    """Every wish, twins inside theirs."""
    both = ((outside.WISHES, "en"), (office.WISHES, "en"), (japanese.WISHES, "ja"))
    return [one for text, language in both for one in _read(text, language)]


def _read(text: str, language: str) -> list[Told]:
    found: list[Told] = []
    for line in text.splitlines():
        sign, rest = line[0], line[2:]
        if sign == "=":
            area, tags, title = (part.strip() for part in rest.split("|"))
            found.append(Told(area, tags.replace(", ", ",").split(","), title, language))
        elif sign == "~":
            found[-1].twins.append(Told(found[-1].area, [], rest, language))
        elif sign in SIGNS:
            SIGNS[sign](found[-1], rest)
        else:
            (found[-1].twins or found[-1:])[-1].text = line
    return found


def _status(told: Told, rest: str) -> None:
    state, _bar, told.reason = rest.partition(" | ")
    told.status, _space, detail = state.partition(" ")
    if detail.startswith("+"):
        told.ahead = int(detail)
    else:
        told.item = detail


def _promised(how: str, told: Told, _rest: str) -> None:
    told.promised = how


SIGNS: dict[str, Callable[[Told, str], None]] = {
    ">": _status,
    "*": lambda told, rest: told.answers.append(rest),
    "+": lambda told, rest: told.answers.append(rest),
    '"': lambda told, rest: told.comments.append(rest),
    "-": lambda told, rest: told.notes.append(rest),
    "!": partial(_promised, "late"),
    "?": partial(_promised, "soon"),
}
