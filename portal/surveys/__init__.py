"""Surveys (NPS): who is asked, one honest tap, and what follows from it."""

from flask import Flask

from portal.kernel.i18n import lazy
from portal.kernel.registry import Panel, Place, console_navigation, person_panel
from portal.surveys import events, subscribers
from portal.surveys.commands import counting, sending, ticking
from portal.surveys.console import nps_console, survey_console, survey_customers
from portal.surveys.policy import READ
from portal.surveys.subscribers.triggered import listen
from portal.surveys.views import bp

__all__ = ["counting", "events", "init_app", "sending", "subscribers", "ticking"]


def init_app(app: Flask) -> None:
    """Add the pages, and the place in the console; what comes with the clock is known once it is imported."""
    app.register_blueprint(bp)
    app.register_blueprint(nps_console)
    console_navigation(
        Place(
            lazy("NPS"),
            "nps_console.panel",
            icon="gauge",
            section="nps_console",
            position=25,
            visible=lambda person: bool(person and person.has(READ)),
        )
    )
    app.register_blueprint(survey_console)
    app.register_blueprint(survey_customers)
    person_panel(Panel("surveys/_of_person.html", lambda person: person))
    listen()
