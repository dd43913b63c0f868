"""`/community/champions/me`: questions for a champion and how they want to be asked; for others, how to become one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.console.exporting import csv_response
from portal.community import labels
from portal.community.commands.champions import knowing, terms
from portal.community.models import ChampionFigures, ChampionTerm
from portal.community.queries.champions import directory, mine
from portal.community.queries.champions.figures import criteria
from portal.community.views.blueprint import bp
from portal.kernel import i18n
from portal.kernel.access import me, signed_in, writer
from portal.kernel.calendar import today
from portal.kernel.csv import write_csv
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound, PortalError, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.posting.areas import area_names


@bp.get("/community/champions/me")
@signed_in
def my_champion() -> ResponseReturnValue:
    """One's own page."""
    return page()


@bp.post("/community/champions/me/knows")
@writer
def save_knows() -> ResponseReturnValue:
    """Say what one knows (`area` …, `tags`)."""
    return _saved(lambda: knowing.know(me(), request.form.getlist("area"), request.form.get("tags", "")))


@bp.post("/community/champions/me/away")
@writer
def save_away() -> ResponseReturnValue:
    """Be away `until` a day, or back (empty)."""

    def act() -> None:
        text = request.form.get("until", "") if request.form.get("act") != "back" else ""
        try:
            until = date.fromisoformat(text) if text else None
        except ValueError:
            raise Invalid(_("Enter a date, such as %(day)s.", day=_today().isoformat()), "until") from None
        if until is None and request.form.get("act") != "back":
            raise Invalid(_("Choose the last day you are away."), "until")
        knowing.be_away(me(), until, _today())

    return _saved(act)


@bp.post("/community/champions/me/questions/<int:question_id>/cannot-help")
@writer
def cannot_help(question_id: int) -> ResponseReturnValue:
    """Take a question off one's list."""
    return _saved(
        lambda: knowing.cannot_help(me(), question_id), _("It is off your list. Somebody else will look at it.")
    )


@bp.post("/community/champions/me/step-down")
@writer
def stop_champion() -> ResponseReturnValue:
    """Be a champion no longer."""
    return _saved(lambda: terms.step_down(me()), _("You are no longer a champion. Thank you for all you did."))


@bp.get("/community/champions/me/statement.csv")
@signed_in
def statement() -> Response:
    """One's terms with their figures, as a table."""
    found = mine.terms(me().id)
    if not found:
        raise NotFound(_("This page was not found."))
    header = [_("From"), _("Until"), _("Came of it"), _("Ended on")]
    header += [_("%(figure)s at the start", figure=name) for name in _figure_names()]
    header += [_("%(figure)s at the end", figure=name) for name in _figure_names()]
    return csv_response("champion.csv", write_csv(header, [_line(term) for term in found]))


def page(
    status: int = 200, *, error: PortalError | None = None, typed: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """With what was typed, if something was wrong with it."""
    person = me()
    every = mine.terms(person.id)
    term = next((one for one in every if one.ended_at is None), None)
    shared: dict[str, Any] = {
        "terms": every,
        "term": term,
        "figures": db.session.scalar(sa.select(ChampionFigures).filter_by(person_id=person.id)),
        "outcomes": labels.OUTCOMES,
        "error": error,
        "wrong": error.field if isinstance(error, Invalid) else "",
        "typed": typed or {},
    }
    if term is None:
        return render(
            "community/become_champion.html",
            status,
            asked=criteria(),
            last=mine.last_word(person),
            may_apply=person.may_post and not person.is_staff,
            **shared,
        )
    profile = mine.profile(person.id)
    return render(
        "community/my_champion.html",
        status,
        brought=mine.brought(person),
        why=labels.WHY,
        areas=area_names(),
        known={area.slug for area in directory.areas_of([person.id]).get(person.id, ())},
        use_cases=_(", ").join(directory.use_cases_of([person.id]).get(person.id, ())),
        away=profile.away_until if profile and profile.away_until and profile.away_until >= _today() else None,
        today=_today(),
        **shared,
    )


def _saved(act: Callable[[], Any], said: str = "") -> ResponseReturnValue:
    try:
        act()
    except (Invalid, Refused) as error:
        db.session.rollback()
        return page(error.status, error=error, typed=request.form)
    db.session.commit()
    flash(said or _("Saved."))
    return redirect(url_for("community.my_champion"), 303)


def _today() -> date:
    return today(i18n.zone())


def _figure_names() -> list[str]:
    return [_("Stages earned"), _("Accepted answers"), _("Companies helped")]


def _line(term: ChampionTerm) -> list[Any]:
    def of(figures: Mapping[str, Any] | None) -> list[Any]:
        return [(figures or {}).get(name) for name in ("stages", "accepted", "helped")]

    ended = term.ended_at.astimezone(i18n.zone()).date() if term.ended_at else None
    return [term.starts, term.ends, str(labels.OUTCOMES[term.outcome]), ended, *of(term.figures), *of(term.end_figures)]
