"""What staff type on a follow-up. Each part of its page is a form of its own; the prefix keeps their ids apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField

from portal.accounts.forms.base import Form, Versioned
from portal.accounts.forms.console import DayField, choices
from portal.kernel.calendar import moment_of
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy, zone
from portal.success.commands.holding import WORDS_LENGTH
from portal.success.commands.opening import TITLE_LENGTH
from portal.success.commands.requests import REPLY_LENGTH
from portal.success.commands.tasks import TASK_LENGTH
from portal.success.labels import OUTCOMES, REQUEST_STATES
from portal.success.policy import RECEIVED
from portal.success.queries.teams import TeamName

MORNING = time(9)  # when something put off comes back, where its reader is
WORDS = {"rows": 3, "maxlength": WORDS_LENGTH}


def number(field: Any) -> int:
    """The number chosen; 0 for nothing and for what is none."""
    typed = str(field.data or "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def day_in(field: DayField, name: str) -> date | None:
    """The day that was typed, None for nothing. Raises Invalid (`name`) for what is no day."""
    if field.process_errors:
        raise Invalid(str(field.process_errors[0]), name)
    day: date | None = field.data
    return day


class NewForm(Form):
    """A follow-up that staff open themselves."""

    organization = StringField(lazy("Company"), render_kw={"autocomplete": "off"})
    title = StringField(lazy("What is to be done?"), render_kw={"maxlength": TITLE_LENGTH})
    note = TextAreaField(lazy("Why, and what is known so far"), render_kw=WORDS)
    team = SelectField(lazy("Team"), validate_choice=False)
    owner = SelectField(lazy("Owner"), validate_choice=False)

    def offer(self, teams: Sequence[TeamName], staff: Sequence[tuple[int, str]]) -> None:
        """Who may have it."""
        self.team.choices = choices([(str(team.id), team.name) for team in teams])
        keeper = ("0", _("Who looks after the company, else the team"))
        self.owner.choices = choices([keeper, *((str(one), name) for one, name in staff)])


class HandForm(Versioned):
    """To whom it goes."""

    owner = SelectField(lazy("Owner"), validate_choice=False)
    team = SelectField(lazy("Team"), validate_choice=False)
    note = TextAreaField(lazy("What they should know"), render_kw={**WORDS, "rows": 2})

    def offer(self, teams: Sequence[TeamName], staff: Sequence[tuple[int, str]]) -> None:
        """Who may have it."""
        self.team.choices = choices([(str(team.id), team.name) for team in teams])
        self.owner.choices = choices([("0", _("Nobody: all of the team")), *((str(one), name) for one, name in staff)])


class SnoozeForm(Versioned):
    """Until when it leaves the list."""

    until = DayField(lazy("Comes back on"))
    note = TextAreaField(lazy("What it waits for"), render_kw={**WORDS, "rows": 2})

    def moment(self) -> datetime | None:
        """The morning of that day where the reader is. Raises Invalid (`until`) for what is no day."""
        day = day_in(self.until, "until")
        try:
            return moment_of(day, MORNING, zone()) if day else None
        except OverflowError:
            raise Invalid(_("Choose a day from tomorrow on, within a year."), "until") from None


class CloseForm(Versioned):
    """What came of it."""

    outcome = SelectField(lazy("Outcome"), validate_choice=False)
    closing = TextAreaField(lazy("What came of it, or why nothing is to be done"), render_kw=WORDS)

    def offer(self) -> None:
        """The outcomes."""
        pairs = [(code, str(name)) for code, name in OUTCOMES.items()]
        self.outcome.choices = choices([("", _("Choose …")), *pairs])


class NoteForm(Form):
    """Something colleagues should know."""

    text = TextAreaField(lazy("Note for colleagues"), render_kw=WORDS)


class TaskForm(Form):
    """A step to be done."""

    text = StringField(lazy("Task"), render_kw={"maxlength": TASK_LENGTH})
    due = DayField(lazy("By"))

    def day(self) -> date | None:
        """By when; None: no day is set. Raises Invalid (`due`) for what is no day."""
        return day_in(self.due, "due")


class AnswerForm(Versioned):
    """What becomes of a request."""

    state = RadioField(lazy("What becomes of it"), validate_choice=False)
    reply = TextAreaField(lazy("Words to who asked"), render_kw={"rows": 3, "maxlength": REPLY_LENGTH})

    def offer(self) -> None:
        """The states it can come into."""
        pairs = [(code, str(name)) for code, name in REQUEST_STATES.items() if code != RECEIVED]
        self.state.choices = choices(pairs)
