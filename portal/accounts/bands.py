"""In which band a company stands, by the last score that anybody in it gave. A staff-only fact, as the score is."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Organization

PROMOTER, PASSIVE, DETRACTOR, SILENT = "promoter", "passive", "detractor", "none"
BANDS = (PROMOTER, PASSIVE, DETRACTOR, SILENT)  # the last one: nobody answered yet
FROM = {PROMOTER: 9, PASSIVE: 7}  # the lowest score of each


def is_detractor() -> sa.ColumnElement[bool]:
    """Of `Organization`; NULL for one without a score."""
    return Organization.nps_score < FROM[PASSIVE]


def band() -> sa.ColumnElement[int]:
    """The place in `BANDS` of an `Organization`."""
    return sa.case(
        (Organization.nps_score >= FROM[PROMOTER], BANDS.index(PROMOTER)),
        (Organization.nps_score >= FROM[PASSIVE], BANDS.index(PASSIVE)),
        (is_detractor(), BANDS.index(DETRACTOR)),
        else_=BANDS.index(SILENT),
    )
