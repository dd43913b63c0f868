"""The page on one idea, built in one place for all that can be done on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import Form
from portal.accounts.models import Organization
from portal.accounts.stages import stage_name, stages
from portal.accounts.wording import TIER_NAMES
from portal.ideas.console.one_forms import (
    SOURCE_NAMES,
    AnswerForm,
    BehalfForm,
    NoteForm,
    PlaceForm,
    ProposalForm,
    StatusForm,
    values,
)
from portal.ideas.labels import window_moved
from portal.ideas.labels import words as words_in_force
from portal.ideas.models import IdeaNote, IdeaVote
from portal.ideas.pledge_clock import PledgeClock
from portal.ideas.policy import CLOSED, DECIDE
from portal.ideas.queries import deciding as queries
from portal.ideas.queries import history, inside
from portal.ideas.queries.deciding import FIRST
from portal.ideas.queries.family import canonical_id
from portal.kernel import forms
from portal.kernel.access import me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.pages import render
from portal.kernel.site import site

FORMS: dict[str, type[Form]] = {
    "status": StatusForm,
    "proposal": ProposalForm,
    "answer": AnswerForm,
    "place": PlaceForm,
    "note": NoteForm,
    "behalf": BehalfForm,
}


def page(idea_id: int, status: int = 200, *, form: Form | None = None, **context: Any) -> ResponseReturnValue:
    """The page; `form` is one that was sent and comes back with what was typed."""
    facts, words, parts = queries.facts(idea_id), words_in_force(), queries.parts(idea_id)
    if facts.idea.merged_into_id is not None:
        return redirect(address(facts.idea.merged_into_id))
    state = words.statuses[facts.idea.status_id]
    shown = _forms(form, values(facts, parts, words))
    shown |= {"status": _taking(shown["status"], parts, words)} if form is None else {}
    _offer(shown, words)
    _stand(shown, facts, parts, words)
    if (seen := context.pop("seen_answer", None)) is not None:
        shown["answer"].seen_answer.process_data(seen)  # a preview is no look at a version saved meanwhile
    return render(
        "ideas/console/one.html",
        status,
        facts=facts,
        idea=facts.idea,
        words=words,
        state=state,
        open=state.category not in CLOSED,
        parts=parts,
        forms=shown,
        failed=form,
        history=history.inside(idea_id),
        moved=window_moved,
        notes=_first(inside.notes(idea_id), IdeaNote.id),
        behalf=_first(inside.on_behalf(idea_id), IdeaVote.id),
        companies=_first(inside.companies(idea_id), Organization.contract_value, Organization.id),
        first=FIRST,
        clock=PledgeClock().of(facts.idea),
        may_decide=me().has(DECIDE),
        **names(),
        **({"replies": {}, "preview": None} | context),
    )


def names() -> dict[str, Any]:
    """What code words are called."""
    known = stages()
    return {
        "currency": site().currency,
        "tier_names": TIER_NAMES,
        "stage_name": lambda slug: stage_name(slug, known),
        "source_names": SOURCE_NAMES,
    }


def acted(idea_id: int, form: Form, deed: Callable[[], str], part: str) -> ResponseReturnValue:
    """Do it once and go back to `part` of the page, with what the deed says; a refusal keeps what was typed."""
    if again := forms.sent_before():
        return again
    try:
        if not form.validate():
            db.session.rollback()
            return page(canonical_id(idea_id), 422, form=form)
        said = deed()
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return page(canonical_id(idea_id), 422, form=form)
    except Refused as error:
        db.session.rollback()
        return page(canonical_id(idea_id), 409, form=form, refused=error.message)
    onward = forms.answer(address(idea_id, part))
    db.session.commit()
    flash(said)
    return redirect(onward, 303)


def address(idea_id: int, part: str = "") -> str:
    """Of the page, or of a part of it."""
    return url_for("idea_console.one", idea_id=idea_id, _anchor=part or None)


def _forms(sent: Form | None, data: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        name: sent if sent is not None and type(sent) is kind else kind(None, data=data[name])
        for name, kind in FORMS.items()
    }


def _taking(form: Any, parts: queries.Parts, words: Any) -> Any:
    """The form filled with what is proposed, when product comes from a proposal (`?proposal=`)."""
    wanted = request.args.get("proposal", type=int)
    found = next((one for one in parts.proposals if one.number == wanted), None)
    if found is not None:
        form.status.process_data(words.statuses[found.state].slug)
        form.reason.process_data(found.text)
    return form


def _offer(shown: dict[str, Any], words: Any) -> None:
    for name in ("status", "proposal", "place"):
        shown[name].offer(words)
    shown["behalf"].offer()


def _stand(shown: dict[str, Any], facts: queries.Facts, parts: queries.Parts, words: Any) -> None:
    """Whatever is sent from here on was decided knowing how the idea stands now."""
    shown["status"].made_from(facts)
    shown["answer"].made_from(facts)
    area = words.areas.get(facts.idea.area_id)
    shown["place"].made_from(area.slug if area else "", parts)


def _first(wanted: sa.Select[Any], *keys: Any) -> list[Any]:
    """The first lines of a list, and one more when there are more."""
    return list(db.session.execute(wanted.order_by(*(key.desc() for key in keys)).limit(FIRST + 1)).unique())
