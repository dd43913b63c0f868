"""What the slices tell the parts below them: pages in the navigation, mails to write, things to find.

Each list is filled while `create_app` imports the slices and only read afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.i18n import lazy


@dataclass(frozen=True, eq=False)
class Place:
    """One entry of a navigation: `endpoint` is its address, `section` marks it current on deeper pages."""

    label: lazy
    endpoint: str
    icon: str
    section: str
    position: int
    visible: Callable[[Any], bool] = field(default=lambda _reader: True)


CUSTOMER_PLACES: list[Place] = []
CONSOLE_PLACES: list[Place] = []


def navigation(place: Place) -> None:
    """Add a place to the customers' navigation."""
    _add(CUSTOMER_PLACES, place)


def console_navigation(place: Place) -> None:
    """Add a place to the staff console's navigation."""
    _add(CONSOLE_PLACES, place)


def _add(places: list[Place], place: Place) -> None:
    if all(known.endpoint != place.endpoint for known in places):
        places.append(place)
        places.sort(key=lambda known: known.position)
