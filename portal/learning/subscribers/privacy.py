"""What learning holds about a person.

Erased: what they meant to do, how they went about it, and all they wrote. Kept, by a number without a name: what they
finished and whether an item helped, because companies' progress and items' rates are counted from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.kernel.db import db
from portal.learning.models import (
    Completion,
    Draft,
    Item,
    ItemVersion,
    NextStep,
    QuizAttempt,
    Rating,
    Suggestion,
    TrayEntry,
    TrayShare,
    Watching,
)

NO_SESSION = {"synchronize_session": False}
PRIVATE = (TrayEntry, TrayShare, NextStep, Watching, QuizAttempt, Suggestion)


def erase(leaver: Leaver) -> None:
    """Their lists, steps, tries and words; the address of staff who looked after content."""
    for model in PRIVATE:
        db.session.execute(sa.delete(model).where(model.person_id == leaver.person_id), execution_options=NO_SESSION)
    emptied: tuple[tuple[Any, Any, Any], ...] = (
        (Rating, Rating.reason, Rating.person_id),
        (Suggestion, Suggestion.note, Suggestion.by_id),
        (Item, Item.owner, sa.func.lower(Item.owner)),
    )
    for model, words, whose in emptied:
        theirs = whose == (leaver.email if model is Item else leaver.person_id)
        changed = sa.update(model).where(theirs, words != "").values({words: ""})
        db.session.execute(changed, execution_options=NO_SESSION)
    _unname_owner(leaver)


def _unname_owner(leaver: Leaver) -> None:
    """Versions and drafts written on the web name their owner in their front matter."""
    for model, column in ((ItemVersion, ItemVersion.files), (Draft, Draft.texts)):
        holding = sa.cast(column, sa.Text).icontains(leaver.email, autoescape=True)
        for row_id, texts in db.session.execute(sa.select(model.id, column).where(holding)).all():
            changed = {place: leaver.words.replaced(text, "") for place, text in texts.items()}
            statement = sa.update(model).where(model.id == row_id).values({column: changed})
            db.session.execute(statement, execution_options=NO_SESSION)


def export(person: Person) -> dict[str, Any]:
    """All of it; items by their slug."""
    return {
        "finished": _of(person, Completion, "kind", "version", "at"),
        "tray": _of(person, TrayEntry, "at"),
        "tray_shared_since": db.session.scalar(sa.select(TrayShare.at).where(TrayShare.person_id == person.id)),
        "next_steps": _of(person, NextStep, "text", "due", "done_at", "at"),
        "ratings": _of(person, Rating, "helpful", "reason", "at"),
        "quizzes": _of(person, QuizAttempt, "answers", "correct", "passed", "started_at", "handed_in_at"),
        "videos": _of(person, Watching, "spans", "left_at", "at"),
        "suggested_to_me": _suggested(Suggestion.person_id == person.id, Suggestion.by_id, "by"),
        "suggested_by_me": _suggested(Suggestion.by_id == person.id, Suggestion.person_id, "to"),
    }


def _of(person: Person, model: Any, *names: str) -> Iterator[dict[str, Any]]:
    wanted = sa.select(model.id, Item.slug, *(getattr(model, name) for name in names))
    for _id, slug, *values in one_by_one(
        wanted.join(Item, Item.id == model.item_id).where(model.person_id == person.id)
    ):
        yield {"item": slug, **dict(zip(names, values, strict=True))}


def _suggested(where: sa.ColumnElement[bool], whom: Any, name: str) -> Iterator[dict[str, Any]]:
    other = aliased(Person)
    wanted = sa.select(Suggestion.id, Item.slug, other.display_name, Suggestion.note, Suggestion.at)
    joined = wanted.join(Item, Item.id == Suggestion.item_id).join(other, other.id == whom).where(where)
    for _id, slug, called, note, at in one_by_one(joined):
        yield {"item": slug, name: called, "note": note, "at": at}


COUNTED = "counted in reports, by a number without a name"
OFFICE = "what the vendor published, by a number without a name"
personal(
    Personal(
        key="learning",
        erase=erase,
        export=export,
        removed=(
            *(model.__tablename__ for model in PRIVATE),
            "rating.reason",
            "item.owner",
            "item_version.files",  # the address of their owner
            "draft.texts",
        ),
        kept={
            "completion": COUNTED,
            "rating.person_id": COUNTED,
            "item_version": OFFICE,
            "draft": OFFICE,
            "item": OFFICE,
            "item_text": OFFICE,
            "item_file": OFFICE,
            "item_audience": OFFICE,
            "old_slug": OFFICE,
            "stage": OFFICE,
            "edition": "a token of the menu",
        },
    )
)
