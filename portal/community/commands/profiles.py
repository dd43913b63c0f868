"""What somebody lets others see of them."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.events import PROFILE_CHANGED
from portal.community.models import Profile
from portal.kernel.db import db, insert
from portal.kernel.errors import Forbidden
from portal.kernel.events import record
from portal.posting.holding import hold_person
from portal.posting.limits import too_long
from portal.posting.writing import letters, tidy

ABOUT = 500  # characters


def show(person: Person, about: str, *, work: bool, posts: bool) -> None:
    """Keep what others see; twice is once. Raises Forbidden, Invalid (`about`)."""
    about = tidy(about)
    if (has := letters(about)) > ABOUT:
        raise too_long("about", ABOUT, has)
    person = hold_person(person.id)
    if not person.may_write:
        raise Forbidden(person.read_only())
    values = {"about": about, "shows_work": work, "shows_posts": posts}
    made = insert(Profile).values(person_id=person.id, **values)
    db.session.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=values))
    record(PROFILE_CHANGED, person, actor=person, organization_id=person.organization_id)
