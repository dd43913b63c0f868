"""How people are found: everybody finds a public name, colleagues and staff also the others.

The words are those of their page. One document serves all who find somebody, so a company that did not agree to be
named is in it only while nobody else finds the person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.events import (
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
    PROFILE_CHANGED,
    RELEASED,
    RESTORED,
    REWORDED,
    UNMERGED,
)
from portal.community.models import Answer, Profile, Question
from portal.community.queries.known import named_openly
from portal.community.queries.profiles import work_of
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy
from portal.kernel.searchable import PERSON, Chip, Document, Face, Hit, Searchable, key_giver, searchable
from portal.posting.bylines import byline

if TYPE_CHECKING:
    from portal.accounts.models import Person as Reader

CHUNK = 500
NOBODY = Profile(about="", shows_work=False)  # what those show who chose nothing
OF_COMPANY = "organization.changed"
OF_PERSON = (
    "person.added", "person.signed_up", "person.invitation_accepted", "person.profile_changed",
    "person.details_changed", "person.roles_changed", "person.champion_changed",
    "person.moved", "person.joined", "person.left", "person.company_switched", "person.erased", PROFILE_CHANGED,
)  # fmt: skip
OF_QUESTION = (ASKED, BROUGHT_IN, EDITED, REWORDED, MOVED, MERGED, UNMERGED, HIDDEN, RESTORED, RELEASED)
OF_ANSWER = (ANSWERED, ANSWER_EDITED, ANSWER_HIDDEN, ANSWER_RESTORED, ANSWER_RELEASED)
OF_AUTHOR = (DELETED, ANSWER_DELETED)  # nobody else deletes, and the post is gone


def own_company(reader: Reader | None) -> list[str]:
    """Access token `organization:<id>` of the company the reader acts for: its people are found with it."""
    return [] if reader is None or reader.organization_id is None else [_key_of(reader.organization_id)]


def documents(refs: Sequence[int]) -> list[Document]:
    """Those of these who were not erased."""
    chunks = (refs[at : at + CHUNK] for at in range(0, len(refs), CHUNK))
    return [document for chunk in chunks for document in _documents(chunk)]


def _documents(refs: Sequence[int]) -> Iterator[Document]:
    columns: list[Any] = [Person, Organization, Profile, named_openly()]
    wanted = _people(columns).where(Person.id.in_(refs))
    for person, company, profile, openly in db.session.execute(wanted):
        access = _access(person, openly=openly)
        told = company is not None and (company.may_be_named or "public" not in access)
        shown = profile or NOBODY
        body = (shown.about, work_of(person) if shown.shows_work else "", company.name if told else "")
        yield Document(PERSON, person.id, person.language, person.display_name, "\n".join(filter(None, body)), access)


def _access(person: Person, *, openly: bool) -> frozenset[str]:
    if openly:
        return frozenset({"public"})
    ours = () if person.organization_id is None else (_key_of(person.organization_id),)
    return frozenset({"staff", *ours})


def touched(events: Sequence[Event]) -> set[int]:
    """The people of the events: those of a company, and who wrote where it is shown, or no longer."""
    of: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.name != OF_COMPANY or {"name", "may_be_named"} & set(event.data["fields"]):
            of[KINDS[event.name]].add(event.actor_id or 0 if event.name in OF_AUTHOR else event.subject_id)
    where = sa.or_(Question.id.in_(of["question"]), Question.group_id.in_(of["group"]))
    known: list[sa.Select[Any]] = []
    if of["question"] or of["group"]:
        known.append(sa.select(Question.author_id).where(where))
        known.append(sa.select(Answer.author_id).join(Question, Question.id == Answer.question_id).where(where))
    if of["answer"]:
        known.append(sa.select(Answer.author_id).where(Answer.id.in_(of["answer"])))
    if of["company"]:
        known.append(sa.select(Person.id).where(Person.organization_id.in_(of["company"])))
    return of["person"].union(db.session.scalars(sa.union(*known)) if known else ())


def every() -> Iterator[list[int]]:
    """All who were not erased, in chunks."""
    last = 0
    chunk = sa.select(Person.id).where(Person.erased_at.is_(None)).order_by(Person.id).limit(CHUNK)
    while ids := list(db.session.scalars(chunk.where(Person.id > last))):
        yield ids
        last = ids[-1]


def visible(reader: Reader | None, refs: Sequence[int]) -> dict[int, Hit]:
    """Those of these whom the reader may find now, as result rows."""
    wanted = _people([Person, Organization, Profile]).where(Person.id.in_(refs), *_open_to(reader))
    return {row[0].id: _hit(reader, *row) for row in db.session.execute(wanted)}


def _open_to(reader: Reader | None) -> tuple[Any, ...]:
    if reader is not None and reader.is_staff:
        return ()
    company = reader.organization_id if reader is not None else None
    ours = [Person.organization_id == company] if company is not None else []
    return Person.may_write, sa.or_(*ours, named_openly())


def _people(columns: list[Any]) -> sa.Select[Any]:
    wanted = sa.select(*columns).outerjoin(Organization, Organization.id == Person.organization_id)
    return wanted.outerjoin(Profile, Profile.person_id == Person.id).where(Person.erased_at.is_(None))


def _hit(reader: Reader | None, person: Person, company: Organization | None, profile: Profile | None) -> Hit:
    by, shown = byline(reader, person, company), profile or NOBODY
    where = (by.company, work_of(person) if shown.shows_work else "")
    chip = Chip(_("Champion"), "gold", "award") if by.champion else Chip(_("Staff"), "accent") if by.staff else None
    return Hit(
        kind=PERSON,
        ref=person.id,
        locale=person.language,
        title=by.name,
        url=by.url,
        excerpt_source=shown.about,
        meta=_(", ").join(filter(None, where)),
        chip=chip,
        face=Face(by.name, by.champion),
    )


def _key_of(organization_id: int) -> str:
    return f"organization:{organization_id}"


KINDS = {OF_COMPANY: "company", ACCESS_CHANGED: "group"}
KINDS |= dict.fromkeys((*OF_PERSON, *OF_AUTHOR), "person")
KINDS |= dict.fromkeys(OF_QUESTION, "question") | dict.fromkeys(OF_ANSWER, "answer")

key_giver(own_company)
searchable(
    Searchable(
        kind=PERSON,
        label=lazy("People"),
        icon="user",
        events=tuple(KINDS),
        documents=documents,
        every=every,
        visible=visible,
        position=60,
        touched=touched,
    )
)
