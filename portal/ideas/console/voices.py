"""`/console/ideas/<id>/…`: notes, votes on behalf of customers, and the whole of the lists the idea's page begins."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts.models import Organization, Person
from portal.ideas.commands import notes, votes
from portal.ideas.console.blueprint import READ, idea_console
from portal.ideas.console.one_forms import BehalfForm, NoteForm
from portal.ideas.console.one_page import acted, address, names
from portal.ideas.labels import words
from portal.ideas.models import IdeaNote, IdeaVerdict, IdeaVote
from portal.ideas.policy import CLOSED, ON_BEHALF
from portal.ideas.queries import deciding, inside
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import render
from portal.kernel.paging import page_of

LISTS: dict[str, Any] = {
    "companies": (lazy("Companies that want it"), inside.companies, (Organization.contract_value, Organization.id)),
    "on-behalf": (lazy("Votes on behalf of customers"), inside.on_behalf, (IdeaVote.id,)),
    "notes": (lazy("Internal notes"), inside.notes, (IdeaNote.id,)),
    "missing": (lazy("What is still missing"), inside.words, (IdeaVerdict.id,)),
}


@idea_console.get("/<int:idea_id>/all/<of>")
@allowed(READ)
def whole(idea_id: int, of: str) -> ResponseReturnValue:
    """One of the lists, page by page: `companies` with their voters, `on-behalf`, `notes` or `missing`."""
    if of not in LISTS:
        raise NotFound(_("This page was not found."))
    idea = deciding.canonical(idea_id)
    if idea.id != idea_id:
        return redirect(address(idea.id))
    title, wanted, keys = LISTS[of]
    after, before = request.args.get("after"), request.args.get("before")
    page = page_of(db.session, wanted(idea_id), [(key, "desc") for key in keys], after=after, before=before)
    shown = [row.Organization.id for row in page.items] if of == "companies" else []
    return render(
        "ideas/console/whole.html",
        idea=idea,
        of=of,
        title=str(title),
        page=page,
        voters=inside.voters(idea_id, shown) if shown else {},
        open=words().statuses[idea.status_id].category not in CLOSED,
        **names(),
    )


@idea_console.post("/<int:idea_id>/notes")
@allowed(READ)
def add_note(idea_id: int) -> ResponseReturnValue:
    """Keep a note that only staff see."""
    form = NoteForm(request.form)

    def deed() -> str:
        notes.add_note(me(), idea_id, form.note.data or "")
        return _("The note is saved.")

    return acted(idea_id, form, deed, "notes")


@idea_console.post("/<int:idea_id>/on-behalf")
@allowed(ON_BEHALF)
def vote_on_behalf(idea_id: int) -> ResponseReturnValue:
    """Note that somebody of a customer wants it; where several have the name, the page asks which one."""
    form = BehalfForm(request.form)

    def deed() -> str:
        voter = _voter(form)
        said = {"name": voter.display_name}
        if votes.vote_on_behalf(me(), idea_id, voter, form.source.data or "", form.where.data or ""):
            return _("The vote of %(name)s is noted. They are not told.", **said)
        return _("%(name)s voted already; nothing was changed.", **said)

    return acted(idea_id, form, deed, "on-behalf")


def _voter(form: BehalfForm) -> Person:
    """The one person meant. Raises Invalid (`voter`) for nobody and for several, who are then in `form.found`."""
    if chosen := request.form.get("person"):
        found = inside.customer_person(chosen)
    else:
        form.found = inside.people_named(form.voter.data or "")
        found = form.found[0] if len(form.found) == 1 else None
    if found is None:
        several = _("Several people are called that: choose one below.")
        raise Invalid(several if form.found else _("Nobody of a customer has this address or name."), "voter")
    return found


@idea_console.post("/<int:idea_id>/on-behalf/drop")
@allowed(ON_BEHALF)
def drop_on_behalf(idea_id: int) -> ResponseReturnValue:
    """Take back what staff noted (`person`)."""
    if again := forms.sent_before():
        return again
    voter = inside.customer_person(request.form.get("person", ""))
    if voter is None:
        raise NotFound(_("This page was not found."))
    done = votes.drop_on_behalf(me(), idea_id, voter)
    onward = forms.answer(address(idea_id, "on-behalf"))
    db.session.commit()
    flash(_("The vote is taken back.") if done else _("There is no such vote any more."))
    return redirect(onward, 303)
