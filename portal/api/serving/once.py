"""An act under a key is done once: sent again, it gets the answer that it got (draft-ietf-httpapi-idempotency-key).

The key is taken in the deed's own transaction, so a deed that fails gives it back, and a second sending waits for the
first to end. What is kept is a receipt; reading is never kept.
"""

from __future__ import annotations

import hashlib
import json
import re

import sqlalchemy as sa
from flask import Response, g, jsonify, request
from werkzeug.exceptions import BadRequest

from portal.api.serving.door import caller
from portal.api.serving.wrongs import Unfit
from portal.api.tokens.models import ApiAct
from portal.api.tokens.tidy import ACTS_KEPT
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.i18n import _

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,200}")


def answered() -> Response | None:
    """Take the key of the request in hand; where it was taken already, the answer that was given then.

    Raises BadRequest for what is no key, Unfit where it was sent with something else.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return None
    if not KEY.fullmatch(key):
        raise BadRequest
    token_id, hashed, said = caller().token.id, hashlib.sha256(key.encode()).hexdigest(), _said()
    mine = (ApiAct.token_id == token_id, ApiAct.key == hashed)
    db.session.execute(sa.delete(ApiAct).where(*mine, ApiAct.at < now() - ACTS_KEPT))
    taken = insert_once(ApiAct, token_id=token_id, key=hashed, said=said, status=0, answer={}, location="", at=now())
    if taken is not None:
        g.act_taken = taken
        return None
    before = db.session.scalars(sa.select(ApiAct).where(*mine)).one()
    if before.said != said:
        raise Unfit([{"detail": _("This key was used for another request."), "parameter": HEADER}])
    return _again(before)


def keep(response: Response) -> None:
    """Keep the answer to the act in hand, before the commit."""
    if taken := g.pop("act_taken", None):
        given = {"status": response.status_code, "answer": response.get_json(), "location": response.location or ""}
        db.session.execute(sa.update(ApiAct).where(ApiAct.id == taken).values(**given))


def _again(before: ApiAct) -> Response:
    answer = jsonify(before.answer)
    answer.status_code = before.status
    answer.headers[REPLAYED] = "true"
    if before.location:
        answer.headers["Location"] = before.location
    return answer


def _said() -> str:
    body = json.dumps(request.get_json(), sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.path} {body}".encode()).hexdigest()
