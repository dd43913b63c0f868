"""What staff type about a group, parsed."""

from __future__ import annotations

from typing import Any, NamedTuple

from wtforms import IntegerField, SelectField, StringField, TextAreaField

from portal.accounts.forms.base import Versioned
from portal.accounts.forms.console import choices
from portal.community.commands.groups import ICONS, GroupFacts
from portal.community.models import CommunityGroup
from portal.community.policy import CHAMPIONS, CLOSED, INDUSTRY, OPEN, REQUEST, TOPIC
from portal.config import settings
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy

KIND_NAMES = {
    INDUSTRY: lazy("For an industry"),
    TOPIC: lazy("For a use case"),
    CHAMPIONS: lazy("Where champions gather"),
}
ACCESS_NAMES = {
    OPEN: lazy("Open: who likes joins"),
    REQUEST: lazy("On request: a leader lets people in, everybody reads"),
    CLOSED: lazy("Closed: only members and staff know of it"),
}


class Drawn(NamedTuple):
    """An icon and what it shows."""

    icon: str
    name: lazy


DRAWN = (
    Drawn(icon="users", name=lazy("People")),
    Drawn(icon="award", name=lazy("Ribbon")),
    Drawn(icon="building", name=lazy("Building")),
    Drawn(icon="truck", name=lazy("Lorry")),
    Drawn(icon="snowflake", name=lazy("Snowflake")),
    Drawn(icon="tools", name=lazy("Tools")),
    Drawn(icon="plug-connected", name=lazy("Plug")),
    Drawn(icon="chart-bar", name=lazy("Chart")),
    Drawn(icon="device-mobile", name=lazy("Phone")),
)


class GroupForm(Versioned):
    """All facts of a group but its names and abouts, of which `made_for` adds one for each language."""

    kind = SelectField(lazy("Kind"), validate_choice=False)
    industry = StringField(lazy("Industry, as companies have it"))
    access = SelectField(lazy("Who gets in"), validate_choice=False)
    icon = SelectField(lazy("Icon"), validate_choice=False)
    position = IntegerField(lazy("Place in the list, the lowest number first"))

    def offer(self) -> None:
        """Say what may be chosen, in the reader's language."""
        for field, names in ((self.kind, KIND_NAMES), (self.access, ACCESS_NAMES), (self.icon, dict(DRAWN))):
            field.choices = choices(list(names.items()))

    @property
    def facts(self) -> GroupFacts:
        """As it was typed."""
        texts = {
            part: {code: self[f"{part}_{code}"].data or "" for code in settings().locales} for part in ("name", "about")
        }
        return GroupFacts(
            names=texts["name"],
            abouts=texts["about"],
            icon=self.icon.data or "",
            kind=self.kind.data or "",
            industry=self.industry.data or "",
            access=self.access.data or "",
            position=self.position.data,
        )


def made_for(formdata: Any, group: CommunityGroup | None = None) -> GroupForm:
    """The form in the languages of this portal: with what was typed, else with what stands."""
    named = {}
    for code in settings().locales:
        told = {"language": LANGUAGE_NAMES[code]}
        named[f"name_{code}"] = StringField(_("Name: %(language)s", **told), render_kw={"lang": code, "required": True})
        words = {"lang": code, "required": True, "rows": 2}
        named[f"about_{code}"] = TextAreaField(_("For whom it is: %(language)s", **told), render_kw=words)
    form: GroupForm = type("GroupForm", (GroupForm,), named)(formdata, data=_values(group))
    form.offer()
    return form


def fields_of(form: GroupForm) -> list[str]:
    """Its fields in the order of the page."""
    texts = [f"{part}_{code}" for code in settings().locales for part in ("name", "about")]
    return [*texts, "kind", "industry", "access", "icon", "position"]


def _values(group: CommunityGroup | None) -> dict[str, Any]:
    if group is None:
        return {"icon": ICONS[0], "kind": TOPIC, "access": OPEN, "position": 0}
    values = {name: getattr(group, name) for name in ("icon", "kind", "industry", "access", "position", "version")}
    for code in settings().locales:
        values |= {f"name_{code}": group.names.get(code, ""), f"about_{code}": group.abouts.get(code, "")}
    return values
