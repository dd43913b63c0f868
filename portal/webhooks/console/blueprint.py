"""The blueprint of the console pages."""

from __future__ import annotations

from flask import Blueprint

webhook_console = Blueprint("webhook_console", __name__, url_prefix="/console/settings/webhooks")
