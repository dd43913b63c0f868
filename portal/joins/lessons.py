"""An accepted answer becomes the draft of a lesson; whoever wrote it keeps their name on it."""

from __future__ import annotations

from urllib.parse import urljoin

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import Acceptance, Answer, Question
from portal.community.policy import is_shown
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.errors import NotFound, Refused
from portal.kernel.i18n import _, using
from portal.learning.commands.drafts import begin_draft, refuse_others
from portal.learning.content.slugs import slug_of
from portal.learning.content.writing import Words, Writing
from portal.learning.models import Draft, Item
from portal.learning.queries.editing import written_stages
from portal.posting.bylines import byline


def to_draft(actor: Person, answer_id: int) -> Draft:
    """Begin a draft with the question as its title and the answer as its text, at the stage of who asked.

    Raises Forbidden, NotFound, Refused for an answer that is not accepted, not shown, or from a closed group.
    """
    refuse_others(actor)
    row = db.session.execute(_ANSWER.where(Answer.id == answer_id)).one_or_none()
    if row is None:
        raise NotFound(_("This answer was not found."))
    answer, question, author, company, stage, accepted = row
    if accepted is None or not is_shown(answer) or not is_shown(question):
        raise Refused(_("Only accepted answers that everybody sees become lessons."))
    if question.secret:
        raise Refused(_("This question stands in a closed group: what is said there stays there."))
    with using(answer.language):
        by = byline(None, author, company)
        who = _("%(name)s, %(company)s", name=by.name, company=by.company) if by.company else by.name
        where = urljoin(settings().base_url, question.url)
        thanks = _(
            "First answered by %(name)s in the community: [%(title)s](%(url)s)",
            name=who,
            title=question.title,
            url=where,
        )
    words = Words(title=question.title, body=f"{answer.source}\n\n*{thanks}*\n")
    stages = [slug for slug, one in written_stages().items() if not one.staff_only]
    return begin_draft(
        actor, _free_slug(question), stage if stage in stages else stages[0], Writing(words={answer.language: words})
    )


_ANSWER = (
    sa.select(Answer, Question, Person, Organization, Organization.stage, Acceptance.id)
    .join(Question, Question.id == Answer.question_id)
    .join(Person, Person.id == Answer.author_id)
    .outerjoin(Organization, Organization.id == Answer.organization_id)
    .outerjoin(Acceptance, Acceptance.answer_id == Answer.id)
)


def _free_slug(question: Question) -> str:
    """An address nobody has: words of the title, with the question's number where that is needed."""
    base = slug_of(question.title)[:80].strip("-") or f"question-{question.id}"
    taken = sa.union(sa.select(Item.slug), sa.select(Draft.slug)).subquery()
    known = set(db.session.scalars(sa.select(taken.c.slug).where(taken.c.slug.startswith(base, autoescape=True))))
    tries = (base, *(f"{base}-{question.id}{more}" for more in ("", *(f"-{n}" for n in range(2, 100)))))
    return next(slug for slug in tries if slug not in known)
