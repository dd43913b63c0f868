"""What people type when they report something, and staff when they hide it."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField

from portal.accounts.forms.base import Form, Versioned
from portal.accounts.forms.console import choices
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy, using
from portal.moderation.queries.cases import Line
from portal.moderation.reasons import NOTE_LENGTH, REASONS, TO_AUTHOR


class ReportForm(Form):
    """Why something is reported."""

    reason = RadioField(lazy("What is wrong with it?"), validate_choice=False)
    note = TextAreaField(lazy("In your words"), render_kw={"rows": 3, "maxlength": NOTE_LENGTH})

    def offer(self) -> None:
        """The reasons, in the reader's language."""
        self.reason.choices = choices([(code, str(name)) for code, name in REASONS.items()])


class HideForm(Versioned):
    """Why something is hidden: a sentence the author reads in their language, words of one's own, or both."""

    why = RadioField(lazy("Reason the author reads"), validate_choice=False)
    words = TextAreaField(lazy("In your words"), render_kw={"rows": 3, "maxlength": NOTE_LENGTH})

    def offer(self, language: str, line: Line | None = None) -> None:
        """The sentences in the author's language; the one that fits what was reported first is chosen."""
        with using(language):
            sentences = [(code, str(text)) for code, text in TO_AUTHOR.items()]
        self.why.choices = choices([*sentences, ("", _("None of these, only my words"))])
        self.words.description = _("The author reads %(language)s.", language=LANGUAGE_NAMES[language])
        if self.why.data is None and line is not None:
            said = [flag.reason for flag in line.flags if flag.reason in TO_AUTHOR]
            self.why.process_data(said[0] if said else "")

    def reason(self, language: str) -> str:
        """The whole of it, as the author reads it."""
        words = (self.words.data or "").strip()
        if self.why.data not in TO_AUTHOR:
            return words
        with using(language):
            sentence = str(TO_AUTHOR[self.why.data])
        return f"{sentence}{'' if language == 'ja' else ' '}{words}".strip()
