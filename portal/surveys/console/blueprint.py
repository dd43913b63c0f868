"""Where the staff pages of surveys hang."""

from flask import Blueprint

nps_console = Blueprint("nps_console", __name__, url_prefix="/console/nps")
survey_customers = Blueprint("survey_customers", __name__, url_prefix="/console")
