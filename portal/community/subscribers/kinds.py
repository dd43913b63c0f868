"""What people choose mails about questions by, and under which heading all choices of the community stand."""

from __future__ import annotations

from portal.kernel.i18n import lazy
from portal.notifications.rulebook import Kind, Subject

COMMUNITY = Subject(lazy("Community"), 20)
ANSWERS = Kind(
    "answers",
    lazy("Answers to questions you asked or follow"),
    lazy("You get this e-mail because you asked this question or follow it."),
    subject=COMMUNITY,
)
REMARKS = Kind(
    "question-comments",
    lazy("Comments on questions you asked or follow"),
    lazy("You get this e-mail because you asked this question or follow it."),
    mail=False,  # a lively thread would be a mail an hour; who wants them chooses them
    subject=COMMUNITY,
)
SOLVED = Kind(
    "solutions",
    lazy("Your answer is accepted, or a question you follow is solved"),
    lazy("You get this e-mail because you answered this question or follow it."),
    subject=COMMUNITY,
)
NEW = Kind(
    "new-questions",
    lazy("New questions in groups and with tags you follow"),
    lazy("You get this e-mail because you follow a group or a tag of this question."),
    mail=False,
    subject=COMMUNITY,
)
