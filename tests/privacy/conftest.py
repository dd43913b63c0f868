"""A person with a word of their own in every field there is, and looking for these words everywhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portal.accounts import links, sessions, throttle
from portal.accounts.commands import erasing, importing, suspending
from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Organization, Person, Role
from portal.ideas.commands.statuses import ensure_statuses, set_status
from portal.ideas.commands.submitting import Wish, delete, submit
from portal.ideas.commands.talk import agree, comment, edit
from portal.ideas.commands.votes import cast_vote, vote_on_behalf
from portal.ideas.models import Idea, IdeaComment, IdeaVerdict
from portal.kernel import mail, outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import EVENTS, Outbox, declare, record
from portal.kernel.i18n import lazy
from portal.learning.commands import ratings, steps, tray
from portal.learning.models import Item, QuizAttempt, Suggestion, Watching
from portal.moderation.commands import deciding, warning
from portal.moderation.commands.flagging import flag
from portal.notifications.commands import choose_mail
from portal.posting import images
from portal.search import index
from portal.search.models import SearchMiss
from portal.success.commands import opening, requests, tasks, working
from portal.success.commands.teams import ensure_teams, team_of_cs
from portal.success.models import FollowUp
from tests.accounts.conftest import give_password
from tests.factories import Factory
from tests.sample_world import content

__all__ = ["content", "give_password"]

NAME, EMAIL = "Xqname Qxfamily", "xqmail@people.example"
THEIRS = (  # what the person may read of all that is planted
    NAME, EMAIL, "xqdepartment", "xqtitle", "xqagent", "xqfeedkey", "xqsubject", "xqstep", "xqrating", "xqanswer",
    "xqsuggest", "xqmissing", "xqhidden", "xqflag", "xqrequest", "xqwanted", "xqanswered",
    "xqwarning", "xqsuspended", "xqbounced",
)  # fmt: skip
STAFF_ONLY = ("xqinfluence", "xqbehalf", "xqreport", "xqtoken", "xqnoted", "xqtask", "xqclosing")
GONE = ("qxfamily", "xqold", "xqnew@", "xqtext", "xqpersonal", "xqpicture", "xqgone", "xqdeleted", "xqearlier")
POSTS = "Tables for all", "It saves an hour", "I second that", "We need it too"


@dataclass
class Planted:
    """Who is to be erased, who stays, and what the person took part in."""

    person: Person
    mate: Person
    staff: Person
    admin: Person
    idea_id: int
    other_id: int
    mention_id: int
    picture: str  # digest


@pytest.fixture
def planted(app: Flask, make: Factory, content: Any, give_password: Any) -> Planted:
    """See above; what the worker had to do is done."""
    content.write("en/onboarding/open.md", "Some words.\n", title="Open to all", audience="public")
    content.sync()
    company = make.organization(name="Aoba", contract_value=1000)
    person = make.person(
        organization=company, display_name="Xqold Qxname", email=EMAIL, job="it", department="xqdepartment",
        title="xqtitle", influence="xqinfluence", time_zone="Asia/Tokyo",
    )  # fmt: skip
    mate = make.person(organization=company, display_name="Mate")
    staff, admin = make.staff(Role.CS), make.staff(Role.ADMIN)
    give_password(person)
    if "person.tried" not in EVENTS:
        declare("person.tried", lazy("tried"), personal=("word",))
    found = Planted(person, mate, staff, admin, 0, 0, 0, "")
    with app.app_context():
        ensure_statuses()
        db.session.commit()
        throttle.count((throttle.MAIL_TO_ACCOUNT, EMAIL), (throttle.MAIL_BY_PERSON, str(person.id)))
        rows = {
            name: db.session.get_one(Person, getattr(found, name).id) for name in ("person", "mate", "staff", "admin")
        }
        _account(rows, company)
        _ideas(found, rows)
        _learning(rows, company)
        _success(rows, company)
        db.session.commit()
        index.rebuild(lambda _kind, _count: None)
        outbox.drain()
        _deleted_idea(rows)
        db.session.commit()
        outbox.drain()
        mail.send_due()
        _mails(rows)
        event = record("person.tried", rows["person"], actor=rows["person"], word="xqpersonal")
        db.session.add(Outbox(event_id=event.id, consumer="nobody", due_at=None, error=f"no such address: {EMAIL}"))
        db.session.add(SearchMiss(day=now().date(), locale="en", q=NAME.lower(), at=now()))
        db.session.commit()
    return found


def _account(rows: dict[str, Person], company: Organization) -> None:
    person = rows["person"]
    sessions.open_session(person, "xqagent")
    suspending.suspend(rows["staff"], person.id, now() + timedelta(days=1), "xqsuspended")
    person.suspended_until = now()  # it is over
    db.session.add(FeedKey(person_id=person.id, key="xqfeedkey"))
    links.issue("sign-in", EMAIL, person=person)
    links.issue("change-email", "xqnew@people.example", person=person)
    links.issue("invite", EMAIL, organization_id=company.id, display_name=NAME, language="en", by=rows["staff"].id)
    choose_mail(person.id, {"content": False})
    db.session.add(mail.BouncedAddress(email=EMAIL, since=now(), reason="550 xqbounced", soft_days=[]))
    db.session.add(mail.BouncedAddress(email="xqearlier@people.example", reason="552 full", soft_days=[]))
    db.session.add(mail.BouncedAddress(email="b@people.example", reason=f"550 forwarded to {EMAIL}", soft_days=[]))
    importing.keep_draft(rows["staff"], "people", "people.csv", f"email\n{EMAIL}\n".encode())
    company_row = db.session.get_one(Organization, company.id)
    record("organization.changed", company_row, actor=rows["staff"], organization_id=company.id, fields=["stage"])
    person.display_name = NAME  # what they were called before lies about in the database's file


def _ideas(found: Planted, rows: dict[str, Person]) -> None:
    person, mate, staff, admin = (rows[name] for name in ("person", "mate", "staff", "admin"))
    found.idea_id = submit(person, Wish("Tables for all", "It saves an hour.")).id
    found.other_id = submit(mate, Wish("Lists for all", "They save a minute.")).id
    noted_id = submit(mate, Wish("Maps for all", "They save a day.")).id
    cast_vote(person, found.other_id)
    cast_vote(mate, found.idea_id)
    vote_on_behalf(staff, noted_id, person, "call", "xqbehalf")
    said = comment(person, found.other_id, "We need it")
    edit(person, said.id, "We need it too", said.version)
    agree(mate, said.id, want=True)
    answer = comment(mate, found.other_id, f"As @[{NAME}] says.")
    edit(mate, answer.id, f"As @[{NAME}] says, we need it.", answer.version)
    agree(person, answer.id, want=True)
    found.mention_id = answer.id
    rude = comment(person, found.other_id, "I second that")
    case = flag(mate, "idea-comment", rude.id, "other", "xqreport")
    deciding.hide(staff, case.id, case.version, "xqhidden")
    warning.warn(staff, "idea-comment", rude.id, "xqwarning")
    flag(person, "idea", noted_id, "other", "xqflag")
    picture = io.BytesIO()
    Image.new("RGB", (9, 7), "teal").save(picture, "PNG")
    found.picture = images.keep_image(person, picture.getvalue(), "xqpicture.png").digest
    set_status(admin, found.other_id, "shipped", "Done.", "/learn/open")
    db.session.commit()
    outbox.drain()
    asked = sa.update(IdeaVerdict).where(IdeaVerdict.person_id == person.id)
    db.session.execute(asked.values(solved=False, missing="xqmissing", opened_at=now(), answered_at=now()))


def _learning(rows: dict[str, Person], company: Organization) -> None:
    person, mate = rows["person"], rows["mate"]
    item = db.session.scalars(sa.select(Item).where(Item.slug == "open")).one()
    tray.add(person, item)
    tray.share(person, True)
    steps.decide(person, item, "xqstep", date(2100, 1, 1))
    ratings.rate(person, item, helpful=True)
    ratings.explain(person, item, "xqrating")
    of = {"person_id": person.id, "item_id": item.id}
    db.session.add(QuizAttempt(key="xqtoken", digest="d", asked=[], answers=["xqanswer"], **of))
    db.session.add(Watching(spans=[[0, 7]], **of))
    given = {"organization_id": company.id, "item_id": item.id}
    db.session.add(Suggestion(person_id=mate.id, by_id=person.id, note="xqsuggest", **given))


def _success(rows: dict[str, Person], company: Organization) -> None:
    """What they asked for, what staff noted about that, and where staff name them beside it."""
    ensure_teams()
    person, staff = rows["person"], rows["staff"]
    made = requests.make(person, requests.Wanted("help", "xqrequest", "xqwanted"))
    number = made.follow_up_id or 0
    working.note(staff, number, "xqnoted")
    tasks.add_task(staff, number, "xqtask", None)
    requests.answer(staff, number, made.id, 1, "done", "xqanswered")
    working.finish(staff, number, db.session.get_one(FollowUp, number).version, "solved", "xqclosing")
    title = f"Ask {NAME} who follows"
    working.note(staff, opening.note_by_hand(staff, company.id, title, owner_id=None, team_id=team_of_cs()).id, EMAIL)


def _deleted_idea(rows: dict[str, Person]) -> None:
    """Its words stay in a segment of the index until that is written anew."""
    gone = submit(rows["person"], Wish("Xqgone", "Xqdeleted words."))
    db.session.commit()
    outbox.drain()
    delete(rows["person"], gone.id)


def _mails(rows: dict[str, Person]) -> None:
    """One of each: to the person, naming them to somebody else, sent or not."""
    words: dict[str, Any] = {"template": "x", "kind": None, "language": "en", "headers": {}}
    to_mate = words | {"to_email": rows["mate"].email, "person_id": rows["mate"].id}
    to_person = words | {"to_email": EMAIL, "person_id": rows["person"].id}
    named = {"subject": f"{NAME} commented", "text": f"So says {NAME}.", "html": f"<p>{NAME}</p>"}
    gone = {"state": "sent", "due_at": sa.null(), "text": "", "html": ""}
    waits = {"state": "failed", "due_at": sa.null(), "error": "E"}
    db.session.add(mail.Mail(**to_person, **(named | gone | {"subject": "xqsubject"})))
    db.session.add(mail.Mail(**to_person, **(named | {"text": "xqtext"})))
    to_earlier = to_person | {"to_email": "Xqearlier@people.example"}
    db.session.add(mail.Mail(**to_earlier, **(named | gone)))
    db.session.add(mail.Mail(**to_mate, **(named | gone)))
    db.session.add(mail.Mail(**to_mate, **named, **waits))
    db.session.add(mail.Mail(**to_mate, **named))
    db.session.commit()
    mail.send_due()


@pytest.fixture
def erase(app: Flask) -> Callable[..., None]:
    """Erase a person; the worker is not at work yet."""

    def do(actor: Person, person: Person, reason: str = "asked") -> None:
        with app.app_context():
            erasing.erase(db.session.get_one(Person, actor.id), person.id, reason)
            db.session.commit()

    return do


@pytest.fixture
def places(app: Flask, database: str) -> Callable[[str], list[str]]:
    """Where a word stands: tables and columns, files of the data folder; in any case."""

    def found(word: str) -> list[str]:
        with app.app_context():
            tables = [table for table in db.metadata.sorted_tables if _rows_hold(table, word)]
        folder = app.extensions["settings"].data_dir
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and _holds(path, word)]
        return [table.name for table in tables] + [str(path.relative_to(folder)) for path in files]

    return found


def _rows_hold(table: sa.Table, word: str) -> bool:
    """Whatever the type of a column, as the database writes it out."""
    for row in db.session.execute(sa.select(table)):
        cells = (bytes(cell).decode("latin-1") if isinstance(cell, (bytes, memoryview)) else repr(cell) for cell in row)
        if any(word.lower() in cell.lower() for cell in cells):
            return True
    return False


def _holds(path: Path, word: str) -> bool:
    return word.lower().encode() in path.read_bytes().lower()


def reload(app: Flask, model: Any, number: int) -> Any:
    with app.app_context():
        found = db.session.get_one(model, number)
        db.session.refresh(found)
        db.session.expunge(found)
        return found


__all__ += ["Idea", "IdeaComment", "Planted", "reload"]
