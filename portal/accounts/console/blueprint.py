"""The blueprints these pages hang on: one for each place of the console's navigation."""

from __future__ import annotations

from flask import Blueprint

from portal.accounts.models import Role

READ = Role.CS | Role.PRODUCT | Role.ADMIN
WRITE = Role.CS | Role.ADMIN

console_bp = Blueprint("customers", __name__, url_prefix="/console")
people_bp = Blueprint("people", __name__, url_prefix="/console/people")
