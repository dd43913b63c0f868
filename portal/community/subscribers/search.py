"""How questions are found: the one that is kept, by its words, those merged into it, and what was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from portal.community.events import (
    ACCEPTED,
    ACCESS_CHANGED,
    ANSWER_DELETED,
    ANSWER_EDITED,
    ANSWER_HIDDEN,
    ANSWER_RELEASED,
    ANSWER_RESTORED,
    ANSWERED,
    ASKED,
    BROUGHT_IN,
    DELETED,
    EDITED,
    HIDDEN,
    MERGED,
    MOVED,
    RELEASED,
    RESTORED,
    REWORDED,
    UNACCEPTED,
    UNMERGED,
)
from portal.community.models import Acceptance, Answer, Question
from portal.community.models.questions import question_url
from portal.community.queries.groups import question_ids
from portal.community.queries.scope import HEAD, LISTED, open_to, open_to_member
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy, ngettext
from portal.kernel.searchable import Chip, Document, Hit, Searchable, searchable

if TYPE_CHECKING:
    from portal.accounts.models import Person

CHUNK = 500
EXCERPT = 20_000  # characters
ANSWERS = 20  # of a question, whose words find it: the accepted one, then those most found useful
PUBLIC = frozenset({"public"})  # where the portal is for members only, guests get no page at all
OF_STAFF = sa.select(
    Question.id, Question.language, Question.title, Question.plain, Question.answers, Question.solved_at
).where(Question.id.in_(sa.bindparam("refs", expanding=True)), LISTED)  # built once, as those it is made into
OF_GUESTS = OF_STAFF.where(*open_to(None))
OF_MEMBERS = OF_STAFF.where(open_to_member(sa.bindparam("reader_id", type_=sa.Integer)))


def documents(refs: Sequence[int]) -> list[Document]:
    """The listed questions among these, with the words of family and answers; all else is left out."""
    merged, answered = _merged_words(refs), _answers(refs)
    columns = (Question.id, Question.language, Question.title, Question.plain, Question.secret, Question.group_id)
    found = db.session.execute(sa.select(*columns).where(Question.id.in_(refs), LISTED))
    return [
        Document(
            "question",
            number,
            language,
            title,
            "\n".join((plain, *merged[number], *answered[number])),
            frozenset({"staff", f"group:{group_id}"}) if secret else PUBLIC,
        )
        for number, language, title, plain, secret, group_id in found
    ]


def _merged_words(refs: Sequence[int]) -> dict[int, list[str]]:
    """Titles and texts of what was merged into these, without what nobody is to see."""
    words: dict[int, list[str]] = defaultdict(list)
    found = sa.select(Question.merged_into_id, Question.title, Question.plain)
    shown = found.where(
        Question.merged_into_id.in_(refs), Question.hidden_at.is_(None), Question.held_at.is_(None)
    ).order_by(Question.id)
    for into_id, title, plain in db.session.execute(shown):
        words[into_id or 0] += (title, plain)
    return words


def _answers(refs: Sequence[int]) -> dict[int, list[str]]:
    """The words of the best answers shown, by canonical question."""
    first = (sa.case((Acceptance.id.is_not(None), 0), else_=1), Answer.useful.desc(), Answer.id)
    place = sa.func.row_number().over(partition_by=HEAD, order_by=first).label("place")
    family = sa.or_(Question.id.in_(refs), Question.merged_into_id.in_(refs))
    ranked = (
        sa.select(HEAD.label("head"), Answer.id, place)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(Acceptance, Acceptance.answer_id == Answer.id)
        .where(family, Answer.hidden_at.is_(None), Answer.held_at.is_(None))
        .subquery()
    )
    words: dict[int, list[str]] = defaultdict(list)
    wanted = sa.select(ranked.c.head, Answer.plain).join(Answer, Answer.id == ranked.c.id)
    for head, plain in db.session.execute(wanted.where(ranked.c.place <= ANSWERS).order_by(ranked.c.place)):
        words[head].append(plain)
    return words


def touched(events: Sequence[Event]) -> set[int]:
    """The questions of the events and those they belong to, or belonged to; all of a group that closes or opens."""
    refs = {event.subject_id for event in events if event.subject.startswith("question:")}
    for event in events:
        refs |= {event.data[name] for name in ("question_id", "into_id", "from_id") if name in event.data}
    refs |= set(question_ids([event.subject_id for event in events if event.name == ACCESS_CHANGED]))
    return refs | set(db.session.scalars(sa.select(HEAD).where(Question.id.in_(refs))))


def every() -> Iterator[list[int]]:
    """All questions, in chunks."""
    last = 0
    chunk = sa.select(Question.id).order_by(Question.id).limit(CHUNK)
    while ids := list(db.session.scalars(chunk.where(Question.id > last))):
        yield ids
        last = ids[-1]


def visible(reader: Person | None, refs: Sequence[int]) -> dict[int, Hit]:
    """Those of these that the reader may see, as result rows."""
    wanted = OF_GUESTS if reader is None else OF_STAFF if reader.is_staff else OF_MEMBERS
    values = {"refs": list(refs), "reader_id": reader.id if reader is not None else None}
    return {one.id: _hit(one) for one in db.session.connection().execute(wanted, values)}


def _hit(one: Any) -> Hit:
    return Hit(
        kind="question",
        ref=one.id,
        locale=one.language,
        title=one.title,
        url=question_url(one.id, one.title),
        excerpt_source=one.plain[:EXCERPT],
        meta=ngettext("%(num)s answer", "%(num)s answers", one.answers),
        chip=Chip(_("Solved"), "good", "circle-check") if one.solved_at is not None else None,
    )


searchable(
    Searchable(
        kind="question",
        label=lazy("Questions"),
        icon="message-question",
        events=(
            ASKED, BROUGHT_IN, EDITED, REWORDED, DELETED, MOVED, MERGED, UNMERGED, HIDDEN, RESTORED, RELEASED, ANSWERED,
            ANSWER_EDITED, ANSWER_DELETED, ANSWER_HIDDEN, ANSWER_RESTORED, ANSWER_RELEASED, ACCEPTED, UNACCEPTED,
            ACCESS_CHANGED,
        ),
        documents=documents,
        every=every,
        visible=visible,
        position=20,
        touched=touched,
    )
)  # fmt: skip
