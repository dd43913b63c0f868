"""Votes: one a person and family, set or taken back as often as somebody likes, for oneself or for a customer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.ideas.commands.counting import NO_SESSION, count_vote, move_vote
from portal.ideas.commands.following import follow
from portal.ideas.commands.holding import hold, hold_seen
from portal.ideas.events import UNVOTED, UNVOTED_ON_BEHALF, VOTED, VOTED_ON_BEHALF
from portal.ideas.models import Idea, IdeaVote
from portal.ideas.policy import ON_BEHALF, may_take_part
from portal.ideas.queries.family import HEAD, in_family
from portal.ideas.queries.one import is_closed
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person

SOURCES = ("call", "mail", "meeting", "other")  # where staff heard a customer's wish
OWN = "own"
NOTE_LENGTH = 500  # characters
OF_FAMILY = (
    sa.select(IdeaVote)
    .where(IdeaVote.person_id == sa.bindparam("person_id"), in_family(sa.bindparam("idea_id", type_=sa.Integer)))
    .order_by(IdeaVote.id)
    .execution_options(populate_existing=True)
)


def cast_vote(person: Person, idea_id: int, source: str = OWN) -> Idea:
    """Make this person's vote stand, once, on the canonical idea of this one; a vote staff added becomes theirs.

    Raises Refused once voting is closed, Forbidden for who may not take part, NotFound when the idea is gone.
    """
    person, idea = _held(person.id, idea_id)
    theirs = _votes_of(person, idea)
    if theirs and not _own_up(theirs, source):
        return idea
    if not theirs:
        _add(idea, person, person.organization_id, source=source)
    follow(person, idea, unless_refused=True)
    record(VOTED, idea, actor=person, organization_id=person.organization_id, source=source)
    return idea


def first_vote(person: Person, idea: Idea) -> None:
    """The vote of its author on an idea that was submitted just now, also on one that waits for a look."""
    _add(idea, person, person.organization_id, source=OWN)
    record(VOTED, idea, actor=person, organization_id=person.organization_id, source=OWN)


def withdraw_vote(person: Person, idea_id: int) -> Idea:
    """Take this person's votes in the whole family back, also one that staff added. Raises as above."""
    person, idea = _held(person.id, idea_id)
    theirs = _votes_of(person, idea)
    if theirs:
        _remove(idea, theirs)
        record(UNVOTED, idea, actor=person, organization_id=person.organization_id)
    return idea


def vote_on_behalf(actor: Person, idea_id: int, voter: Person, source: str, note: str = "") -> bool:
    """Note that a customer's person wants the idea, who said so to `actor`; False when they voted before.

    It follows nothing and mails nobody. Raises Forbidden, Refused, Invalid (`voter`, `source`, `where`).
    """
    if not (actor.may_write and actor.has(ON_BEHALF)):
        raise Forbidden(_("Only customer success, product and admins vote on behalf of customers."))
    if source not in SOURCES:
        raise Invalid(_("Say where you heard it."), "source")
    if len(note := note.strip()) > NOTE_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=NOTE_LENGTH), "where")
    person, idea = hold_person(voter.id), hold(idea_id)
    if person.organization_id is None or person.erased_at is not None:
        raise Invalid(_("Choose somebody of a customer company."), "voter")
    _refuse_closed(idea)
    if idea.hidden_at is not None or idea.held_at is not None:
        raise Refused(_("“%(title)s” is not on the board now.", title=idea.title))
    if _votes_of(person, idea):
        return False
    note_vote(actor, idea, person, source, note)
    return True


def note_vote(actor: Person, idea: Idea, voter: Person, source: str, note: str = "") -> None:
    """Add the vote of a customer who has none yet; both they and the canonical idea are held."""
    _add(idea, voter, voter.organization_id, source=source, added_by_id=actor.id, note=note)
    data = {"person_id": voter.id, "source": source}
    record(VOTED_ON_BEHALF, idea, actor=actor, organization_id=voter.organization_id, **data)


def drop_on_behalf(actor: Person, idea_id: int, voter: Person) -> bool:
    """Take back what staff noted; False when there is nothing, or the person has made it their own."""
    if not (actor.may_write and actor.has(ON_BEHALF)):
        raise Forbidden(_("Only customer success, product and admins vote on behalf of customers."))
    person, idea = hold_person(voter.id), hold(idea_id)
    _refuse_closed(idea)
    theirs = _votes_of(person, idea)
    if not theirs or any(vote.added_by_id is None for vote in theirs):
        return False
    _remove(idea, theirs)
    record(UNVOTED_ON_BEHALF, idea, actor=actor, organization_id=person.organization_id, person_id=person.id)
    return True


def move_votes(person: Person, left: int | None, to: int | None) -> None:
    """Take the person's votes for the company they left along to another one; closed ideas keep theirs as they were.

    Part of the move's own transaction, which holds the person.
    """
    ours = sa.and_(IdeaVote.person_id == person.id, IdeaVote.organization_id.is_not_distinct_from(left))
    heads = sa.select(HEAD).join(IdeaVote, IdeaVote.idea_id == Idea.id).where(ours).distinct()
    for idea in hold_seen(lambda: db.session.scalars(heads).all()):
        if is_closed(idea):
            continue
        first = _votes_of(person, idea)[0]
        changed = sa.update(IdeaVote).where(ours, in_family(idea.id)).values(organization_id=to)
        db.session.execute(changed, execution_options=NO_SESSION)
        if first.organization_id == left:
            move_vote(idea, left, to)


def realign(idea: Idea) -> None:
    """Bring the votes of an idea that is open again to where its voters are now; the caller counts anew."""
    belongs = sa.exists().where(
        Membership.person_id == IdeaVote.person_id, Membership.organization_id == IdeaVote.organization_id
    )
    here = sa.exists().where(Person.id == IdeaVote.person_id, Person.erased_at.is_(None))  # else they stay as they are
    now_at = sa.select(Person.organization_id).where(Person.id == IdeaVote.person_id).scalar_subquery()
    gone = sa.update(IdeaVote).where(in_family(idea.id), ~belongs, here).values(organization_id=now_at)
    db.session.execute(gone, execution_options=NO_SESSION)


def _held(person_id: int, idea_id: int) -> tuple[Person, Idea]:
    """Person and canonical idea, locked in this order, once the one may vote on the other."""
    person, idea = hold_person(person_id), hold(idea_id)
    if not may_take_part(person, idea):
        raise Forbidden(_("This idea is not open to you."))
    _refuse_closed(idea)
    return person, idea


def _refuse_closed(idea: Idea) -> None:
    if is_closed(idea):
        raise Refused(_("Voting on “%(title)s” is closed.", title=idea.title))


def _votes_of(person: Person, idea: Idea) -> list[IdeaVote]:
    """The person's rows in the family, the first one first."""
    return list(db.session.scalars(OF_FAMILY, {"person_id": person.id, "idea_id": idea.id}))


def _own_up(theirs: list[IdeaVote], source: str) -> bool:
    """Make those that staff added the person's own; whether there were any."""
    noted = [vote for vote in theirs if vote.added_by_id is not None]
    for vote in noted:
        vote.added_by_id, vote.source, vote.note = None, source, ""
    return bool(noted)


def _add(idea: Idea, person: Person, organization_id: int | None, **values: Any) -> None:
    at = now()
    made = insert_once(
        IdeaVote, idea_id=idea.id, person_id=person.id, organization_id=organization_id, at=at, **{"note": "", **values}
    )
    if made is not None:
        count_vote(idea, organization_id, +1, at)


def _remove(idea: Idea, theirs: list[IdeaVote]) -> None:
    first = theirs[0]
    gone = sa.delete(IdeaVote).where(IdeaVote.id.in_([vote.id for vote in theirs]))
    db.session.execute(gone, execution_options=NO_SESSION)
    for vote in theirs:
        db.session.expunge(vote)
    count_vote(idea, first.organization_id, -1, first.at)
