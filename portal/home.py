"""The first page: where a member stands and what to do next; for guests, what this place is."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.community.queries.home import solved_lately, waiting_for
from portal.ideas.queries.board import followed
from portal.kernel.access import public, reader
from portal.kernel.calendar import now
from portal.kernel.i18n import _, lazy, ngettext, zone
from portal.kernel.pages import render
from portal.kernel.registry import Place, navigation
from portal.learning.queries import progress
from portal.learning.queries.menu import StageCount, menu_of, stage_of
from portal.learning.queries.progress import NextStep
from portal.learning.queries.steps import open_steps
from portal.learning.queries.tray import tray_of
from portal.surveys.queries.asked import waiting

bp = Blueprint("home", __name__)

GUEST_LINES = 6  # items of the public menu on the guests' page
FOLLOWED = 4  # ideas the reader follows
MORNING, AFTERNOON, EVENING = 5, 11, 17  # hours of the reader's day


def init_app(app: Flask) -> None:
    """Add the page and its place in the navigation."""
    app.register_blueprint(bp)
    navigation(Place(lazy("Home"), "home.home", icon="home", section="home", position=10))


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The home page of whoever reads."""
    person = reader()
    if person is None:
        return render("home/guest.html", lines=menu_of(None).lines[:GUEST_LINES], solved=solved_lately())
    menu = menu_of(person)
    mine = stage_of(person, menu)
    step, tray = progress.next_step(menu, mine), tray_of(menu)
    return render(
        "home/member.html",
        greeting=greeting(person),
        mine=mine,
        standing=standing(mine),
        stops=stops(menu.stages, mine),
        step=step,
        reason=reason(step, mine) if step else "",
        anything=bool(menu.lines),
        tray=tray,
        steps=open_steps(person),
        finished=progress.recently_finished(menu),
        new=progress.newest(menu),
        followed=followed(person, FOLLOWED),
        waiting=waiting_for(person),
        nps=waiting(person) if person.is_member and person.may_write else None,
    )


def greeting(person: Person) -> str:
    """A greeting that fits the hour where the person is."""
    hour = now().astimezone(zone()).hour
    if MORNING <= hour < AFTERNOON:
        return _("Good morning, %(name)s", name=person.display_name)
    if AFTERNOON <= hour < EVENING:
        return _("Good afternoon, %(name)s", name=person.display_name)
    return _("Good evening, %(name)s", name=person.display_name)


def standing(mine: StageCount | None) -> str:
    """Where the person's company is, in one sentence."""
    if mine is None:
        return _("Everything on the menu is open to you, at your own pace.")
    if mine.total and mine.done == mine.total:
        return _("You are in the %(stage)s stage and have finished all of it.", stage=mine.name)
    return _("You are in the %(stage)s stage.", stage=mine.name)


def stops(stages: list[StageCount], mine: StageCount | None) -> list[dict[str, object]]:
    """The stages as stops of the route: behind, here, ahead."""
    here = stages.index(mine) if mine else -1
    return [_stop(stage, place, here) for place, stage in enumerate(stages)]


def _stop(stage: StageCount, place: int, here: int) -> dict[str, object]:
    counted = _("%(done)s of %(total)s done", done=stage.done, total=stage.total)
    if place == here:
        note = _("%(counted)s. You are here", counted=counted) if stage.total else _("You are here")
        return {"label": stage.name, "note": note, "state": "now", "at": stage.share}
    if place < here:
        return {"label": stage.name, "note": _behind(stage.total - stage.done), "state": "done"}
    ahead = _("Comes next") if here >= 0 and place == here + 1 else counted if stage.total else ""
    return {"label": stage.name, "note": ahead, "state": "next"}


def _behind(left: int) -> str:
    return ngettext("Behind you, %(num)s item open", "Behind you, %(num)s items open", left) if left else _("All done")


def reason(step: NextStep, mine: StageCount | None) -> str:
    """Why this is the next step, in words."""
    if step.why != "stage" and step.why != "job":
        return {
            "tray": _("First on your tray."),
            "course": _("The next lesson of “%(title)s”.", title=step.of),
            "first": _("“%(title)s” builds on it.", title=step.of),
            "suggested": _("Suggested by %(name)s", name=step.of),
        }[step.why]
    stage = step.stage.name
    if mine is None:
        return _("Next on your menu.")
    if step.line.stage == mine.slug:
        if step.why == "job":
            return _("Next in %(stage)s, your company's stage, and made for your job.", stage=stage)
        return _("Next in %(stage)s, your company's stage.", stage=stage)
    if step.stage.position > mine.position:
        return _("You have finished %(mine)s. %(stage)s comes next.", mine=mine.name, stage=stage)
    return _("Still open from %(stage)s.", stage=stage)
