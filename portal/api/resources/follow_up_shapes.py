"""What requests and answers about follow-ups hold."""

from __future__ import annotations

from portal.api.serving import fields
from portal.api.serving.fields import Answer, Asked
from portal.api.serving.shapes import Company, Listed, Reference
from portal.kernel.i18n import lazy
from portal.success.commands.holding import WORDS_LENGTH
from portal.success.commands.opening import TITLE_LENGTH
from portal.success.labels import OUTCOMES, STATES

NOTE = lazy("What colleagues should know.")
VERSION = lazy("The version your act is made from.")


class FollowUpAnswer(Answer):
    """One action for one customer."""

    id = fields.number(lazy("Number; it never changes."))
    organization = fields.one(Company, lazy("The customer."))
    person = fields.one(Reference, lazy("Whom it is about, if anybody."), null=True)
    reason = fields.text(lazy("A code; of one company and reason never two are open."))
    source = fields.text(lazy("What asked for it: request, service, question, hand, and others that come."))
    title = fields.text(
        lazy("What is to be done. Null without `read:personal`: people’s words may stand in it."), null=True
    )
    team = fields.text(lazy("The team that answers for it, such as cs."))
    owner = fields.one(Reference, lazy("Who has it; null: all of the team."), null=True)
    state = fields.choice(lazy("State."), list(STATES))
    due_at = fields.moment(lazy("Until when it is due."))
    snoozed_until = fields.moment(lazy("When it comes back, while it is put off."), null=True)
    outcome = fields.text(lazy("What came of it, once done; else empty."))
    closing = fields.text(lazy("The same in words. Null without `read:personal`."), null=True)
    opened_at = fields.moment(lazy("When it was opened."))
    closed_at = fields.moment(lazy("When it was closed."), null=True)
    updated_at = fields.moment(lazy("When anything was last done with it."))
    version = fields.number(lazy("Goes up with every act that changes it; send it with yours."))
    url = fields.text(lazy("Its page in the console."))


class StepAnswer(Answer):
    """A line of the history."""

    what = fields.text(lazy("What happened: opened, taken, handed, snoozed, noted, done, and others."))
    at = fields.moment(lazy("When."))
    by = fields.one(Reference, lazy("Who did it; null: the portal."), null=True)
    note = fields.text(lazy("What was said. Null without `read:personal`."), null=True)
    given_to = fields.one(Reference, lazy("Whom it was given to."), null=True)
    until = fields.moment(lazy("Until when it was put off."), null=True)


class FollowUpWhole(FollowUpAnswer):
    """One of them with its history."""

    history = fields.several(StepAnswer, lazy("The newest first, at most 200 lines."))


class FollowUpQuery(Listed):
    """Which follow-ups."""

    state = fields.choice(lazy("Only those in this state."), list(STATES), optional=True)
    organization = fields.whole(lazy("Only those of this company."), optional=True)
    owner = fields.whole(lazy("Only those this person has."), optional=True)
    updated_since = fields.moment(lazy("Only those something was done with since then."), optional=True)


class Opening(Asked):
    """A follow-up to open."""

    organization = fields.number(lazy("Number of the customer."), 1, example=7)
    title = fields.text(
        lazy("What is to be done, in one sentence."), TITLE_LENGTH, 1, example="Ask how the rollout goes"
    )
    note = fields.text(NOTE, WORDS_LENGTH, optional=True)
    team = fields.text(lazy("The team that answers for it; cs where nothing is said."), 100, optional=True)
    owner = fields.number(
        lazy("Number of who gets it; where nothing is said, who looks after the company."), 1, optional=True, null=True
    )


class Handing(Asked):
    """To whom it goes."""

    version = fields.number(VERSION, 1, example=1)
    team = fields.text(lazy("The team that answers for it."), 100, example="cs")
    owner = fields.number(lazy("Number of who gets it; null: all of the team."), 1, null=True, example=12)
    note = fields.text(NOTE, WORDS_LENGTH, optional=True)


class Noting(Asked):
    """Something colleagues should know."""

    text = fields.text(NOTE, WORDS_LENGTH, 1, example="The invoice was paid today.")


class Snoozing(Asked):
    """Until when it leaves the list."""

    version = fields.number(VERSION, 1, example=1)
    until = fields.moment(lazy("When it comes back: in the future, within a year."), example="2027-03-31T00:00:00Z")
    note = fields.text(lazy("What it waits for."), WORDS_LENGTH, optional=True)


class Closing(Asked):
    """What came of it."""

    version = fields.number(VERSION, 1, example=1)
    outcome = fields.choice(lazy("What came of it."), list(OUTCOMES), example="solved")
    closing = fields.text(lazy("The same in a sentence."), WORDS_LENGTH, 1, example="They know how to go on.")


class FollowUpReceipt(Answer):
    """What came of an act."""

    id = fields.number(lazy("Number of the follow-up."))
    state = fields.choice(lazy("Its state now."), list(STATES))
    version = fields.number(lazy("Its version now."))
