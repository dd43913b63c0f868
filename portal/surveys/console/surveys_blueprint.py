"""Where the staff pages that run surveys hang."""

from flask import Blueprint

survey_console = Blueprint("survey_console", __name__, url_prefix="/console/nps/surveys")
