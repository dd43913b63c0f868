"""What people type in the community, parsed."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField, StringField, TextAreaField

from portal.accounts.forms.base import Form, Versioned
from portal.accounts.forms.console import choices
from portal.community.commands import asking
from portal.community.commands.asking import Ask
from portal.community.commands.filing import tag_names
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy
from portal.kernel.unhurried import Unhurried

PICTURES = {"accept": "image/png,image/jpeg,image/webp", "multiple": True}


class AskForm(Form, Unhurried):
    """A question: in one line, in detail, and where it belongs."""

    title = StringField(lazy("Your question in one line"), render_kw={"autocomplete": "off", "required": True})
    text = TextAreaField(lazy("What did you try, and what do you see?"), render_kw={"rows": 8, "required": True})
    area = SelectField(lazy("Product area"), validate_choice=False)
    group = SelectField(lazy("Group"), validate_choice=False)
    tags = StringField(lazy("Tags"), render_kw={"autocomplete": "off"})
    images = MultipleFileField(lazy("Images"), render_kw=PICTURES)
    item = HiddenField()

    def offer(self, areas: Iterable[tuple[str, str]], groups: Iterable[tuple[str, str]]) -> None:
        """Say what may be chosen, in the reader's language."""
        self.area.choices = choices([("", _("I am not sure")), *areas])
        self.group.choices = choices([("", _("The whole community")), *groups])

    @property
    def what(self) -> Ask:
        """As it was typed."""
        item = (self.item.data or "").strip()
        place = (self.area.data or "", self.group.data or "", self.tags.data or "")
        return Ask(self.title.data or "", self.text.data or "", *place, int(item) if item.isdecimal() else None)

    def check(self) -> bool:
        """Whether it can be taken; else everything there is to mend stands at its field."""
        for problem in asking.problems(self.what):
            self.refuse(problem)
        try:
            tag_names(self.what.tags)
        except Invalid as error:
            self.refuse(error)
        return not self.errors


class EditAskForm(AskForm, Versioned):
    """A question that stands, changed."""


class AnswerForm(Form, Unhurried):
    """A new answer."""

    text = TextAreaField(
        lazy("Write for the next person with this problem"),
        id="answer-text",
        render_kw={"rows": 6, "required": True},
    )
    images = MultipleFileField(lazy("Images"), render_kw=PICTURES)


class EditAnswerForm(Versioned):
    """One's own answer, changed."""

    text = TextAreaField(lazy("Your answer"), id="answer-text", render_kw={"rows": 10, "required": True})
    images = MultipleFileField(lazy("Images"), render_kw=PICTURES)


class RemarkForm(Form, Unhurried):
    """A new comment."""

    text = TextAreaField(lazy("Your comment"), id="remark-text", render_kw={"rows": 3, "required": True})


class EditRemarkForm(Versioned):
    """One's own comment, changed."""

    text = TextAreaField(lazy("Your comment"), id="remark-text", render_kw={"rows": 5, "required": True})


class FileForm(Form):
    """Where a question belongs."""

    area = SelectField(lazy("Product area"), validate_choice=False)
    group = SelectField(lazy("Group"), validate_choice=False)
    tags = StringField(lazy("Tags"), render_kw={"autocomplete": "off"})

    def offer(self, areas: Iterable[tuple[str, str]], groups: Iterable[tuple[str, str]]) -> None:
        """Say what may be chosen, in the reader's language."""
        self.area.choices = choices([("", _("None")), *areas])
        self.group.choices = choices([("", _("The whole community")), *groups])


class MergeForm(Form):
    """Into which question."""

    into = StringField(lazy("Address or number of the question that is kept"), render_kw={"required": True})


class ProfileForm(Form):
    """What others see of a person."""

    about = TextAreaField(lazy("About you"), render_kw={"rows": 4})
    work = BooleanField(lazy("Show my title and department"))
    posts = BooleanField(lazy("List what I asked and answered"))
