"""What customers type when they ask for something."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from portal.accounts.forms.base import Form
from portal.accounts.forms.console import choices
from portal.kernel.i18n import lazy
from portal.success.commands.requests import TITLE_LENGTH, WORDS_LENGTH
from portal.success.labels import KINDS


class RequestForm(Form):
    """A request in one's own words."""

    kind = RadioField(lazy("What is it about?"), validate_choice=False)
    title = StringField(lazy("In a few words"), render_kw={"maxlength": TITLE_LENGTH})
    words = TextAreaField(lazy("What do you need, and by when?"), render_kw={"rows": 6, "maxlength": WORDS_LENGTH})

    def offer(self) -> None:
        """The kinds, in the reader's language."""
        self.kind.choices = choices([(code, str(name)) for code, name in KINDS.items()])


class ServiceForm(Form):
    """Asking for a paid service; all that can be said is optional."""

    seen = HiddenField()  # the price as the page told it
    words = TextAreaField(lazy("What should we know beforehand?"), render_kw={"rows": 4, "maxlength": WORDS_LENGTH})
