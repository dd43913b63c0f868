"""What people type when they submit an idea, parsed."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import MultipleFileField, SelectField, StringField, TextAreaField

from portal.accounts.forms.base import Form, Versioned
from portal.accounts.forms.console import choices
from portal.ideas.commands import submitting
from portal.ideas.commands.submitting import Wish
from portal.kernel.i18n import _, lazy
from portal.kernel.unhurried import Unhurried
from portal.posting.areas import AreaName
from portal.posting.areas import choices as area_choices

PICTURES = {"accept": "image/png,image/jpeg,image/webp", "multiple": True}


class WishForm(Form):
    """A wish: in one line, why, and where it belongs."""

    title = StringField(lazy("Your idea in one line"), render_kw={"autocomplete": "off", "required": True})
    text = TextAreaField(lazy("What problem does it solve, and for whom?"), render_kw={"rows": 8, "required": True})
    area = SelectField(lazy("Product area"), validate_choice=False)

    def offer(self, areas: Iterable[AreaName]) -> None:
        """Say what may be chosen, in the reader's language."""
        self.area.choices = choices([("", _("I am not sure")), *area_choices(list(areas))])

    @property
    def wish(self) -> Wish:
        """As it was typed."""
        return Wish(self.title.data or "", self.text.data or "", self.area.data or "")

    def check(self) -> bool:
        """Whether it can be taken; else everything there is to mend stands at its field."""
        for problem in submitting.problems(self.wish):
            self.refuse(problem)
        return not self.errors


class IdeaForm(WishForm, Unhurried):
    """A wish with pictures of it."""

    images = MultipleFileField(lazy("Images"), render_kw=PICTURES)


class EditIdeaForm(IdeaForm, Versioned):
    """An idea that stands, changed."""
