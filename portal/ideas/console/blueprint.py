"""Where the staff pages on ideas hang."""

from flask import Blueprint

from portal.accounts.models import Role

READ = Role.CS | Role.PRODUCT | Role.ADMIN

idea_console = Blueprint("idea_console", __name__, url_prefix="/console/ideas")
