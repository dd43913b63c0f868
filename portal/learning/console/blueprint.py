"""Where the staff pages on content hang."""

from flask import Blueprint

from portal.accounts.models import Role

READ = Role.CS | Role.PRODUCT | Role.ADMIN
WRITE = Role.CS | Role.ADMIN

content_bp = Blueprint("content", __name__, url_prefix="/console/content")
