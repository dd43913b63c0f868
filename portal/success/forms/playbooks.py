"""A playbook as it is typed: its words, and its steps in rows of which the empty ones are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request
from wtforms import BooleanField, RadioField, StringField, TextAreaField

from portal.accounts.forms.base import Versioned
from portal.accounts.forms.console import choices
from portal.kernel.i18n import lazy
from portal.success.commands.playbooks import ABOUT_LENGTH, NAME_LENGTH, Plan, Step
from portal.success.labels import PLAYBOOK_STATES
from portal.success.models import PlaybookStep

SPARE = 3  # empty rows below those that are filled


class Row(NamedTuple):
    """One step as the form holds it."""

    text: str = ""
    days: str = ""
    team: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.text.strip() or self.days.strip())


class PlaybookForm(Versioned):
    """Name, when it is meant, its state, and whether it was reviewed just now; `rows` are its steps."""

    name = StringField(lazy("Name"), render_kw={"maxlength": NAME_LENGTH})
    about = TextAreaField(lazy("When to use it"), render_kw={"rows": 2, "maxlength": ABOUT_LENGTH})
    state = RadioField(lazy("State"), validate_choice=False)
    reviewed = BooleanField(lazy("I have read all of it just now, and it is right"))
    rows: list[Row]

    def __init__(self, *args: Any, steps: Sequence[PlaybookStep] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = choices([(code, str(name)) for code, name in PLAYBOOK_STATES.items()])
        self.rows = _typed() if self.is_submitted() else rows_of(steps)

    @property
    def shown_rows(self) -> list[Row]:
        """The rows, and empty ones to go on."""
        return [*self.rows, *([Row()] * SPARE)]

    def plan(self) -> Plan:
        """As it was typed."""
        steps = [Step(row.text, _number(row.days or "0"), _number(row.team) or None) for row in self.rows]
        words = self.name.data or "", self.about.data or "", self.state.data or ""
        return Plan(*words, steps, reviewed=bool(self.reviewed.data))


def _typed() -> list[Row]:
    columns = [request.form.getlist(f"step-{name}") for name in ("text", "days", "team")]
    return [row for row in (Row(*cells) for cells in zip(*columns, strict=False)) if not row.empty]


def rows_of(steps: Sequence[PlaybookStep]) -> list[Row]:
    """Steps that stand, as the form holds them."""
    return [Row(one.text, str(one.days), str(one.team_id or "")) for one in steps]


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 6 else None
