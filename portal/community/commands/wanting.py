"""Having a question, too."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.counting import NO_SESSION, recount
from portal.community.commands.following import follow
from portal.community.commands.holding import hold
from portal.community.events import UNWANTED, WANTED
from portal.community.models import Question, QuestionToo
from portal.community.policy import QUESTION, is_shown
from portal.community.queries import one
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person


def want(person: Person, question_id: int, *, wanted: bool) -> Question:
    """Have the canonical question of this one, too, or no longer; twice is once. Who has it follows it.

    Raises NotFound, Forbidden for who asked it themselves or may not write.
    """
    person, question = hold_person(person.id), hold(question_id)
    one.visible(person, question.id)
    if not person.may_post or not is_shown(question) or person.id == question.author_id:
        raise Forbidden(_("You can have questions of others, too, as long as they are shown."))
    family = one.family_ids(question.id)
    mine = (QuestionToo.question_id.in_(family), QuestionToo.person_id == person.id)
    if wanted:
        stands = db.session.scalar(sa.select(QuestionToo.id).where(*mine).limit(1)) is not None
        values = {"question_id": question.id, "person_id": person.id, "at": now()}
        changed = not stands and insert_once(QuestionToo, **values) is not None
        follow(person, QUESTION, question.id, unless_refused=stands)
    else:
        gone = sa.delete(QuestionToo).where(*mine).returning(QuestionToo.id)
        changed = bool(db.session.execute(gone, execution_options=NO_SESSION).all())
    if changed:
        recount(question)
        deed = WANTED if wanted else UNWANTED
        record(deed, question, actor=person, organization_id=person.organization_id)
    return question
