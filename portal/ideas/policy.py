"""Who may do what with ideas, and what a state of an idea allows."""

from __future__ import annotations

from portal.accounts.models import Person, Role
from portal.ideas.models import Idea

NEW, REVIEW, PLANNED, PROGRESS, SHIPPED, DECLINED = "new", "review", "planned", "progress", "shipped", "declined"
CATEGORIES = (NEW, REVIEW, PLANNED, PROGRESS, SHIPPED, DECLINED)
IDEA, COMMENT = "idea", "idea-comment"  # kinds of posts, for moderation and pictures
CLOSED = (SHIPPED, DECLINED)  # votes are frozen both ways
ROADMAP = (PLANNED, PROGRESS, SHIPPED)
DECIDE = Role.PRODUCT | Role.ADMIN  # status, official response, merge, tags
PROPOSE = Role.CS | Role.PRODUCT | Role.ADMIN  # a status
ON_BEHALF = Role.CS | Role.PRODUCT | Role.ADMIN


def may_see(reader: Person | None, idea: Idea) -> bool:
    """Everybody whom the portal's audience lets in; what is held or hidden only staff and its author."""
    if idea.held_at is None and idea.hidden_at is None:
        return True
    return reader is not None and (reader.is_staff or reader.id == idea.author_id)


def may_take_part(person: Person, idea: Idea) -> bool:
    """Vote, comment, follow: who sees it and may write, while it stands on the board."""
    return person.may_post and idea.held_at is None and idea.hidden_at is None


def may_submit(person: Person) -> bool:
    """People of a customer company and staff, unless suspended."""
    return person.may_post


def may_edit(person: Person, idea: Idea) -> bool:
    """Its author, and product for everybody's; the words before are kept."""
    return person.may_write and (person.id == idea.author_id or person.has(DECIDE))


def may_delete(person: Person, idea: Idea) -> bool:
    """Its author, as long as nobody else voted, answered or commented and it is in no family; never once hidden."""
    untouched = idea.votes <= 1 and not idea.comments and idea.answered_at is None and idea.hidden_at is None
    return person.may_write and person.id == idea.author_id and untouched
