"""What is wrong with a request, in sentences, each with the place it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn, cast

from marshmallow import RAISE, ValidationError
from webargs.flaskparser import FlaskParser

from portal.kernel.errors import PortalError
from portal.kernel.i18n import _, lazy

SAID = {  # what marshmallow says by itself
    "Missing data for required field.": lazy("This is needed."),
    "Field may not be null.": lazy("This may not be null."),
    "Unknown field.": lazy("There is no such field."),
    "Invalid input type.": lazy("This must be a JSON object."),
    "Not a valid string.": lazy("This must be a text."),
    "Not a valid utf-8 string.": lazy("This must be a text."),
    "Not a valid integer.": lazy("This must be a whole number."),
    "Number too large.": lazy("This number is too large."),
    "Not a valid date.": lazy("Write the day as year-month-day, such as 2027-06-30."),
    "Not a valid datetime.": lazy("Write the moment with its zone, such as 2027-06-30T09:00:00Z."),
    "Not a valid aware datetime.": lazy("Write the moment with its zone, such as 2027-06-30T09:00:00Z."),
}


class Unfit(PortalError):
    """The request was read and cannot be taken; `errors` says where and why."""

    status = 422

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        super().__init__(_("Some of what was sent cannot be taken; “errors” says what, and why."))
        self.errors = list(errors)

    @property
    def more(self) -> dict[str, object]:
        return {"errors": self.errors}


def unfit(field: str, message: str) -> Unfit:
    """One thing is wrong with one field of the body."""
    return Unfit([{"detail": message, "pointer": f"#/{field}"}])


class Parser(FlaskParser):
    """Reads queries and bodies; what it does not know it refuses, since a filter with a typo would filter nothing."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def handle_error(self, error: ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        """All that is wrong, at once."""
        places: dict[str, Any] = cast(Any, error).normalized_messages()
        raise Unfit([wrong for place, found in places.items() for wrong in _wrongs(place, found)]) from error


def _wrongs(place: str, found: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for path, message in _flat(found):
        where = "/".join(str(part) for part in path if part != "_schema")
        pointer = {"parameter": where} if place == "query" else {"pointer": f"#/{where}" if where else "#"}
        yield {"detail": str(SAID.get(message, message)), **pointer}


def _flat(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _flat(value, (*path, key))
    else:
        for message in found:
            yield path, str(message)
