"""`/community/champions`: who they are, and proposing another one."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.community.commands.champions.candidacies import propose
from portal.community.queries.champions import directory, mine
from portal.community.views import my_champion
from portal.community.views.blueprint import bp
from portal.kernel import forms
from portal.kernel.access import me, public, reader, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound, PortalError, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.posting.areas import area_names


@bp.get("/community/champions")
@public
def champions() -> ResponseReturnValue:
    """Everybody who is one, who solved most first (`area`)."""
    asked = request.args
    area = asked.get("area", "")
    found = directory.page(reader(), area=area, after=asked.get("after"), before=asked.get("before"))
    paged = bool(asked.get("after") or asked.get("before"))
    return render(
        "community/champions.html",
        page=found,
        newer=here_with(before=found.newer, after=None) if found.newer else None,
        older=here_with(after=found.older, before=None) if found.older else None,
        awards=[] if paged or area else directory.awards(reader()),
        areas=area_names(),
        area=area,
    )


@bp.get("/community/champions/nominate")
@signed_in
def nominate() -> ResponseReturnValue:
    """Propose the `person` of an answer or a page, or look for somebody by name (`q`) among those who helped others."""
    return _nominate(chosen=request.args.get("person", ""))


@bp.post("/community/champions/propose")
@writer
def propose_champion() -> ResponseReturnValue:
    """Propose somebody (`person`, `words`), or oneself (without `person`)."""
    if again := forms.sent_before():
        return again
    public_id, words = request.form.get("person", ""), request.form.get("words", "")
    try:
        propose(me(), _number(public_id), words)
    except (Invalid, Refused) as error:
        db.session.rollback()
        if not public_id:
            return my_champion.page(error.status, error=error, typed=request.form)
        return _nominate(error.status, error=error, words=words, chosen=public_id)
    onward = forms.answer(url_for("community.champions" if public_id else "community.my_champion"))
    db.session.commit()
    flash(_("Thank you. Customer success looks at it and decides."))
    return redirect(onward, 303)


def _number(public_id: str) -> int:
    if not public_id:
        return me().id
    found: int | None = db.session.scalar(sa.select(Person.id).where(Person.public_id == public_id))
    if found is None:
        raise NotFound(_("This person was not found."))
    return found


def _nominate(
    status: int = 200, *, error: PortalError | None = None, words: str = "", chosen: str = ""
) -> ResponseReturnValue:
    q = request.values.get("q", "")
    return render(
        "community/nominate.html",
        status,
        q=q,
        found=mine.helper(me(), chosen) if chosen and not q else mine.helpers_named(me(), q),
        error=error,
        words=words,
        chosen=chosen,
    )
