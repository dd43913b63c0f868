"""What people type when they report something, and staff when they hide it or warn its author."""

from __future__ import annotations

from typing import ClassVar

from wtforms import BooleanField, HiddenField, RadioField, TextAreaField

from portal.accounts.forms.base import Form, Versioned
from portal.accounts.forms.console import choices
from portal.accounts.forms.reasons import Reasoned
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy
from portal.moderation.queries.cases import Line
from portal.moderation.reasons import NOTE_LENGTH, REASONS, TO_AUTHOR


class ReportForm(Form):
    """Why something is reported."""

    reason = RadioField(lazy("What is wrong with it?"), validate_choice=False)
    note = TextAreaField(lazy("In your words"), render_kw={"rows": 3, "maxlength": NOTE_LENGTH})

    def offer(self) -> None:
        """The reasons, in the reader's language."""
        self.reason.choices = choices([(code, str(name)) for code, name in REASONS.items()])


class WarnForm(Reasoned):
    """Why somebody is warned; `known` is how many warnings of theirs the page shows."""

    SENTENCES: ClassVar = TO_AUTHOR

    why = RadioField(lazy("Reason the author reads"), validate_choice=False)
    known = HiddenField()

    def offer(self, language: str, known: int) -> None:
        """The sentences in the author's language."""
        self.offer_sentences(language, _("The author reads %(language)s."))
        self.known.process_data(str(known))

    def seen(self) -> int:
        """How many warnings the sender saw. Raises Invalid for a form that does not say."""
        try:
            return int(self.known.data or "")
        except ValueError:
            raise Invalid(_("This form is incomplete. Open the page again.")) from None


class HideForm(Reasoned, Versioned):
    """Why something is hidden, and whether that is a warning, too."""

    SENTENCES: ClassVar = TO_AUTHOR

    why = RadioField(lazy("Reason the author reads"), validate_choice=False)
    warn = BooleanField(lazy("Warn the author with the same words"))

    def offer(self, language: str, line: Line | None = None) -> None:
        """The sentences in the author's language; the one that fits what was reported first is chosen."""
        self.offer_sentences(language, _("The author reads %(language)s."))
        if self.why.data is None and line is not None:
            said = [flag.reason for flag in line.flags if flag.reason in TO_AUTHOR]
            self.why.process_data(said[0] if said else "")
