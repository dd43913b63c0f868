"""What the tests of deciding share: forms as the page holds them."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from portal.accounts.models import Person
from portal.ideas.commands import merging, votes
from portal.kernel.db import db


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page that say how things stood, by name; `form_key` is left out."""
    found = dict(re.findall(r'<input[^>]*name="(seen_\w+)"[^>]*value="([^"]*)"', page))
    return {name: value.replace("&#10;", "\n") for name, value in found.items()}


def send(browser: Any, idea_id: int, act: str, **data: Any) -> Any:
    """Open the idea's page, and send one of its forms as the page holds it."""
    seen = fields(browser.get(f"/console/ideas/{idea_id}").text)
    return browser.post(f"/console/ideas/{idea_id}/{act}", data={**seen, **data})


def by(app: Flask, person: Any, deed: Any, *args: Any, **more: Any) -> Any:
    """A command of this person in a transaction of its own."""
    with app.app_context():
        done = deed(db.session.get_one(Person, person.id), *args, **more)
        db.session.commit()
        return done


def vote(app: Flask, idea_id: int, *people: Any) -> None:
    """Each of them wants it."""
    for person in people:
        by(app, person, votes.cast_vote, idea_id)


def behalf(app: Flask, staff: Any, idea_id: int, person: Any, source: str = "call") -> None:
    """Staff notes that somebody wants it."""
    with app.app_context():
        voter = db.session.get_one(Person, person.id)
        assert votes.vote_on_behalf(db.session.get_one(Person, staff.id), idea_id, voter, source)
        db.session.commit()


def merge(app: Flask, staff: Any, idea_id: int, into_id: int) -> None:
    """Make the one part of the other."""
    by(app, staff, merging.merge, idea_id, into_id)
