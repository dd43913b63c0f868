"""What shows that the person in this browser is the one whose account it is."""

from __future__ import annotations

from portal.accounts import browser, passwords, sessions, throttle
from portal.accounts.models import SignIn
from portal.kernel.access import me
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _


def here() -> SignIn:
    """The session of this browser. Raises NotFound when it has ended."""
    found = browser.this_sign_in()
    if found is None:
        raise NotFound(_("This session has ended already."))
    return found


def proved(typed: str) -> bool:
    """Whether the person showed who they are. Raises Invalid (`current_password`) for a wrong password, TooMany.

    False: there is no password, and the last link was used more than 15 minutes ago.
    """
    person = me()
    kept = passwords.of_person(person.id)
    if kept is None:
        return sessions.proved_recently(here())
    tries = (throttle.PASSWORD_FROM_ADDRESS, browser.address()), (throttle.PASSWORD_OF_ACCOUNT, person.email)
    throttle.count(*tries)
    if not passwords.matches(kept, typed):
        raise Invalid(_("This is not your present password."), "current_password")
    throttle.forgive(*tries)
    return True
