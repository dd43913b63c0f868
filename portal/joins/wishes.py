"""A question that can only be answered by building something becomes an idea."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.holding import hold
from portal.community.events import BECAME_IDEA
from portal.community.models import CommunityFollow, Question, QuestionToo
from portal.community.policy import QUESTION, is_shown
from portal.community.queries.one import family_ids
from portal.ideas.commands.following import follow
from portal.ideas.commands.splitting import FROM_QUESTION
from portal.ideas.commands.submitting import Wish, put_on_board
from portal.ideas.commands.votes import note_vote
from portal.ideas.models import Idea
from portal.ideas.policy import ON_BEHALF
from portal.kernel.db import begin_write, db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _


def to_idea(actor: Person, question_id: int, wish: Wish) -> Idea:
    """Put an idea on the board in the name of who asked, with a vote for them and for all who have the question, too.

    Whoever follows the question follows the idea, so they hear what becomes of it. People are held first, then the
    question. Raises Forbidden, NotFound, Invalid (`title`, `text`, `area`), Refused for a question that is not shown,
    is secret or became an idea already.
    """
    if not (actor.may_write and actor.has(ON_BEHALF)):
        raise Forbidden(_("Only customer success, product and admins make an idea of a question."))
    people = _hold_people(question_id)
    question = hold(question_id)
    if not is_shown(question):
        raise Refused(_("Only questions that everybody sees become ideas."))
    if question.secret:
        raise Refused(_("This question stands in a closed group: what is said there stays there."))
    if question.idea_id is not None:
        raise Refused(_("This question became an idea already."))
    author = people.get(question.author_id) or db.session.get_one(Person, question.author_id)
    idea = put_on_board(author, wish, actor)
    question.idea_id = idea.id
    record(BECAME_IDEA, question, actor=actor, organization_id=question.organization_id, idea_id=idea.id)
    for person in people.values():
        if person.organization_id is not None and person.erased_at is None:
            note_vote(actor, idea, person, FROM_QUESTION)
    for person in _followers(question):
        follow(person, idea, unless_refused=True)
    return idea


def _hold_people(question_id: int) -> dict[int, Person]:
    """Who asked and who has the question too, ours until commit, by number."""
    begin_write()
    family = family_ids(question_id)
    asked = sa.select(Question.author_id).where(Question.id == question_id)
    too = sa.select(QuestionToo.person_id).where(QuestionToo.question_id.in_(family))
    wanted = sa.select(Person).where(Person.id.in_(sa.union(asked, too))).order_by(Person.id)
    held = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {person.id: person for person in db.session.scalars(held)}


def _followers(question: Question) -> list[Person]:
    follows = (CommunityFollow.kind == QUESTION, CommunityFollow.ref == question.id, CommunityFollow.wanted)
    wanted = sa.select(Person).join(CommunityFollow, CommunityFollow.person_id == Person.id).where(*follows)
    return list(db.session.scalars(wanted.where(Person.erased_at.is_(None)).order_by(Person.id)))
