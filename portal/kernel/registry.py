"""What the slices tell the parts below them: pages in the navigation, parts of pages.

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


@dataclass(frozen=True)
class Panel:
    """A part of the console's page of a person or company: `read` gets it, `template` shows what it gave as `panel`."""

    template: str
    read: Callable[[Any], Any]


PERSON_PANELS: list[Panel] = []
COMPANY_NOTICES: list[Panel] = []
CUSTOMER_PLACES: list[Place] = []
CONSOLE_PLACES: list[Place] = []


def navigation(place: Place) -> None:
    """Add a place to the customers' navigation."""
    _add(CUSTOMER_PLACES, place)


def console_navigation(place: Place) -> None:
    """Add a place to the staff console's navigation."""
    _add(CONSOLE_PLACES, place)


def person_panel(panel: Panel) -> None:
    """Add a part to the console's page of a person."""
    if all(known.template != panel.template for known in PERSON_PANELS):
        PERSON_PANELS.append(panel)


def company_notice(panel: Panel) -> None:
    """Add what stands above the console's page of a company, where there is something to say."""
    if all(known.template != panel.template for known in COMPANY_NOTICES):
        COMPANY_NOTICES.append(panel)


def _add(places: list[Place], place: Place) -> None:
    if all(known.endpoint != place.endpoint for known in places):
        places.append(place)
        places.sort(key=lambda known: known.position)
