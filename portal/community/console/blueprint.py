"""Where the staff pages on the community hang."""

from flask import Blueprint

from portal.accounts.models import Role

READ = Role.CS | Role.PRODUCT | Role.ADMIN

community_console = Blueprint("community_console", __name__, url_prefix="/console/community")
