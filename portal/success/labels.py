"""What code words of success are called."""

from __future__ import annotations

from typing import NamedTuple

from portal.kernel.i18n import lazy
from portal.success.policy import (
    ACCEPTED,
    DECLINED,
    DONE,
    DRAFT,
    DROPPED,
    FULFILLED,
    HAND,
    IN_WORK,
    LIVE,
    NPS,
    OPEN,
    QUESTION,
    RECEIVED,
    REFERENCE,
    REQUEST,
    RETIRED,
    SERVICE,
    SNOOZED,
)


class Look(NamedTuple):
    """How a chip stands out."""

    icon: str
    tone: str = ""


KINDS = {  # of requests, as customers choose them
    "help": lazy("Help with using the product"),
    "training": lazy("Training or onboarding"),
    "review": lazy("A review of how we use it"),
    "contract": lazy("Contract, licences or invoices"),
    "other": lazy("Something else"),
}
SERVICE_KIND = lazy("Paid service")
SURVEY_KIND = lazy("Your answer to the survey")
STATES = {
    OPEN: lazy("Open"),
    SNOOZED: lazy("On hold"),
    DONE: lazy("Done"),
    DROPPED: lazy("Dropped"),
}
REQUEST_STATES = {
    RECEIVED: lazy("Received"),
    IN_WORK: lazy("In work"),
    ACCEPTED: lazy("Accepted"),
    DECLINED: lazy("Declined"),
    FULFILLED: lazy("Done"),
}
REQUEST_LOOKS = {
    RECEIVED: Look(icon="mail"),
    IN_WORK: Look(icon="clock", tone="warn"),
    ACCEPTED: Look(icon="check", tone="plan"),
    DECLINED: Look(icon="x", tone="bad"),
    FULFILLED: Look(icon="check", tone="good"),
}
REQUEST_MEANINGS = {  # for customers
    RECEIVED: lazy("We have it, and will look at it next."),
    IN_WORK: lazy("Somebody is working on it."),
    ACCEPTED: lazy("We will do it. What happens when is agreed with you."),
    DECLINED: lazy("We will not do it. The reason stands below."),
    FULFILLED: lazy("It is done."),
}
SOURCES = {
    REQUEST: lazy("Request"),
    SERVICE: lazy("Paid service"),
    QUESTION: lazy("Question"),
    HAND: lazy("Noted by staff"),
    NPS: lazy("Would not recommend us"),
    REFERENCE: lazy("Would tell others about us"),
}
SOURCE_LOOKS = {
    REQUEST: Look(icon="mail"),
    SERVICE: Look(icon="heart-handshake"),
    QUESTION: Look(icon="message-question"),
    HAND: Look(icon="pencil"),
    NPS: Look(icon="mood-sad", tone="bad"),
    REFERENCE: Look(icon="speakerphone", tone="good"),
}
OUTCOMES = {
    "solved": lazy("Solved"),
    "agreed": lazy("Plan agreed"),
    "informed": lazy("Answered, nothing more to do"),
    "no_contact": lazy("No contact wanted"),
    "not_reached": lazy("Could not be reached"),
}
STEPS = {
    "opened": lazy("Put on the list"),
    "joined": lazy("Came up again"),
    "taken": lazy("Taken"),
    "handed": lazy("Handed over"),
    "snoozed": lazy("Put off"),
    "woken": lazy("Back on the list"),
    "done": lazy("Done"),
    "dropped": lazy("Dropped"),
    "reopened": lazy("Opened again"),
    "noted": lazy("Note for colleagues"),
    "planned": lazy("Tasks from a playbook"),
    "answered": lazy("Request answered"),
}
PLAYBOOK_STATES = {DRAFT: lazy("Draft"), LIVE: lazy("Live"), RETIRED: lazy("Retired")}
