"""An erased person's name goes out of the posts that mention them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, using
from portal.posting.mentions import one_space

MARKED = re.compile(r'<span class="mention">@([^<]*)</span>')


class Mentioning(NamedTuple):
    """A kind of posts that mention people: `event` says so, `revision` keeps their words before edits, by `number`."""

    model: Any
    event: str
    revision: Any
    number: Any


def unname(leaver: Leaver, kinds: Sequence[Mentioning]) -> None:
    """Take their name out of posts that mention them, and of the versions before.

    A mention is a reference that the portal made a name of, so it goes with the name, as it does in Discourse; what
    others typed about them in plain words is those others' text and stays. `@[Name]` meant them where the event of the
    mention says so, or where nobody else here is called so.
    """
    name = one_space(leaver.name)
    if not name:
        return
    written = re.compile(r"@\[\s*" + r"\s+".join(map(re.escape, name.split(" "))) + r"\s*\]")
    alone = not _has_namesake(leaver, name)
    for kind in kinds:
        _unname(leaver, kind, name, written, alone=alone)
    db.session.flush()


def _unname(leaver: Leaver, kind: Mentioning, name: str, written: re.Pattern[str], *, alone: bool) -> None:
    begun = f"@[{name.split(' ')[0]}"
    posts = sa.select(kind.model).where(kind.model.source.contains(begun, autoescape=True)).order_by(kind.model.id)
    for post in db.session.scalars(posts.with_for_update(key_share=True)).all():
        if written.search(post.source) and (alone or _meant(leaver, kind, post.id)):
            former = f"@{_former(post.language)}"
            post.source = written.sub(former, post.source)
            post.html = _unmarked(post.html, name, former)
            post.plain = post.plain.replace(f"@{name}", former)
            if hasattr(post, "excerpt"):
                post.excerpt = post.excerpt.replace(f"@{name}", former)
    before = sa.select(kind.revision, kind.model.language).join(kind.model, kind.model.id == kind.number)
    for kept, language in db.session.execute(before.where(kind.revision.source.contains(begun, autoescape=True))).all():
        number = getattr(kept, kind.number.key)
        if written.search(kept.source) and (alone or _meant(leaver, kind, number)):
            kept.source = written.sub(f"@{_former(language)}", kept.source)


def _former(language: str) -> str:
    with using(language):
        return _("Former member")


def _unmarked(made: str, name: str, former: str) -> str:
    """The HTML with `former` as plain words where the name was marked."""
    return MARKED.sub(lambda found: former if one_space(html.unescape(found[1])) == name else found[0], made)


def _has_namesake(leaver: Leaver, name: str) -> bool:
    spelled = (name, name.replace(" ", "\u3000"))
    others = sa.select(Person.id).where(Person.display_name.in_(spelled), Person.id != leaver.person_id)
    return db.session.scalar(others.limit(1)) is not None


def _meant(leaver: Leaver, kind: Mentioning, number: int) -> bool:
    told = sa.select(Event.id).where(
        Event.subject == f"{kind.model.__tablename__}:{number}",
        Event.name == kind.event,
        Event.data["person_id"].as_integer() == leaver.person_id,
    )
    return db.session.scalar(told.limit(1)) is not None
