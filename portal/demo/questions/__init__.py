"""What the invented customers ask each other, as lines whose first character says what they are.

`=` area | tags | title of a question, `~` title of its twin, which is merged into it; the line below is the text.
Answers: `"` by a customer, `!` by a champion, `*` by staff, `<+` by who asked. A `+` behind the sign: it is accepted.
Remarks below the last answer: `<` by who asked, `>` by somebody else, `-` by who wrote the answer.
`^` is added to the last answer later, `&` to the question; `@` the group it is asked in; `#` locked, held, or hidden
and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.demo.questions import (
    anzen,
    dispatch,
    genba,
    haisha,
    integrations,
    invoicing,
    mobile,
    renkei,
    reports,
    security,
    seikyu,
    shukei,
)

ASKER, CUSTOMER, CHAMPION, STAFF, SAME = "asker", "customer", "champion", "staff", "same"
ANSWERS = {'"': CUSTOMER, "!": CHAMPION, "*": STAFF}
REMARKS = {"<": ASKER, ">": CUSTOMER, "-": SAME}
ENGLISH = (mobile, dispatch, invoicing, integrations, reports, security)
JAPANESE = (genba, haisha, seikyu, renkei, shukei, anzen)


@dataclass
class Said:
    """An answer, or a remark below the answer before it."""

    who: str
    text: str
    remark: bool = False
    accepted: bool = False
    added: str = ""  # by its author, later


@dataclass
class Thread:
    """One question and what came of it."""

    area: str
    tags: list[str]
    title: str
    language: str
    text: str = ""
    twin: Thread | None = None
    said: list[Said] = field(default_factory=list)
    added: str = ""
    group: str = ""
    state: str = ""  # locked | held | hidden
    why: str = ""  # it is hidden


def all_threads() -> list[Thread]:
    """Every question, twins inside theirs; both languages by turns, so a part has some of each."""
    english, japanese = (
        [thread for module in modules for thread in read(module.TOLD, language)]
        for modules, language in ((ENGLISH, "en"), (JAPANESE, "ja"))
    )
    both = zip(english, japanese, strict=False)
    rest = (english if len(english) > len(japanese) else japanese)[min(len(english), len(japanese)) :]
    return [*(thread for pair in both for thread in pair), *rest]


def read(text: str, language: str) -> list[Thread]:
    """The threads of these lines."""
    found: list[Thread] = []
    for line in text.splitlines():
        sign, rest = line[0], line[2:]
        if sign == "=":
            area, tags, title = (part.strip() for part in rest.split("|"))
            found.append(Thread(area, tags.replace(", ", ",").split(","), title, language))
        elif sign == "~":
            found[-1].twin = Thread(found[-1].area, [], rest, language)
        elif sign in ANSWERS or line.startswith("<+"):
            accepted = rest.startswith(" ")
            found[-1].said.append(Said(ANSWERS.get(sign, ASKER), rest.strip(), accepted=accepted))
        elif sign in REMARKS:
            found[-1].said.append(Said(REMARKS[sign], rest, remark=True))
        else:
            _more(found[-1], sign, line)
    return found


def _more(thread: Thread, sign: str, line: str) -> None:
    rest = line[1:].strip()
    if sign == "^":
        [*_before, last] = [said for said in thread.said if not said.remark]
        last.added = rest
    elif sign == "&":
        thread.added = rest
    elif sign == "@":
        thread.group = rest
    elif sign == "#":
        thread.state, _space, thread.why = rest.partition(" ")
    else:
        (thread.twin or thread).text = line
