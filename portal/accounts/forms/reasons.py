"""Why staff do something to somebody, in words that this somebody reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from wtforms import RadioField, TextAreaField

from portal.accounts.commands.suspending import REASON_LENGTH
from portal.accounts.forms.base import Form
from portal.accounts.forms.console import choices
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy, using


class Reasoned(Form):
    """A sentence in the language of who reads it, words of one's own, or both."""

    SENTENCES: ClassVar[Mapping[str, lazy]] = {}

    why = RadioField(lazy("Reason the person reads"), validate_choice=False)
    words = TextAreaField(lazy("In your words"), render_kw={"rows": 3, "maxlength": REASON_LENGTH})

    def offer_sentences(self, language: str, hint: str) -> None:
        """The sentences in that language; `hint` says with %(language)s which it is."""
        with using(language):
            sentences = [(code, str(text)) for code, text in self.SENTENCES.items()]
        self.why.choices = choices([*sentences, ("", _("None of these, only my words"))])
        self.words.description = hint % {"language": LANGUAGE_NAMES[language]}

    def reason(self, language: str) -> str:
        """The whole of it, as it is read."""
        words = (self.words.data or "").strip()
        if self.why.data not in self.SENTENCES:
            return words
        with using(language):
            sentence = str(self.SENTENCES[self.why.data])
        return f"{sentence}{'' if language == 'ja' else ' '}{words}".strip()
