"""What the page of a follow-up shows."""

from __future__ import annotations

from typing import Any, TypeVar

from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import Form
from portal.accounts.wording import TIER_NAMES, TOUCH_NAMES
from portal.kernel.access import me
from portal.kernel.calendar import today
from portal.kernel.i18n import locale, zone
from portal.kernel.pages import render
from portal.kernel.site import site
from portal.learning.labels import price_told
from portal.success import labels
from portal.success.clock import clock_of
from portal.success.forms.work import AnswerForm, CloseForm, HandForm, NoteForm, SnoozeForm, TaskForm
from portal.success.models import FollowUp
from portal.success.policy import UNSETTLED
from portal.success.queries import one as queries
from portal.success.queries.one import Source
from portal.success.queries.teams import staff, team_names
from portal.success.queries.work import of_customer
from portal.surveys.labels import ABOUT, CONTACT

F = TypeVar("F", bound=Form)


def page(
    follow_up_id: int, status: int = 200, refused_form: Form | None = None, refused: str = ""
) -> ResponseReturnValue:
    """The page, or the page again with the form that was refused and why. Raises NotFound."""
    found = queries.visible(me(), follow_up_id)
    follow_up, teams = found.follow_up, team_names(me())
    sources = queries.sources(follow_up_id)
    return render(
        "success/console/one.html",
        status,
        found=found,
        follow_up=follow_up,
        organization=found.organization,
        unsettled=follow_up.state in UNSETTLED,
        clock=clock_of(follow_up.due_at),
        sources=sources,
        answers=_answers(sources, refused_form),
        tasks=queries.tasks(follow_up_id),
        history=queries.history(follow_up_id),
        others=of_customer(me(), follow_up.organization_id, follow_up_id),
        playbooks=queries.live_playbooks(),
        team_names={team.id: team.name for team in teams},
        stage=found.stage.name(locale()) if found.stage else found.organization.stage,
        tier=TIER_NAMES[found.organization.tier],
        touch=TOUCH_NAMES[found.organization.touch],
        currency=site().currency,
        today=today(zone()),
        refused=refused,
        labels=labels,
        about_names=ABOUT,
        contact_names=CONTACT,
        price_told=price_told,
        clock_of=clock_of,
        may_work=me().may_write,
        **_forms(follow_up, refused_form, teams),
    )


def _forms(follow_up: FollowUp, refused: Form | None, teams: Any) -> dict[str, Form]:
    """The forms of the page: the refused one as it was typed, all others as they begin."""
    given = {"owner": str(follow_up.owner_id or 0), "team": str(follow_up.team_id)}
    hand = _form(HandForm, "hand-", refused, given)
    hand.offer(teams, staff())
    snooze = _form(SnoozeForm, "snooze-", refused)
    snooze.until.render_kw = {"min": today(zone()).isoformat()}
    close = _form(CloseForm, "close-", refused)
    close.offer()
    for form in (hand, snooze, close):
        form.version.process_data(str(follow_up.version))
    notes, task = _form(NoteForm, "note-", refused), _form(TaskForm, "task-", refused)
    return {"hand_form": hand, "snooze_form": snooze, "close_form": close, "note_form": notes, "task_form": task}


def _form(kind: type[F], prefix: str, refused: Form | None, given: dict[str, Any] | None = None) -> F:
    return refused if isinstance(refused, kind) else kind(formdata=None, prefix=prefix, data=given or {})


def _answers(sources: list[Source], refused: Form | None) -> dict[int, AnswerForm]:
    """A form for each request, with what stands unless it was just refused."""
    found = {}
    for request in (one.request for one in sources if one.request is not None):
        prefix = f"answer-{request.id}-"
        typed = isinstance(refused, AnswerForm) and refused._prefix == prefix
        given = {"state": request.state, "reply": request.reply}
        form = refused if typed else AnswerForm(formdata=None, prefix=prefix, data=given)
        assert isinstance(form, AnswerForm)
        form.offer()
        form.version.process_data(str(request.version))
        found[request.id] = form
    return found
