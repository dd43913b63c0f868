"""Writing on the web: drafts are kept as the files they would be, and nobody's save is lost under another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts.models import Role
from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.learning.content.slugs import MAX_SLUG, is_slug
from portal.learning.content.writing import Writing, pages_of
from portal.learning.events import DISCARDED, DRAFTED
from portal.learning.models import Draft, Item
from portal.learning.queries.editing import Editing, editing, written_stages

if TYPE_CHECKING:
    from portal.accounts.models import Person

RESERVED = ("new", "reports")  # addresses of the console's own
EDITORS = Role.CS | Role.ADMIN


class Stale(Refused):
    """Somebody saved, discarded or published meanwhile; `standing` is what is there now."""

    def __init__(self, message: str, standing: Editing) -> None:
        super().__init__(message)
        self.standing = standing


def refuse_others(actor: Person) -> None:
    """Raises Forbidden for whoever may not write content."""
    if not actor.has(EDITORS) or not actor.may_write:
        raise Forbidden(_("Your access role does not include this. An admin can change it."))


def begin_draft(actor: Person, slug: str, stage: str, writing: Writing) -> Draft:
    """An item to be. Raises Invalid for an address that is taken or cannot be one, and for a text without words."""
    refuse_others(actor)
    begin_write()
    files = files_of(writing)
    _refuse_stage(stage)
    if not is_slug(slug):
        told = _("Use lower-case letters, digits, Japanese letters and single hyphens, up to %(n)s.", n=MAX_SLUG)
        raise Invalid(told, "slug")
    taken = slug in RESERVED or db.session.query(Item.id).filter_by(slug=slug).first() is not None
    values = {"title": title_of(writing), "texts": files, "based_on": 0, "version": 1, "at": now(), "stage": stage}
    new_id = None if taken else insert_once(Draft, slug=slug, item_id=None, editor_id=actor.id, **values)
    if new_id is None:
        raise Invalid(_("“%(slug)s” is taken. Choose another address.", slug=slug), "slug")
    draft = db.session.get_one(Draft, new_id)
    record(DRAFTED, draft, actor=actor, slug=slug)
    return draft


def save_draft(actor: Person, slug: str, stage: str, writing: Writing, mark: str) -> Draft:
    """Keep the writing as the item's draft. Raises Stale when `mark` is not that of what stands, NotFound, Invalid."""
    refuse_others(actor)
    files = files_of(writing)
    _refuse_stage(stage)
    found = held(slug)
    refuse_stale(found, mark)
    values = {"title": title_of(writing), "texts": files, "stage": stage, "editor_id": actor.id, "at": now()}
    draft = found.draft
    if draft is None:
        draft = Draft(slug=slug, based_on=found.over, version=0, **values)
        db.session.add(draft)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.item_id = found.item.id if found.item else None
    draft.version += 1
    record(DRAFTED, draft, actor=actor, slug=slug)
    return draft


def discard_draft(actor: Person, slug: str, mark: str) -> bool:
    """Forget the draft; whether an item is left. Raises Stale when somebody saved it meanwhile, NotFound."""
    refuse_others(actor)
    found = held(slug)
    if found.draft is None:
        raise NotFound(_("This is no longer there."))
    refuse_stale(found, mark)
    record(DISCARDED, found.draft, actor=actor, slug=slug)
    db.session.delete(found.draft)
    return found.item is not None


def held(slug: str) -> Editing:
    """The item and its draft, ours until commit."""
    begin_write()
    found = editing(slug)
    if found.item is not None:
        locked(Item, found.item.id, key_share=True)
    elif found.draft is not None:
        locked(Draft, found.draft.id)
    return editing(slug)  # as they stand now that nobody else can change them


def refuse_stale(found: Editing, mark: str) -> None:
    """Raises Stale when the form was made from something else than what stands."""
    if mark != found.mark:
        who = found.editor or found.author
        if who:
            raise Stale(_("%(name)s changed this while you were editing it.", name=who), found)
        raise Stale(_("This was changed while you were editing it."), found)


def files_of(writing: Writing) -> dict[str, str]:
    """The file of each language. Raises Invalid when nothing was written."""
    pages = pages_of(writing)
    if not any(words.title.strip() or words.body.strip() for words in writing.words.values()):
        raise Invalid(_("Write a title or some text in at least one language."))
    return {locale: page.text for locale, page in pages.items()}


def title_of(writing: Writing) -> str:
    """For lists: in the first language that has one."""
    titles = (writing.words[locale].title.strip() for locale in settings().locales if locale in writing.words)
    return next((" ".join(title.split()) for title in titles if title), "")


def _refuse_stage(stage: str) -> None:
    if stage not in written_stages():
        raise Invalid(_("Choose one of the stages."), "stage")
