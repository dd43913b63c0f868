"""`/console/community/champions/<person>`: what somebody did for others, and deciding on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.community import labels
from portal.community.commands.champions import awards, candidacies, knowing, terms
from portal.community.console.blueprint import community_console
from portal.community.models import ChampionFigures
from portal.community.policy import APPOINT
from portal.community.queries.champions import candidates, directory, mine
from portal.community.queries.champions.days import RENEW_DAYS, today_here
from portal.community.queries.champions.figures import criteria
from portal.config import settings
from portal.kernel import site
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, PortalError, Refused
from portal.kernel.i18n import LANGUAGE_NAMES, _
from portal.kernel.pages import render
from portal.posting.areas import area_names


@community_console.get("/champions/<public_id>")
@allowed(APPOINT)
def champion(public_id: str) -> ResponseReturnValue:
    """One person: figures, candidacies, terms."""
    return _page(candidates.customer(public_id))


@community_console.post("/champions/<public_id>/appoint")
@allowed(APPOINT)
def appoint(public_id: str) -> ResponseReturnValue:
    """For `months`, with `area` …"""
    return _decided(
        public_id,
        lambda person: terms.appoint(me(), person.id, request.form.getlist("area"), _number("months")),
        _("They are a champion now, and are told."),
    )


@community_console.post("/champions/<public_id>/decline")
@allowed(APPOINT)
def decline(public_id: str) -> ResponseReturnValue:
    """With a `reply`."""

    def act(person: Person) -> None:
        waits = next((one for one in mine.candidacies(person.id) if one.decided_at is None), None)
        if waits is None:
            raise Refused(_("It was decided already."))
        candidacies.decline(me(), waits.id, request.form.get("reply", ""))

    return _decided(public_id, act, _("The candidate is told."))


@community_console.post("/champions/<public_id>/renew")
@allowed(APPOINT)
def renew(public_id: str) -> ResponseReturnValue:
    """For `months` more."""
    return _decided(
        public_id, lambda person: terms.renew(me(), person.id, _number("months")), _("The term is renewed.")
    )


@community_console.post("/champions/<public_id>/withdraw")
@allowed(APPOINT)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Now, for a `reason`."""
    return _decided(
        public_id,
        lambda person: terms.withdraw(me(), person.id, request.form.get("reason", "")),
        _("They are no longer a champion, and are told."),
    )


@community_console.post("/champions/<public_id>/areas")
@allowed(APPOINT)
def save_areas(public_id: str) -> ResponseReturnValue:
    """What they know (`area` …)."""
    return _decided(
        public_id, lambda person: knowing.set_areas(me(), person.id, request.form.getlist("area")), _("Saved.")
    )


@community_console.post("/champions/<public_id>/award")
@allowed(APPOINT)
def award(public_id: str) -> ResponseReturnValue:
    """For a `year`, with a name in each language."""

    def act(person: Person) -> None:
        names = {code: request.form.get(f"name-{code}", "") for code in settings().locales}
        awards.award(me(), person.id, request.form.get("year", type=int), names)

    return _decided(public_id, act, _("The award is on the champions' page."))


def _decided(public_id: str, act: Callable[[Person], Any], said: str) -> ResponseReturnValue:
    person = candidates.customer(public_id)
    try:
        act(person)
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _page(candidates.customer(public_id), error.status, error=error)
    db.session.commit()
    flash(said)
    return redirect(url_for("community_console.champion", public_id=public_id), 303)


def _number(name: str) -> int:
    return request.form.get(name, type=int) or 0


def _page(person: Person, status: int = 200, *, error: PortalError | None = None) -> ResponseReturnValue:
    every = mine.terms(person.id)
    term = next((one for one in every if one.ended_at is None), None)
    asked = mine.candidacies(person.id)
    form, limits = request.form if error else None, site.row()
    known = {area.slug for area in directory.areas_of([person.id]).get(person.id, ())}
    return render(
        "community/console/champion.html",
        status,
        subject=person,
        figures=db.session.scalar(sa.select(ChampionFigures).filter_by(person_id=person.id)),
        asked=criteria(),
        candidacies=asked,
        waits=next((one for one in asked if one.decided_at is None), None),
        terms=every,
        term=term,
        may_renew=term is not None and (term.ends - today_here()).days <= RENEW_DAYS,
        renew_days=RENEW_DAYS,
        names=candidates.names({one.by_id for one in every} | {one.by_id for one in asked}),
        outcomes=labels.OUTCOMES,
        areas=area_names(),
        known=set(form.getlist("area")) if form else known,
        months=limits.champion_months,
        languages=[(code, LANGUAGE_NAMES[code]) for code in settings().locales],
        year=today_here().year,
        error=error,
        wrong=error.field if isinstance(error, Invalid) else "",
        act=request.path.rpartition("/")[2] if error else "",
        typed=form or {},
    )
