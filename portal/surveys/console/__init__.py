"""Staff pages of surveys; importing them adds them to their blueprints."""

from portal.surveys.console import answer, customers, exporting, importing, panel, pauses, previews, surveys, waves
from portal.surveys.console.blueprint import nps_console, survey_customers
from portal.surveys.console.surveys_blueprint import survey_console

__all__ = [
    "answer",
    "customers",
    "exporting",
    "importing",
    "nps_console",
    "panel",
    "pauses",
    "previews",
    "survey_console",
    "survey_customers",
    "surveys",
    "waves",
]
