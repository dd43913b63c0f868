"""Who sees and works on follow-ups, who may make a request, and what the states mean."""

from __future__ import annotations

from portal.accounts.models import Person, Role

WORK = Role.CS | Role.PRODUCT | Role.ADMIN  # product: what is its teams' or its own
ALL = Role.CS | Role.ADMIN  # see every team's follow-ups, look after playbooks, teams and the clock
OPEN, SNOOZED, DONE, DROPPED = "open", "snoozed", "done", "dropped"
UNSETTLED = (OPEN, SNOOZED)
RECEIVED, IN_WORK, ACCEPTED, DECLINED, FULFILLED = "received", "work", "accepted", "declined", "done"
REQUEST_STATES = (RECEIVED, IN_WORK, ACCEPTED, DECLINED, FULFILLED)
ANSWERED = (ACCEPTED, DECLINED, FULFILLED)  # states in which a follow-up may end
DRAFT, LIVE, RETIRED = "draft", "live", "retired"
PLAYBOOK_STATES = (DRAFT, LIVE, RETIRED)
CS_TEAM = "cs"  # what nobody in particular has goes here
REQUEST, SERVICE, QUESTION, HAND = "request", "service", "question", "hand"  # kinds of source
NPS, REFERENCE = "nps", "reference"  # kinds of source, too: an answer to a survey
SURVEY = "survey"  # kind of request that came of an answer to a survey: no colleague reads it
DETRACTOR, ADVOCACY = "detractor", "advocacy"  # reasons


def sees_all(person: Person) -> bool:
    """Customer success and admins; product sees what is its teams' or its own."""
    return person.has(ALL)


def may_manage(person: Person) -> bool:
    """May change playbooks, teams and the clock."""
    return person.may_write and person.has(ALL)


def may_ask(person: Person) -> bool:
    """People of a customer company, unless suspended."""
    return person.may_write and person.is_member
