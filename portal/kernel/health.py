"""What a load balancer and a metrics collector ask."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from portal.config import settings
from portal.kernel.access import open_to_all
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.metrics import exposition
from portal.kernel.schema import why_not_ready

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to_all
def healthz() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@open_to_all
def readyz() -> Response:
    """This process can serve: the database answers (else the error page says 503), and is the right one."""
    if reason := why_not_ready():
        answer = jsonify(status="not ready", reason=reason)
        answer.status_code = 503
        return answer
    return jsonify(status="ready")


@bp.get("/metrics")
@open_to_all
def metrics() -> Response:
    """Prometheus metrics, for whoever sends the token (`Authorization: Bearer …`); to others there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), metrics_token().encode()):
        raise NotFound(_("This page was not found."))
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)


def metrics_token() -> str:
    """Derived from the secret key, so there is nothing more to keep; `portal doctor --metrics-token` prints it."""
    return hmac.new(settings().secret_key.encode(), b"metrics", "sha256").hexdigest()
