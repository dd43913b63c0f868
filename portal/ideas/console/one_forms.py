"""The forms of the page where staff decide on one idea. Hidden fields say how the idea stood when it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from portal.accounts.forms.base import Filled, Form
from portal.accounts.forms.console import choices
from portal.accounts.models import Person
from portal.ideas.commands.answering import ANSWER_LENGTH
from portal.ideas.commands.deciding import WINDOW_LENGTH, Decision
from portal.ideas.commands.notes import NOTE_LENGTH
from portal.ideas.commands.placing import Place
from portal.ideas.commands.splitting import FROM_COMMENT, FROM_QUESTION
from portal.ideas.commands.votes import SOURCES
from portal.ideas.labels import Words
from portal.ideas.queries.deciding import Facts, Parts
from portal.kernel.i18n import _, lazy

SOURCE_NAMES = {
    "call": lazy("On a call"),
    "mail": lazy("In a mail"),
    "meeting": lazy("In a meeting"),
    "other": lazy("Elsewhere"),
    FROM_COMMENT: lazy("In a comment"),
    FROM_QUESTION: lazy("In a question"),
}


class StatusForm(Form):
    """A state with its reason; what else it needs depends on the state."""

    seen_change = HiddenField()
    status = SelectField(lazy("Status"), validate_choice=False)
    reason = TextAreaField(lazy("Reason"), render_kw={"rows": 3})
    shipped_url = StringField(
        lazy("Where it is described, once shipped"), render_kw={"inputmode": "url", "autocomplete": "off"}
    )
    window = StringField(lazy("Window on the roadmap"), render_kw={"maxlength": WINDOW_LENGTH, "autocomplete": "off"})

    def offer(self, words: Words) -> None:
        """The states to choose from."""
        self.status.choices = choices([(status.slug, status.name) for status in words.statuses.values()])

    def decision(self) -> Decision:
        """What was typed."""
        fields = (self.status, self.reason, self.shipped_url, self.window)
        return Decision(*(field.data or "" for field in fields))

    def made_from(self, facts: Facts) -> None:
        """The idea stands like this now."""
        self.seen_change.process_data(str(facts.last_change))


class ProposalForm(Form):
    """A state that customer success proposes."""

    status = SelectField(lazy("Status"), validate_choice=False)
    reason = TextAreaField(
        lazy("Reason"), [Filled(lazy("Say why: product decides by your reason."))], render_kw={"rows": 3}
    )

    def offer(self, words: Words) -> None:
        """The states to choose from."""
        self.status.choices = choices([(status.slug, status.name) for status in words.statuses.values()])


class AnswerForm(Form):
    """The official response."""

    seen_answer = HiddenField()
    text = TextAreaField(
        lazy("Official response"),
        [Filled(lazy("Write what you will do, or why not."))],
        render_kw={"rows": 6, "maxlength": ANSWER_LENGTH},
    )
    tell = BooleanField(lazy("Tell everybody who waits for it about this version"))

    def made_from(self, facts: Facts) -> None:
        """The version that stands now."""
        self.seen_answer.process_data(str(facts.response.number if facts.response else 0))


class PlaceForm(Form):
    """Area and tags."""

    seen_area = HiddenField()
    seen_tags = HiddenField()
    area = SelectField(lazy("Area"), validate_choice=False)
    tags = StringField(lazy("Tags"), description=lazy("Words with commas between them."))

    def offer(self, words: Words) -> None:
        """The areas to choose from."""
        areas = [(area.slug, area.name) for area in words.areas.values()]
        self.area.choices = choices([("", _("No area")), *areas])

    def made_from(self, area: str, parts: Parts) -> None:
        """Where the idea is now."""
        self.seen_area.process_data(area)
        self.seen_tags.process_data("\n".join(parts.tags))

    def seen(self) -> Place:
        """Where it was when the form was read."""
        tags = (self.seen_tags.data or "").replace("\r\n", "\n").split("\n")
        return Place(self.seen_area.data or "", tuple(tag for tag in tags if tag))


class NoteForm(Form):
    """What staff tell each other."""

    note = TextAreaField(
        lazy("Add a note"), [Filled(lazy("Write the note first."))], render_kw={"rows": 3, "maxlength": NOTE_LENGTH}
    )


class BehalfForm(Form):
    """A vote for somebody of a customer."""

    voter = StringField(
        lazy("Who wants it"),
        [Filled(lazy("Enter an e-mail address or the beginning of a name."))],
        description=lazy("E-mail address, or the beginning of the name."),
        render_kw={"autocomplete": "off"},
    )
    source = SelectField(lazy("Where you heard it"), validate_choice=False)
    where = StringField(
        lazy("What they said"), description=lazy("Only staff see it."), render_kw={"autocomplete": "off"}
    )

    def offer(self) -> None:
        """Where staff hear wishes."""
        self.source.choices = choices([(source, SOURCE_NAMES[source]) for source in SOURCES])

    found: Sequence[Person] = ()  # people the page offers where several are called so


def values(facts: Facts, parts: Parts, words: Words) -> dict[str, dict[str, Any]]:
    """What each form shows to begin with, by its name."""
    idea = facts.idea
    area = words.areas[idea.area_id].slug if idea.area_id is not None else ""
    status = words.statuses[idea.status_id].slug
    return {
        "status": {"status": status, "shipped_url": idea.shipped_url, "window": idea.window},
        "proposal": {"status": status},
        "answer": {"text": facts.response.source if facts.response else ""},
        "place": {"area": area, "tags": ", ".join(parts.tags)},
        "note": {},
        "behalf": {"source": SOURCES[0]},
    }
