"""Who reports, who decides, and what the states of a case mean."""

from __future__ import annotations

from portal.accounts.models import Person, Role

MODERATE = Role.CS | Role.PRODUCT | Role.ADMIN
OPEN, WORK, RESOLVED, REJECTED = "open", "work", "resolved", "rejected"
STATES = (OPEN, WORK, RESOLVED, REJECTED)
UNSETTLED = (OPEN, WORK)
FLAGGED, HELD, SEEN = "flagged", "held", "seen"  # how a case came: reported, kept back, or staff saw it themselves


def may_report(person: Person) -> bool:
    """People of a customer company and staff, unless suspended."""
    return person.may_post


def may_be_warned(author: Person) -> bool:
    """People of customers; among colleagues one talks."""
    return author.erased_at is None and not author.is_staff


def may_moderate(person: Person) -> bool:
    """Customer success, product and admins, unless suspended."""
    return person.may_write and person.has(MODERATE)
