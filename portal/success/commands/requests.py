"""Requests: a customer makes one, staff say what becomes of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, note_held
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.learning.content.texts import MAX_TITLE
from portal.success.commands.holding import hold, step, unsettled, words
from portal.success.commands.opening import Cause, open_follow_up
from portal.success.events import ANSWERED, ASKED
from portal.success.labels import KINDS
from portal.success.models import CustomerRequest, RequestStep
from portal.success.policy import ANSWERED as ANSWERED_STATES
from portal.success.policy import DECLINED, FULFILLED, RECEIVED, REQUEST, REQUEST_STATES, SERVICE, may_ask

TITLE_LENGTH = 120  # characters
WORDS_LENGTH = 4000
REPLY_LENGTH = 2000
OPEN_MOST = 20  # requests of one person that wait at the same time


class Wanted(NamedTuple):
    """What somebody asks for. `service`: the number of the paid item, with its `price` as they saw it."""

    kind: str
    title: str
    words: str = ""
    item_id: int | None = None
    price: dict[str, Any] | None = None


def make(person: Person, wanted: Wanted, kinds: Collection[str] = KINDS) -> CustomerRequest:
    """Ask for it in the name of the company acted for; whoever looks after that company gets a follow-up.

    `kinds`: those it may be of.

    Raises Forbidden, Invalid (`kind`, `title`, `words`), Refused when too many of theirs wait, or one for the same
    service does.
    """
    organization_id = _asking_for(person)
    if wanted.item_id is None and wanted.kind not in kinds:
        raise Invalid(_("Choose what it is about."), "kind")
    missing = _("Say in a few words what you ask for.")
    most = MAX_TITLE if wanted.item_id else TITLE_LENGTH  # the title of a service is not theirs to shorten
    title = " ".join(words(wanted.title, "title", missing, most).split())
    needed = "" if wanted.item_id else _("Write what you need, and by when.")
    said = words(wanted.words, "words", needed, WORDS_LENGTH)
    if wanted.item_id:
        _refuse_same(person, wanted.item_id)
    _refuse_more(person)
    made = CustomerRequest(
        organization_id=organization_id,
        person_id=person.id,
        kind=SERVICE if wanted.item_id else wanted.kind,
        title=title,
        words=said,
        language=person.language,
        item_id=wanted.item_id,
        price=wanted.price,
    )
    db.session.add(made)
    db.session.flush()
    made.follow_up_id = open_follow_up(organization_id, _cause(made)).id
    record(ASKED, made, actor=person, organization_id=organization_id, kind=made.kind)
    return made


def answer(actor: Person, follow_up_id: int, request_id: int, version: int, state: str, reply: str) -> CustomerRequest:
    """Say what becomes of a request of this follow-up; who made it reads that.

    Raises as `hold` does, NotFound, Refused when a colleague was faster, or when it is to go on while the follow-up is
    closed, Invalid (`state`, `reply`).
    """
    reply = words(reply, "reply", most=REPLY_LENGTH)
    if state not in REQUEST_STATES or state == RECEIVED:
        raise Invalid(_("Choose what becomes of it."), "state")
    if state == DECLINED and not reply:
        raise Invalid(_("Say why: who asked reads it."), "reply")
    found = hold(actor, follow_up_id)
    if state not in ANSWERED_STATES:
        unsettled(found)  # what still goes on is on the list
    request = _held(found.id, request_id)
    if request.version != version:
        raise Refused(_("A colleague answered this request since you opened it. It stands below as it is now."))
    if (request.state, request.reply) == (state, reply):
        return request
    request.state, request.reply, request.moved_at = state, reply, now()
    request.version += 1
    db.session.add(RequestStep(request_id=request.id, state=state, reply=reply, by_id=actor.id, at=now()))
    step(found, "answered", actor)
    record(ANSWERED, request, actor=actor, organization_id=request.organization_id, state=state)
    return request


def _asking_for(person: Person) -> int:
    """The company acted for; who was suspended or moved meanwhile is refused, and waits until we are done else."""
    begin_write()
    wanted = sa.select(Person).where(Person.id == person.id)
    held = db.session.scalar(
        wanted.with_for_update(key_share=True, of=Person).execution_options(populate_existing=True)
    )
    if held is None or not may_ask(held) or held.organization_id is None:
        raise Forbidden(_("Only people of a customer company make requests, and none whose account is suspended."))
    note_held(Person, held.id)
    return int(held.organization_id)


def _cause(made: CustomerRequest) -> Cause:
    if made.item_id:
        return Cause(f"{SERVICE}:{made.item_id}", SERVICE, made.id, made.title, made.person_id)
    return Cause(f"{REQUEST}:{made.kind}", REQUEST, made.id, made.title, made.person_id)


def _refuse_more(person: Person) -> None:
    mine = CustomerRequest.person_id == person.id, CustomerRequest.organization_id == person.organization_id
    waiting = sa.select(sa.func.count()).select_from(CustomerRequest)
    if (db.session.scalar(waiting.where(*mine, CustomerRequest.state == RECEIVED)) or 0) >= OPEN_MOST:
        raise Refused(_("%(n)s requests of yours wait already. We answer those first.", n=OPEN_MOST))


def _refuse_same(person: Person, item_id: int) -> None:
    mine = CustomerRequest.person_id == person.id, CustomerRequest.organization_id == person.organization_id
    waits = CustomerRequest.item_id == item_id, CustomerRequest.state.not_in((DECLINED, FULFILLED))
    if db.session.scalar(sa.select(CustomerRequest.id).where(*mine, *waits).limit(1)) is not None:
        raise Refused(_("You have asked for this already. Your request stands under “Requests and answers”."))


def _held(follow_up_id: int, request_id: int) -> CustomerRequest:
    of_it = CustomerRequest.id == request_id, CustomerRequest.follow_up_id == follow_up_id
    held = sa.select(CustomerRequest).where(*of_it).with_for_update(key_share=True)
    found: CustomerRequest | None = db.session.scalar(held.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_("This is no longer there."))
    return found
