"""Why something is reported, and what its author reads when it is hidden for that."""

from __future__ import annotations

from portal.kernel.i18n import lazy

OTHER = "other"  # needs words of one's own
REASONS = {
    "spam": lazy("Spam or advertising"),
    "rude": lazy("Rude or hurtful"),
    "personal": lazy("Personal data"),
    "place": lazy("Off topic or in the wrong place"),
    OTHER: lazy("Something else"),
}
TO_AUTHOR = {  # whole sentences, read in the author's language
    "spam": lazy("It advertises something that has nothing to do with the topic."),
    "rude": lazy("Its tone may hurt others. The same can be said about the matter."),
    "personal": lazy("It names personal data that should not be public."),
    "place": lazy("It belongs to another place of the portal."),
}
NOTE_LENGTH = 1_000  # characters
