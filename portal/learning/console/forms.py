"""An item as it is typed: the facts that all languages share, and the words of each. The rules are those of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)

from portal.accounts.forms.base import Form
from portal.accounts.forms.console import choices
from portal.accounts.models import TIERS
from portal.accounts.policy import JOBS
from portal.accounts.wording import TIER_NAMES
from portal.config import settings
from portal.kernel.i18n import _, lazy
from portal.learning.content.shapes import FORMATS, LEVELS
from portal.learning.content.shapes import Stage as WrittenStage
from portal.learning.content.writing import SHARED, Words, Writing
from portal.learning.labels import FORMATS as FORMAT_NAMES
from portal.learning.labels import LEVELS as LEVEL_NAMES

DIGITS = {"inputmode": "numeric"}
WORDS = ("title", "summary", "problem", "tags", "body", "quiz", "rest")
BOXES = ("jobs", "audience")


class Boxes(SelectMultipleField):
    """Boxes to tick; a value that is none of ours is kept as it was written."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Whatever was ticked is taken: a file may name what the portal does not know."""


class FactsForm(Form):
    """What is the same in every language. `mark` and `over` say what the form was made from."""

    mark = HiddenField()
    over = HiddenField()
    material_change = HiddenField()
    slug = StringField(lazy("Address"), render_kw={"autocomplete": "off", "spellcheck": "false"})
    stage = SelectField(lazy("Stage"), validate_choice=False)
    format = SelectField(lazy("Format"), validate_choice=False)
    minutes = StringField(lazy("Minutes"), render_kw=DIGITS)
    level = SelectField(lazy("Level"), validate_choice=False)
    jobs = Boxes(lazy("For these jobs"))
    audience = Boxes(lazy("Who may open it"))
    prerequisites = StringField(lazy("Helps to know first"))
    next = StringField(lazy("What comes next"))
    lessons = StringField(lazy("Lessons of the course"))
    supersedes = StringField(lazy("Replaces"))
    amount = StringField(lazy("Price"), render_kw={"inputmode": "decimal"})
    currency = StringField(lazy("Currency"), render_kw={"maxlength": 3, "size": 4})
    per = StringField(lazy("Price per"))
    free_counterpart = StringField(lazy("Free counterpart"))
    purpose = SelectField(lazy("Why it costs money"), validate_choice=False)
    owner = StringField(lazy("Owner"), render_kw={"list": "owners", "autocomplete": "off"})
    review_days = StringField(lazy("Days until the next review"), render_kw=DIGITS)
    matters = BooleanField(lazy("This change matters to those who finished it"))

    def offer(self, stages: Mapping[str, WrittenStage], language: str) -> None:
        """Say what may be chosen, in the reader's language; what stands and is none of ours stays to choose."""
        names = [(key, _stage_name(stage, language)) for key, stage in stages.items()]
        self.stage.choices = choices(_with(names, self.stage.data))
        self.format.choices = choices(_with([(key, FORMAT_NAMES[key]) for key in FORMATS], self.format.data))
        levels = [("", _("For everybody")), *((key, LEVEL_NAMES[key]) for key in LEVELS)]
        self.level.choices = choices(_with(levels, self.level.data))
        self.jobs.choices = choices(_with(list(JOBS.items()), *(self.jobs.data or ())))
        audiences = [("public", _("Everybody, guests too")), ("members", _("Every customer"))]
        audiences += [(tier, _("Customers in this tier: %(tier)s", tier=TIER_NAMES[tier])) for tier in TIERS]
        self.audience.choices = choices(_with([*audiences, ("staff", _("Staff only"))], *(self.audience.data or ())))
        purposes = [("", _("Not said")), ("revenue", _("It is a product")), ("capacity", _("Our time is short"))]
        self.purpose.choices = choices(_with(purposes, self.purpose.data))


class WordsForm(Form):
    """One language."""

    title = StringField(lazy("Title of the item"))
    summary = TextAreaField(lazy("Summary"))
    problem = TextAreaField(lazy("The problem it solves"))
    body = TextAreaField(lazy("Text"))
    tags = StringField(lazy("Tags"))
    quiz = TextAreaField(lazy("Quiz"))
    rest = TextAreaField(lazy("Further front matter"))


def _stage_name(stage: WrittenStage, language: str) -> str:
    name = stage.names.get(language) or stage.key
    return _("%(stage)s (staff only)", stage=name) if stage.staff_only else name


def _with(known: Sequence[tuple[str, Any]], *values: str | None) -> list[tuple[str, Any]]:
    return [*known, *((value, value) for value in values if value and value not in dict(known))]


class Finding(NamedTuple):
    """Something the reader of files said, at its field: `line` counts within it where it has several."""

    field: Field | None
    language: str
    line: int
    message: str
    severity: str


class WritingForm:
    """Both parts as one form: `form.facts`, and `form.words` by language."""

    def __init__(self, posted: MultiDict[str, str] | None, writing: Writing | None = None, **shown: Any) -> None:
        self.facts = FactsForm(posted, data=_facts(writing, shown) if writing else shown or None)
        self.words = {
            locale: WordsForm(
                posted,
                prefix=f"{locale}-",
                meta={"csrf": False},
                data=vars(writing.words[locale]) if writing and locale in writing.words else None,
            )
            for locale in settings().locales
        }

    @property
    def writing(self) -> Writing:
        """What was typed."""
        facts = {key: _text(self.facts[key]) for key in SHARED}
        words = {locale: Words(**{name: _text(form[name]) for name in WORDS}) for locale, form in self.words.items()}
        return Writing(facts, words)

    def field(self, name: str, language: str) -> Field | None:
        """The control a finding is about; None for one of the whole item."""
        if name in WORDS and language in self.words:
            return self.words[language][name]
        found: dict[str, Field] = self.facts._fields
        return found.get(name)

    def fields(self) -> Iterator[tuple[str, Field]]:
        """Every control a reader sees, with its language, "" for what all share."""
        for language, form in self.words.items():
            yield from ((language, form[name]) for name in WORDS)
        yield from (("", self.facts[name]) for name in ("stage", *SHARED) if name != "material_change")


def _facts(writing: Writing, shown: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(writing.facts)
    boxes = {key: [word for word in facts.get(key, "").split(", ") if word] for key in BOXES}
    return {**facts, **boxes, **shown}


def _text(field: Field) -> str:
    return ", ".join(field.data or ()) if isinstance(field, Boxes) else str(field.data or "")
