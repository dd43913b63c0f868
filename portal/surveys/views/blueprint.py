"""Where the pages behind survey links hang. Their address is a key of its own: no cache, no index, no referrer."""

from flask import Blueprint, Response

bp = Blueprint("nps", __name__, url_prefix="/nps")


@bp.after_request
def keep_nowhere(response: Response) -> Response:
    """Neither caches nor search engines keep the page, and no site it links to learns its address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
