"""The numbers and code words of surveys, and who may do what with them."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Person, Role

ANY_CLOCK = timedelta(days=14)  # nothing within this time of any survey
SAME_CLOCK = timedelta(days=90)  # not the same one within this time
TOO_NEW = timedelta(days=30)  # since the person came
LINK_LASTS = timedelta(days=30)
CHANGEABLE = timedelta(hours=24)
REMIND_AFTER = 5  # local calendar days
ADVOCACY_CLOCK = timedelta(days=365)
MACHINE_WINDOW = timedelta(seconds=10)  # two different scores opened within it: not a person

HAND, DAYS, EVENT = "hand", "days", "event"
WAYS = (HAND, DAYS, EVENT)
LIVE, ARCHIVED, DRAFT, CLOSED = "live", "archived", "draft", "closed"
SENT, IMPORTED = "sent", "imported"  # kinds of wave, beside EVENT
MAIL, CARD, IMPORT = "mail", "card", "import"
SOURCES = (MAIL, CARD, IMPORT)
BUTTON, BY_HAND, NO_SIGNAL = "button", "hand", "none"  # how an answer was sent
SIGNALS = (BUTTON, BY_HAND, NO_SIGNAL, IMPORT)
HOWTO, MISSING, SERVICE, OTHER = "howto", "missing", "service", "other"
ABOUT = (HOWTO, MISSING, SERVICE, OTHER)
CONTACT = ("mail", "call", "none")
OPTED_OUT, BOUNCED, SUSPENDED, INCIDENT = "opted_out", "bounced", "suspended", "incident"
NEW, LATELY, SAME, STOPPED = "too_new", "asked_lately", "asked_this", "stopped"
LEFT_OUT = (OPTED_OUT, BOUNCED, SUSPENDED, INCIDENT, NEW, LATELY, SAME, STOPPED)  # the first that holds is named

READ = Role.CS | Role.PRODUCT | Role.ADMIN
MANAGE = Role.CS | Role.ADMIN


def may_read(person: Person) -> bool:
    """Results and waves are for customer success, product and admins."""
    return person.has(READ)


def may_manage(person: Person) -> bool:
    """Surveys, waves and the incident switch are for customer success and admins."""
    return person.may_write and person.has(MANAGE)
