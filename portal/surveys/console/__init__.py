"""Staff pages of surveys; importing them adds them to their blueprints."""

from portal.surveys.console import answer, exporting, importing, panel, pauses, previews, surveys, waves
from portal.surveys.console.blueprint import nps_console
from portal.surveys.console.surveys_blueprint import survey_console

__all__ = [
    "answer",
    "exporting",
    "importing",
    "nps_console",
    "panel",
    "pauses",
    "previews",
    "survey_console",
    "surveys",
    "waves",
]
