"""Where the staff pages of success hang: one place in the console, with follow-ups, playbooks and settings."""

from flask import Blueprint

follow_ups_bp = Blueprint("follow_ups", __name__, url_prefix="/console")
