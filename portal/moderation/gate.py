"""What stops people who are new: sending a form quicker than anybody types, and posting too often within an hour.

`stopped` is asked by a view before it writes anything. The form then says why; all that was typed stays in it.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import make_response
from flask.typing import ResponseReturnValue

from portal.accounts import throttle
from portal.accounts.models import Person
from portal.config import settings
from portal.kernel.errors import TooMany
from portal.kernel.i18n import _, ngettext
from portal.kernel.unhurried import Unhurried
from portal.moderation.queries.newcomers import is_new

HOUR = 3600


class Stop(NamedTuple):
    """The status of the answer, and how many seconds to wait."""

    status: int
    seconds: int = 0

    def answer(self, page: ResponseReturnValue) -> ResponseReturnValue:
        """The page with the form, as the answer."""
        made = make_response(page)
        if self.seconds:
            made.headers["Retry-After"] = str(self.seconds)
        return made


def stopped(person: Person, form: Unhurried) -> Stop | None:
    """None for who may go on."""
    if not is_new(person):
        return None
    if form.hurried():
        return Stop(422)
    most = settings().new_posts
    try:
        throttle.count((throttle.Limit("post by new person", most, HOUR), str(person.id)))
    except TooMany as error:
        minutes = -(-error.retry_after // 60)
        often = ngettext("You can post once an hour", "You can post %(num)s times an hour", most)
        wait = ngettext("in a minute", "in %(num)s minutes", minutes)
        form.form_errors.append(
            _(
                "%(often)s while you are new here. What you wrote is kept below: send it %(wait)s.",
                often=often,
                wait=wait,
            )
        )
        return Stop(429, error.retry_after)
    return None
