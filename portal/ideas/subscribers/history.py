"""What happened to an idea beside its states is written into its history, in the deed's own transaction."""

from __future__ import annotations

from portal.ideas.events import EDITED, FILED, MERGED, REWORDED, UNMERGED, UNVOTED_ON_BEHALF, VOTED_ON_BEHALF
from portal.ideas.models import IdeaTurn
from portal.kernel.db import db
from portal.kernel.events import Event, inside


@inside(MERGED, UNMERGED)
def note_merge(event: Event) -> None:
    """Into which idea it went, or which one it left."""
    merged = event.name == MERGED
    _note(event, "merged" if merged else "unmerged", other_id=event.data["into_id" if merged else "from_id"])


@inside(FILED, EDITED, REWORDED)
def note_area(event: Event) -> None:
    """From which area to which; a change of tags or words alone is none."""
    if "area_to" in event.data:
        _note(event, "area", before_id=event.data["area_from"], after_id=event.data["area_to"])


@inside(VOTED_ON_BEHALF, UNVOTED_ON_BEHALF)
def note_behalf(event: Event) -> None:
    """Whose vote staff noted or took back."""
    _note(event, "behalf" if event.name == VOTED_ON_BEHALF else "dropped", person_id=event.data["person_id"])


def _note(event: Event, kind: str, **facts: int | None) -> None:
    db.session.add(IdeaTurn(idea_id=event.subject_id, kind=kind, by_id=event.actor_id, at=event.at, **facts))
