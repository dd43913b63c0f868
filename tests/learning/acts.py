"""What people do in the cafeteria, done through the commands."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.learning import commands
from portal.learning.models import Item


def mark(app: Flask, person: Person, slug: str, kind: str) -> bool:
    """Finish the item in a transaction of its own; whether that changed anything."""
    with app.app_context():
        item = db.session.scalars(sa.select(Item).where(Item.slug == slug)).one()
        changed = commands.mark_done(db.session.get_one(Person, person.id), item, kind)
        db.session.commit()
        return changed
