"""What the sections of an item's page show: video, downloads, price, helpful or not, my next step."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.accounts.models import Person
from portal.learning import policy
from portal.learning.forms import ReasonForm, StepForm
from portal.learning.models import Item, NextStep, Rating
from portal.learning.queries import extras
from portal.learning.queries.item import ItemPage
from portal.learning.queries.menu import Menu
from portal.learning.queries.steps import today_of
from portal.learning.services import asking_of


def sections(person: Person | None, menu: Menu, found: ItemPage) -> dict[str, Any]:
    """Values for the includes of learning/item.html."""
    item, completion = found.item, found.completion
    files, old = extras.Files(item, found.text), request.args.get("from", "")
    film = files.film(found.watching)
    writes = person is not None and person.may_write
    return {
        "film": film,
        "elsewhere": extras.host_of(item.video["url"]) if item.video and item.video["url"] else "",
        "watch_stamp": policy.watching_stamp(person, item) if person and writes and film else "",
        "downloads": files.downloads(),
        "free_way": extras.counterpart(menu, item),
        "contact": extras.contact_of(person) if item.format == "service" else None,
        "asking": asking_of(person, item.id, item.slug) if item.format == "service" and item.price else None,
        "replaces": bool(old) and extras.led_here(old, item),
        "changed": completion is not None and completion.version < item.material_version,
        "on_tray": item.id in menu.tray,
        **(_forms(person, found) if person else {"useful": extras.useful_share(item)}),
    }


def _forms(person: Person, found: ItemPage) -> dict[str, Any]:
    """For guests there are none: a form makes a token, a token a cookie, and such a page is kept for nobody else."""
    return helpful(found.item, found.rating) | my_step(person, found.my_step)


def helpful(item: Item, rating: Rating | None, form: ReasonForm | None = None) -> dict[str, Any]:
    """Values for learning/_helpful.html."""
    reason_form = form or ReasonForm(formdata=None, data={"reason": rating.reason if rating else ""})
    return {"useful": extras.useful_share(item), "rating": rating, "reason_form": reason_form}


def my_step(person: Person | None, step: NextStep | None, form: StepForm | None = None) -> dict[str, Any]:
    """Values for learning/_step.html."""
    today = today_of(person) if person else None
    kept = {"text": step.text, "due": step.due} if step and step.done_at is None else {}
    step_form = form or StepForm(formdata=None, data=kept)
    if today:
        step_form.due.render_kw = {**step_form.due.render_kw, "min": today.isoformat()}
    return {"my_step": step, "today": today, "step_form": step_form}
