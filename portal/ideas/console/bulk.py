"""One act on every ticked idea of the list: each is a transaction of its own, and each refusal is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.ideas.commands import bulk
from portal.ideas.commands.bulk import Act
from portal.ideas.console.blueprint import idea_console
from portal.ideas.console.triage import page
from portal.ideas.models import Idea
from portal.ideas.policy import DECIDE
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.i18n import _
from portal.kernel.pages import here_with

MOST = 100  # ideas at once: more than a page shows
FIELDS = ("status", "reason", "shipped_url", "add_tags", "remove_tags", "area")


@dataclass
class Outcome:
    """What became of each idea; those refused with title, address and why."""

    changed: int = 0
    same: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)  # refused, so still ticked

    @property
    def text(self) -> str:
        """Such as "12 changed, 3 were so already, 1 refused"."""
        parts = [_("%(n)s changed", n=self.changed)]
        parts += [_("%(n)s were so already", n=self.same)] if self.same else []
        parts += [_("%(n)s refused", n=len(self.refused))] if self.refused else []
        return _(", ").join(parts)


@idea_console.post("")
@allowed(DECIDE)
def act() -> ResponseReturnValue:
    """Set a status (`act=status`), tags or area, or merge into the one with most votes, for the ticked ideas."""
    ticked = _ticked()
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        if not ticked:
            raise Invalid(_("Tick at least one idea."), "ideas")
        ids, wanted = _wanted(ticked)
    except Invalid as error:
        db.session.rollback()
        return page(422, error=error, ticked=ticked, typed=typed)
    outcome = _each(ids, wanted)
    if outcome.refused:
        return page(409, ticked=outcome.left, typed=typed, outcome=outcome)
    flash(outcome.text)
    return redirect(here_with(), 303)


def _ticked() -> list[int]:
    """The numbers ticked, or all that were shown where that is what was ticked."""
    name = "shown" if request.form.get("all") else "idea"
    return list(dict.fromkeys(request.form.getlist(name, type=int)))[:MOST]


def _wanted(ticked: Sequence[int]) -> tuple[list[int], Act]:
    form = request.form
    what = form.get("act", "")
    if what == "status":
        act = bulk.status_act(form.get("status", ""), form.get("reason", ""), form.get("shipped_url", ""))
    elif what == "tags":
        act = bulk.tags_act(form.get("add_tags", ""), form.get("remove_tags", ""))
    elif what == "area":
        act = bulk.area_act(form.get("area", ""))
    elif what == "merge":
        kept, act = bulk.merge_act(ticked)
        return [idea_id for idea_id in ticked if idea_id != kept.id], act
    else:
        raise Invalid(_("Choose what to do with the ticked ideas."))
    return list(ticked), act


def _each(ids: Sequence[int], act: Act) -> Outcome:
    outcome = Outcome()
    for idea_id in ids:
        try:
            changed = act(me(), idea_id)
            db.session.commit()
        except PortalError as error:
            db.session.rollback()
            title = db.session.scalar(sa.select(Idea.title).where(Idea.id == idea_id))
            outcome.refused.append(
                (title or f"#{idea_id}", url_for("idea_console.one", idea_id=idea_id), error.message)
            )
            outcome.left.append(idea_id)
        else:
            outcome.changed += changed
            outcome.same += not changed
    return outcome
