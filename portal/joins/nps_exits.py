"""What follows from the reason of an answer: content that helps, ideas to vote for, or a request and its state."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.models import Person
from portal.community.queries.similar import items_like
from portal.ideas.labels import Words
from portal.ideas.labels import words as idea_words
from portal.ideas.queries import similar as ideas
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.events import Event, inside
from portal.kernel.searchable import Hit
from portal.success.commands.requests import TITLE_LENGTH, Wanted, make
from portal.success.labels import REQUEST_LOOKS, REQUEST_STATES, Look
from portal.success.models import CustomerRequest
from portal.success.policy import SURVEY, may_ask
from portal.surveys.events import EXPLAINED
from portal.surveys.models import Response
from portal.surveys.policy import HOWTO, MISSING, SERVICE
from portal.surveys.queries.asked import Asked, read_exits_with

SHOWN = 3  # items, and ideas


@dataclass(frozen=True)
class Exits:
    """`about` says which one it is; the lists of the others are empty."""

    about: str
    items: list[Hit]
    ideas: list[ideas.Similar]
    words: Words  # names of states
    request: CustomerRequest | None
    state: str = ""
    look: Look | None = None


def exits(found: Asked) -> Exits | None:
    """For the page of thanks, as who was asked sees it."""
    answer, person = found.answer, found.person
    if answer is None or not answer.about:
        return None
    title, text = _title(answer.words), answer.words
    about_items = items_like(person, title, text, SHOWN) if answer.about == HOWTO and title else []
    like = ideas.similar(person, title, text, limit=SHOWN) if answer.about == MISSING and title else []
    request = db.session.get(CustomerRequest, answer.request_id) if answer.request_id else None
    state = str(REQUEST_STATES[request.state]) if request else ""
    look = REQUEST_LOOKS[request.state] if request else None
    names = idea_words()
    return Exits(answer.about, about_items, ideas.rows(like, person, names), names, request, state, look)


@inside(EXPLAINED)
def ask(event: Event) -> None:
    """What is about service becomes a request, once, unless they want no contact or wrote nothing to go by."""
    answer = db.session.get_one(Response, event.subject_id)
    person = db.session.get_one(Person, answer.person_id)
    if answer.about != SERVICE or answer.request_id or not answer.words or answer.contact == "none":
        return
    if not may_ask(person) or person.organization_id != answer.organization_id:
        return
    try:
        made = make(person, Wanted(SURVEY, _title(answer.words), answer.words), kinds=(SURVEY,))
    except Refused:  # so many of theirs wait that no more are taken; the answer itself is kept
        return
    answer.request_id = made.id


def _title(text: str) -> str:
    """The first line, as a title."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


read_exits_with(exits)
