"""An erased person's name goes out of the comments that mention them."""

from __future__ import annotations

import html
import re

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver
from portal.ideas.commands.mentions import one_space
from portal.ideas.events import MENTIONED
from portal.ideas.models import IdeaComment, IdeaRevision
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, using

MARKED = re.compile(r'<span class="mention">@([^<]*)</span>')


def unname(leaver: Leaver) -> None:
    """Take their name out of comments that mention them, and of the versions before.

    A mention is a reference that the portal made a name of, so it goes with the name, as it does in Discourse; what
    others typed about them in plain words is those others' text and stays. `@[Name]` meant them where the event of the
    mention says so, or where nobody else here is called so.
    """
    name = one_space(leaver.name)
    if not name:
        return
    written = re.compile(r"@\[\s*" + r"\s+".join(map(re.escape, name.split(" "))) + r"\s*\]")
    alone, begun = not _has_namesake(leaver, name), f"@[{name.split(' ')[0]}"
    comments = (
        sa.select(IdeaComment).where(IdeaComment.source.contains(begun, autoescape=True)).order_by(IdeaComment.id)
    )
    for said in db.session.scalars(comments.with_for_update(key_share=True)).all():
        if written.search(said.source) and (alone or _meant(leaver, said.id)):
            former = f"@{_former(said.language)}"
            said.source = written.sub(former, said.source)
            said.html = _unmarked(said.html, name, former)
            said.plain = said.plain.replace(f"@{name}", former)
    before = sa.select(IdeaRevision).join(IdeaComment, IdeaComment.id == IdeaRevision.comment_id)
    for kept in db.session.scalars(before.where(IdeaRevision.source.contains(begun, autoescape=True))).all():
        if written.search(kept.source) and (alone or _meant(leaver, kept.comment_id)):
            kept.source = written.sub(f"@{_former(_language(kept.comment_id))}", kept.source)
    db.session.flush()


def _former(language: str) -> str:
    with using(language):
        return _("Former member")


def _language(comment_id: int | None) -> str:
    return db.session.scalars(sa.select(IdeaComment.language).where(IdeaComment.id == comment_id)).one()


def _unmarked(made: str, name: str, former: str) -> str:
    """The HTML with `former` as plain words where the name was marked."""
    return MARKED.sub(lambda found: former if one_space(html.unescape(found[1])) == name else found[0], made)


def _has_namesake(leaver: Leaver, name: str) -> bool:
    spelled = (name, name.replace(" ", "\u3000"))
    others = sa.select(Person.id).where(Person.display_name.in_(spelled), Person.id != leaver.person_id)
    return db.session.scalar(others.limit(1)) is not None


def _meant(leaver: Leaver, comment_id: int | None) -> bool:
    told = sa.select(Event.id).where(
        Event.subject == f"{IdeaComment.__tablename__}:{comment_id}",
        Event.name == MENTIONED,
        Event.data["person_id"].as_integer() == leaver.person_id,
    )
    return db.session.scalar(told.limit(1)) is not None
