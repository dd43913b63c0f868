"""Where the pages behind survey links hang. Their address is a key of its own: no cache, no index, no referrer."""

from flask import Blueprint, Response


def keyed(name: str) -> Blueprint:
    """A blueprint for pages whose address is a key: neither caches nor search engines keep them, and no site that they
    link to learns their address.
    """
    blueprint = Blueprint(name, name, url_prefix="/nps")

    @blueprint.after_request
    def keep_nowhere(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return blueprint


bp = keyed("nps")
