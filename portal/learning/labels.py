"""How formats, jobs and minutes read."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.policy import JOBS
from portal.kernel.i18n import _, lazy

FORMATS = {
    "article": lazy("Article"),
    "video": lazy("Video"),
    "course": lazy("Course"),
    "workshop": lazy("Workshop"),
    "webinar": lazy("Webinar"),
    "template": lazy("Template"),
    "service": lazy("Paid service"),
}
ICONS = {  # the same as on the tiles of templates/_macros/ui.html
    "article": "file-text",
    "video": "player-play",
    "course": "school",
    "workshop": "presentation",
    "webinar": "presentation",
    "template": "template",
    "service": "heart-handshake",
}


def format_name(format_: str) -> str:
    """The format in the reader's language; as written when it is none of ours."""
    return str(FORMATS.get(format_, format_))


def format_icon(format_: str) -> str:
    """Name of the icon of its tile."""
    return ICONS.get(format_, ICONS["article"])


def duration(minutes: int) -> str:
    """6 min · 1 h 10 min · 6分 · 1時間10分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min", n=rest)
    return _("%(h)s h %(n)s min", h=hours, n=rest) if rest else _("%(h)s h", h=hours)


def jobs_text(jobs: Sequence[str]) -> str:
    """The jobs it is meant for in one phrase; those the accounts do not know read as they were written."""
    return _(", ").join(str(JOBS.get(job, job)) for job in jobs)
