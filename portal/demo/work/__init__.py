"""What customers of the demo ask for, what staff note for them, and the playbooks they work by."""

from __future__ import annotations

from typing import NamedTuple

OPEN, PUT_OFF, DONE, DROPPED = "open", "put off", "done", "dropped"


class Book(NamedTuple):
    """A playbook: its steps are words, days, and the slug of a team."""

    name: str
    about: str
    state: str
    steps: tuple[tuple[str, int, str], ...]


class Answer(NamedTuple):
    """What staff say to a request, so many hours after it was made."""

    hours: float
    state: str
    reply: str


class Told(NamedTuple):
    """A follow-up for a company. With `kind` a customer asks (`title` and `words` are theirs), else staff note it.

    `item`: the slug of the paid service that is asked for. `days` ago it begins. `owner`: cs | product | "" for who
    looks after the company | "none" for nobody. `put_off`: days until it comes back. `closing` with `outcome` ends it
    as done, without as dropped. `book`: the name of a playbook whose first `ticked` steps are done.
    """

    company: str
    title: str
    words: str = ""
    days: float = 1.0
    kind: str = ""
    item: str = ""
    owner: str = ""
    team: str = "cs"
    notes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    book: str = ""
    ticked: int = 0
    task: str = ""
    put_off: int = 0
    outcome: str = ""
    closing: str = ""
