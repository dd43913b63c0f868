"""What the addresses of the panel ask for."""

from __future__ import annotations

from flask import request

from portal.accounts.models import TIERS
from portal.kernel.i18n import LANGUAGE_NAMES
from portal.surveys.policy import ABOUT
from portal.surveys.queries.panel.choice import Segment
from portal.surveys.queries.panel.said import GROUPS, SHOWN, WORDS, Wanted

LONGEST = 200  # characters of what is looked for


def segment() -> Segment:
    """The customers asked for; what is not known narrows nothing."""
    asked = request.args
    return Segment(
        tier=asked.get("tier", "") if asked.get("tier") in TIERS else "",
        stage=asked.get("stage", "")[:LONGEST],
        language=asked.get("language", "") if asked.get("language") in LANGUAGE_NAMES else "",
        organization_id=asked.get("organization", type=int),
    )


def wanted() -> Wanted:
    """The answers asked for."""
    asked = request.args
    return Wanted(
        shown=asked.get("show", "") if asked.get("show") in SHOWN else WORDS,
        group=asked.get("group", "") if asked.get("group") in GROUPS else "",
        about=asked.get("about", "") if asked.get("about") in ABOUT else "",
        q=" ".join(asked.get("q", "").split())[:LONGEST],
    )
