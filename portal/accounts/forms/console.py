"""What staff type about companies and people, parsed. Rules that need other rows are the commands'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice

from portal.accounts.commands.erasing import REASONS
from portal.accounts.commands.organizations import NAME_LENGTH, OrganizationFacts
from portal.accounts.commands.people import PersonFacts
from portal.accounts.forms.base import Filled, Form, Versioned, email_field
from portal.accounts.models import Organization, Person, Role
from portal.accounts.money import money_text, parse_money
from portal.accounts.organization_rules import domains_text, parse_domains
from portal.accounts.policy import JOBS
from portal.accounts.stages import StageChoice
from portal.accounts.wording import INFLUENCE_NAMES, ROLE_NAMES, TIER_NAMES, TOUCH_NAMES
from portal.kernel.errors import Invalid
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy
from portal.kernel.zones import zone_names

ORGANIZATION_FIELDS = tuple(field.name for field in fields(OrganizationFacts))
PERSON_FIELDS = tuple(field.name for field in fields(PersonFacts))


def choices(pairs: Sequence[tuple[Any, Any]]) -> list[SelectChoice]:
    """Pairs of (value, name) as a select field takes them."""
    return [SelectChoice(value, str(name)) for value, name in pairs]


class MoneyField(StringField):
    """An amount in major units; after `read_as`, `data` is minor units, or None when nothing was typed."""

    currency = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed says nothing before its currency is known."""
        self.data: int | None = None

    def read_as(self, currency: str) -> None:
        """Read what was typed as an amount in `currency`; an error becomes the field's."""
        self.currency = currency
        typed = str(self.raw_data[0]).strip() if self.raw_data else ""
        if not typed:
            return
        try:
            self.data, self.process_errors = parse_money(typed, currency), []
        except Invalid as error:
            self.data, self.process_errors = None, [error.message]

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else money_text(self.data, self.currency)


class DomainsField(TextAreaField):
    """Mail domains, one a line; `data` is a tuple of them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with the sentence to show."""
        try:
            self.data = parse_domains(valuelist[0] if valuelist else "")
        except Invalid as error:
            self.data = ()
            raise ValueError(error.message) from None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else domains_text(self.data or ())


class DayField(DateField):
    """A day; an empty one is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with the sentence to show."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = date.fromisoformat(valuelist[0].strip())
            except ValueError:
                raise ValueError(_("Write the day as year-month-day, such as 2027-06-30.")) from None


class OrganizationForm(Versioned):
    """All facts of a company."""

    name = StringField(
        lazy("Company name"), [Filled(lazy("Write the name of the company."))], render_kw={"maxlength": NAME_LENGTH}
    )
    stage = SelectField(lazy("Stage"))
    tier = SelectField(lazy("Tier"))
    tier_reason = StringField(lazy("Why the tier differs from the rule"))
    touch = SelectField(lazy("Touch"))
    touch_reason = StringField(lazy("Why the touch differs from the tier"))
    contract_value = MoneyField(lazy("Contract value a year (ACV)"))
    mrr = MoneyField(lazy("Monthly recurring revenue (MRR)"))
    owner_id = SelectField(lazy("Owner"), coerce=int)
    contract_start = DayField(lazy("Start of the contract"))
    renewal = DayField(lazy("Renewal"))
    industry = StringField(lazy("Industry"))
    language = SelectField(lazy("Language"))
    domains = DomainsField(lazy("Mail domains"))
    may_be_named = BooleanField(lazy("Has agreed to be named in public"))

    def offer(self, stages: Sequence[StageChoice], owners: Sequence[tuple[int, str]], currency: str) -> None:
        """Say what may be chosen, in the reader's language."""
        self.stage.choices = choices([(stage.slug, stage.name) for stage in stages])
        self.tier.choices = choices([("", _("By rule")), *TIER_NAMES.items()])
        self.touch.choices = choices([("", _("From the tier")), *TOUCH_NAMES.items()])
        self.owner_id.choices = choices([(0, _("Nobody: the team’s queue")), *owners])
        self.language.choices = choices(list(LANGUAGE_NAMES.items()))
        self.contract_value.read_as(currency)
        self.mrr.read_as(currency)

    def facts(self) -> OrganizationFacts:
        """What was typed, for the command."""
        typed = {name: self[name].data for name in ORGANIZATION_FIELDS}
        typed |= {name: typed[name] or "" for name in ("tier_reason", "touch_reason", "industry")}
        typed |= {"owner_id": self.owner_id.data or None, "contract_value": self.contract_value.data or 0}
        return OrganizationFacts(**typed)


def form_values(organization: Organization) -> dict[str, Any]:
    """The company as the form shows it: an overridden tier or touch only where a reason says so."""
    return {
        **{name: getattr(organization, name) for name in ORGANIZATION_FIELDS if name != "domains"},
        "tier": organization.tier if organization.tier_reason else "",
        "touch": organization.touch if organization.touch_reason else "",
        "owner_id": organization.owner_id or 0,
        "domains": tuple(domain.name for domain in organization.domains),
        "version": organization.version,
    }


class PersonForm(Versioned):
    """A person's details."""

    display_name = StringField(
        lazy("Name"), [Filled(lazy("Write the name of the person."))], render_kw={"maxlength": NAME_LENGTH}
    )
    job = SelectField(lazy("Job"))
    department = StringField(lazy("Department"))
    title = StringField(lazy("Title"))
    influence = SelectField(lazy("Influence"))
    time_zone = SelectField(lazy("Time zone"))
    language = SelectField(lazy("Language"))

    def offer(self) -> None:
        """Say what may be chosen, in the reader's language."""
        self.job.choices = choices([("", _("Not known")), *JOBS.items()])
        self.influence.choices = choices(list(INFLUENCE_NAMES.items()))
        self.time_zone.choices = choices([(name, name) for name in zone_names()])
        self.language.choices = choices(list(LANGUAGE_NAMES.items()))

    def facts(self) -> PersonFacts:
        """What was typed, for the command."""
        return PersonFacts(**{name: self[name].data or "" for name in PERSON_FIELDS})


def person_values(person: Person) -> dict[str, Any]:
    """The person as the form shows them."""
    return {name: getattr(person, name) for name in (*PERSON_FIELDS, "version")}


class RoleBoxes(Form):
    """Access roles; they add up."""

    roles = SelectMultipleField(
        lazy("Access roles"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def offer(self, roles: Role) -> None:
        """Show a box for each of `roles`."""
        self.roles.choices = choices([(int(role), name) for role, name in ROLE_NAMES.items() if role & roles])

    def wanted(self) -> Role:
        """The boxes that were ticked, as one value."""
        return Role(sum(set(self.roles.data or ())))


class RolesForm(RoleBoxes, Versioned):
    """The access roles of a person."""


class ErasePersonForm(Form):
    """Why somebody is erased; a code, because words might name them."""

    reason = RadioField(lazy("Why"), choices=lambda: choices(list(REASONS.items())), validate_choice=False)


class InviteForm(RoleBoxes):
    """An invitation by staff: to a company, or, by an admin, to the staff."""

    email = email_field(lazy("E-mail address"))
    display_name = StringField(lazy("Name"), [Filled(lazy("Write the name of the person."))])
    organization = StringField(lazy("Company"), render_kw={"autocomplete": "off"})
    language = SelectField(lazy("Language of the mail"))


class ImportForm(Form):
    """A CSV file to be looked at."""

    file = FileField(lazy("CSV file"), render_kw={"accept": ".csv,text/csv", "required": True})
