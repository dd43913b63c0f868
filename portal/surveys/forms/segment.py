"""Whom to ask, as it is chosen: boxes for what there is little of, names one a line for companies and industries."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from wtforms import BooleanField, SelectMultipleField, TextAreaField, widgets

from portal.accounts.forms.base import Form
from portal.accounts.forms.console import choices
from portal.accounts.models import Organization
from portal.accounts.organization_rules import organization_key
from portal.accounts.policy import JOBS
from portal.accounts.stages import stages
from portal.accounts.wording import INFLUENCE_NAMES, TIER_NAMES, TOUCH_NAMES
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy
from portal.surveys.queries.audience import KEY_PERSONS

BOXES = ("tiers", "touches", "stages", "languages", "jobs", "influences")
LINES = ("industries", "organizations")
MOST_LINES = 500


class Boxes(SelectMultipleField):
    """Any number of boxes; what is no box is left out."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class SegmentForm(Form):
    """The parts of a segment. What is empty chooses nothing, so that an empty form means all people of customers."""

    tiers = Boxes(lazy("Tier"), validate_choice=False)
    touches = Boxes(lazy("Touch"), validate_choice=False)
    stages = Boxes(lazy("Stage"), validate_choice=False)
    languages = Boxes(lazy("Language"), validate_choice=False)
    jobs = Boxes(lazy("Job"), validate_choice=False)
    influences = Boxes(lazy("Influence"), validate_choice=False)
    key_persons = BooleanField(lazy("Key persons only"))
    industries = TextAreaField(lazy("Industries"), render_kw={"rows": 2})
    organizations = TextAreaField(lazy("Companies by name"), render_kw={"rows": 3})

    def offer(self) -> None:
        """Say what may be chosen, in the reader's language."""
        for name, pairs in offers().items():
            self[name].choices = choices(list(pairs.items()))

    def segment(self) -> dict[str, Any]:
        """What was chosen. Raises Invalid (`industries`, `organizations`) for names that nobody has."""
        chosen: dict[str, Any] = {name: list(dict.fromkeys(self[name].data or ())) for name in BOXES}
        for name, known in offers().items():
            if set(chosen[name]) - set(known):
                raise Invalid(_("Choose people by what the form offers."), name)
        chosen["industries"] = _industries(_lines(self.industries))
        chosen["organizations"] = _companies(_lines(self.organizations))
        return chosen | {KEY_PERSONS: bool(self.key_persons.data)}


def offers() -> dict[str, dict[str, str]]:
    """What stands in the boxes: names by code words."""
    return {
        "tiers": {code: str(name) for code, name in TIER_NAMES.items()},
        "touches": {code: str(name) for code, name in TOUCH_NAMES.items()},
        "stages": {stage.slug: stage.name for stage in stages()},
        "languages": {code: LANGUAGE_NAMES[code] for code in settings().locales},
        "jobs": {code: str(name) for code, name in JOBS.items()},
        "influences": {code: str(name) for code, name in INFLUENCE_NAMES.items() if code},
    }


def filled(segment: dict[str, Any], companies: list[str]) -> dict[str, Any]:
    """The values of the form for a segment that stands; `companies`: the names of those in it."""
    values: dict[str, Any] = {name: segment.get(name, []) for name in BOXES}
    values |= {"industries": "\n".join(segment.get("industries", [])), "organizations": "\n".join(companies)}
    return values | {KEY_PERSONS: bool(segment.get(KEY_PERSONS))}


class Part(NamedTuple):
    """One part of a segment in words."""

    label: str
    text: str


def told(segment: dict[str, Any], companies: list[str]) -> list[Part]:
    """The segment in words, part by part; nothing for all people of customers."""
    labels = {name: str(getattr(SegmentForm, name).args[0]) for name in (*BOXES, *LINES)}
    names: dict[str, dict[str, str]] = offers()
    values = {name: [names[name].get(code, code) for code in segment.get(name, [])] for name in BOXES}
    values |= {"industries": segment.get("industries", []), "organizations": companies}
    parts = [Part(labels[name], _(", ").join(some)) for name, some in values.items() if some]
    return parts + ([Part(_("Only"), _("Key persons"))] if segment.get(KEY_PERSONS) else [])


def _lines(field: TextAreaField) -> list[str]:
    lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Invalid(_("Up to %(n)s lines, please.", n=MOST_LINES), field.name)
    return list(dict.fromkeys(lines))


def _industries(lines: list[str]) -> list[str]:
    wanted = sa.select(Organization.industry).where(Organization.industry.in_(lines)).distinct()
    known = set(db.session.scalars(wanted)) if lines else set()
    for line in lines:
        if line not in known:
            raise Invalid(_("No company is in the industry “%(name)s”.", name=line), "industries")
    return lines


def _companies(lines: list[str]) -> list[int]:
    keys = {organization_key(line): line for line in lines}
    wanted = sa.select(Organization.name_key, Organization.id).where(Organization.name_key.in_(keys))
    known = {row.name_key: row.id for row in db.session.execute(wanted)} if keys else {}
    for key, line in keys.items():
        if key not in known:
            raise Invalid(_("There is no company named “%(name)s”.", name=line), "organizations")
    return sorted(known.values())
