"""Where the staff pages on the community hang."""

from flask import Blueprint

community_console = Blueprint("community_console", __name__, url_prefix="/console/community")
