"""Shapes that several resources have: lists, who somebody is, problems."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from portal.api.serving import fields
from portal.api.serving.door import caller
from portal.api.serving.fields import Answer, Asked
from portal.kernel.i18n import lazy

MOST = 100  # things on one page
USUAL = 50


class Listed(Asked):
    """Which part of a list is asked for."""

    after = fields.text(lazy("`next` of the page before; without it the first page."), optional=True)
    limit = fields.whole(lazy("How many at most."), 1, MOST, load_default=USUAL)


class Reference(Answer):
    """A person as other things name them."""

    id = fields.number(lazy("Number; it never changes."))
    name = fields.text(lazy("Name; null without `read:personal`, and of somebody who was erased."), null=True)


class Company(Answer):
    """A customer company as other things name it."""

    id = fields.number(lazy("Number; it never changes."))
    name = fields.text(lazy("Name."))


class Wrong(Answer):
    """One thing that is wrong with a request."""

    detail = fields.text(lazy("What, and how to mend it."))
    pointer = fields.text(lazy("Where in the body."), optional=True)
    parameter = fields.text(lazy("Which part of the query."), optional=True)


class Problem(Answer):
    """Why a request was not answered, after RFC 9457."""

    type = fields.text(lazy("`about:blank`: the status says what kind of problem it is."))
    title = fields.text(lazy("The phrase of the status."))
    status = fields.number(lazy("The status."))
    detail = fields.text(lazy("What happened and how to mend it, in the language that Accept-Language asks for."))
    instance = fields.text(lazy("The address that was called."))
    request_id = fields.text(lazy("The number of this request in the log."))
    errors = fields.several(Wrong, lazy("All that is wrong with what was sent."), optional=True)
    version = fields.number(lazy("The version that stands, where another one was sent."), optional=True)


def page_of_(kind: type[Schema], name: str) -> type[Schema]:
    """The shape of a page of `kind`."""
    members = {
        "items": fields.several(kind, lazy("Things on this page.")),
        "next": fields.text(lazy("Send it as `after` for the next page; null on the last one."), null=True),
    }
    made: type[Schema] = type(name, (Answer,), members)
    return made


def reference(person_id: int | None, name: str | None) -> dict[str, Any] | None:
    """A person for `Reference`, with the name where the token may read it."""
    if person_id is None:
        return None
    return {"id": person_id, "name": (name or None) if caller().personal else None}
