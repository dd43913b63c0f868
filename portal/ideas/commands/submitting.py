"""Writing an idea, changing it, and taking it back while nobody else took part."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas import trending
from portal.ideas.commands.facets import listed, moving, unlisted
from portal.ideas.commands.following import follow
from portal.ideas.commands.holding import hold_all
from portal.ideas.commands.statuses import first_status, note_change
from portal.ideas.commands.votes import first_vote
from portal.ideas.events import DELETED, EDITED, REWORDED, SUBMITTED
from portal.ideas.models import Idea, IdeaComment, IdeaRevision, IdeaVote
from portal.ideas.policy import IDEA, may_delete, may_edit, may_submit
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.moderation.commands.cases import keep_back
from portal.moderation.queries.newcomers import must_wait
from portal.posting import images
from portal.posting.holding import hold_person
from portal.posting.limits import too_long
from portal.posting.models import Area
from portal.posting.waiting import keep_back_edit
from portal.posting.writing import Written, language_of, letters, tidy, written

TITLE_LENGTH = 150  # characters, as people count them
TEXT_LENGTH = 10_000
EXCERPT = 200


class Wish(NamedTuple):
    """What somebody writes: title, Markdown, and the slug of an area, if one fits."""

    title: str
    text: str
    area: str = ""


def submit(person: Person, wish: Wish) -> Idea:
    """Put the idea on the board with its author's vote; what has to wait for a look is announced once it is released.

    Raises Forbidden, Invalid (`title`, `text`, `area`).
    """
    person = hold_person(person.id)
    if not may_submit(person):
        raise Forbidden(_("Only people of a customer company and staff submit ideas."))
    idea = put_on_board(person, wish, person)
    follow(person, idea)
    first_vote(person, idea)
    return idea


def put_on_board(person: Person, wish: Wish, actor: Person) -> Idea:
    """An idea in this person's name, who is held; `actor` brings it. Raises Invalid (`title`, `text`, `area`)."""
    title, text, area_id = _checked(person, wish)
    waits = actor.id == person.id and must_wait(person, text.html, title, text.source)
    idea = Idea(
        title=title,
        excerpt=text.excerpt(EXCERPT),
        source=text.source,
        html=text.html,
        plain=text.plain,
        language=text.language,
        author_id=person.id,
        organization_id=person.organization_id,
        status_id=first_status().id,
        area_id=area_id,
        trending=trending.total([at := now()]),
        at=at,
        heard_at=at,
        held_at=at if waits else None,
    )
    db.session.add(idea)
    db.session.flush()
    listed(idea)
    note_change(idea, None, first_status(), actor, "")
    if waits:
        keep_back(person, IDEA, idea.id)
    else:
        record(SUBMITTED, idea, actor=actor, organization_id=person.organization_id)
    return idea


def edit(person: Person, idea_id: int, wish: Wish, version: int) -> Idea:
    """Change the words; those before are kept. Raises Forbidden, Invalid, and Refused over a newer save."""
    waits = keep_back_edit(person, IDEA, Idea, idea_id, wish.text, wish.title)
    [idea] = hold_all((idea_id,))
    if not may_edit(person, idea):
        raise Forbidden(_("Only its author and product edit an idea."))
    if idea.version != version:
        raise Refused(_("Somebody saved this idea while you were editing it. Your words are below; look at theirs."))
    title, text, area_id = _checked(person, wish)
    if (title, text.source, area_id) == (idea.title, idea.source, idea.area_id):
        return idea
    if (title, text.source) != (idea.title, idea.source):
        _keep_words(person, idea)
    moved = {} if area_id == idea.area_id else {"area_from": idea.area_id, "area_to": area_id}
    with moving(idea):
        if person.id == idea.author_id or text.language == "ja":
            idea.language = text.language
        idea.title, idea.excerpt, idea.area_id = title, text.excerpt(EXCERPT), area_id
        idea.source, idea.html, idea.plain = text.source, text.html, text.plain
        idea.version += 1
        idea.held_at = now() if waits else idea.held_at
    deed = EDITED if person.id == idea.author_id else REWORDED
    record(deed, idea, actor=person, organization_id=person.organization_id, **moved)
    return idea


def delete(person: Person, idea_id: int) -> None:
    """Take one's own idea back for good, while nobody else voted, commented or answered. Raises Forbidden."""
    [idea] = hold_all((idea_id,))
    if not deletable(person, idea):
        raise Forbidden(_("Others took part already. Product can mark it as not planned instead."))
    unlisted(idea)
    record(DELETED, idea, actor=person, organization_id=person.organization_id)
    images.forget(IDEA, idea.id)
    db.session.delete(idea)


def deletable(person: Person, idea: Idea) -> bool:
    """Whether nobody but the author, who is this person, has anything to do with it."""
    if not may_delete(person, idea) or idea.merged_into_id is not None:
        return False
    others = (
        sa.select(IdeaVote.id).where(IdeaVote.idea_id == idea.id, IdeaVote.person_id != person.id),
        sa.select(IdeaComment.id).where(IdeaComment.idea_id == idea.id, IdeaComment.author_id != person.id),
        sa.select(Idea.id).where(Idea.merged_into_id == idea.id),
    )
    return not db.session.scalar(sa.select(sa.or_(*(one.exists() for one in others))))


def _keep_words(person: Person, idea: Idea) -> None:
    number = idea.version
    words = {"title": idea.title, "source": idea.source}
    db.session.add(IdeaRevision(idea_id=idea.id, number=number, editor_id=person.id, at=now(), **words))
    idea.edited_at = now()


def problems(wish: Wish) -> list[Invalid]:
    """All there is to mend in what somebody wrote, at its field."""
    found = []
    if not _line(wish.title):
        found.append(Invalid(_("Say in one line what you wish for."), "title"))
    elif (has := letters(_line(wish.title))) > TITLE_LENGTH:
        found.append(too_long("title", TITLE_LENGTH, has))
    if not wish.text.strip():
        found.append(Invalid(_("Say what problem this solves. One sentence is enough."), "text"))
    elif (has := letters(tidy(wish.text))) > TEXT_LENGTH:
        found.append(too_long("text", TEXT_LENGTH, has))
    return found


def _checked(person: Person, wish: Wish) -> tuple[str, Written, int | None]:
    for problem in problems(wish):
        raise problem
    title, text = _line(wish.title), written(wish.text, person, top=2)
    language = language_of(f"{title}\n{text.plain}", person.language)
    return title, text._replace(language=language), _area_id(wish.area)


def _line(title: str) -> str:
    return " ".join(title.split())


def _area_id(slug: str) -> int | None:
    if not slug:
        return None
    found: int | None = db.session.scalar(sa.select(Area.id).where(Area.slug == slug))
    if found is None:
        raise Invalid(_("Choose an area from the list."), "area")
    return found
