"""Kinds of values in requests and answers, each with the words that the document says about it.

What an answer holds is always there (`required`), and null where `null=True`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from portal.kernel.i18n import _, lazy

BIGGEST = 2**31 - 1  # of numbers of rows
F = TypeVar("F", bound=fields.Field[Any])


class Answer(Schema):
    """What is sent. Keys may be added in later versions."""

    class Meta:
        """Marshmallow reads it here."""

        unknown = EXCLUDE


class Asked(Schema):
    """What is taken, as a body or as a query: nothing it does not name."""

    class Meta:
        """Marshmallow reads it here."""

        unknown = RAISE


class _Between(validate.Range):
    def _format_error(self, value: Any, message: str) -> str:
        return _("This must be between %(least)s and %(most)s.", least=self.min, most=self.max)


class _Length(validate.Length):
    def _format_error(self, value: Any, message: str) -> str:
        return _("This must have between %(least)s and %(most)s characters.", least=self.min or 0, most=self.max)


class _Among(validate.OneOf):
    def _format_error(self, value: Any) -> str:
        return _("This must be one of: %(words)s.", words=", ".join(map(str, self.choices)))


class Text(fields.String):
    """A text that every database can keep."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if isinstance(text, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
            raise ValidationError(_("This holds a character that no text has."))
        return text


class Moment(fields.AwareDateTime):
    """A moment with its zone, read and written in UTC."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        found = super()._deserialize(value, attr, data, **kwargs)
        try:
            return found.astimezone(UTC)
        except OverflowError:
            raise self.make_error("invalid", input=value, obj_type="datetime") from None


def whole(words: lazy, least: int = 1, most: int = BIGGEST, **more: Any) -> fields.Integer:
    """A whole number between two."""
    return _made(fields.Integer, words, validate=_Between(least, most), **more)


def number(words: lazy, least: int = 0, most: int = BIGGEST, **more: Any) -> fields.Integer:
    """A whole number of a body: there "1" is a text."""
    return whole(words, least, most, strict=True, **more)


def decimal(words: lazy, **more: Any) -> fields.Float:
    """A number with a fraction."""
    return _made(fields.Float, words, **more)


def text(words: lazy, most: int | None = None, least: int | None = None, **more: Any) -> Text:
    """A text, of so many characters where that is said."""
    return _made(Text, words, validate=_Length(least, most) if most else None, **more)


def choice(words: lazy, among: Sequence[str], **more: Any) -> Text:
    """One of a few words."""
    return _made(Text, words, validate=_Among(among), **more)


def moment(words: lazy, **more: Any) -> Moment:
    """A moment."""
    return _made(Moment, words, **more)


def day(words: lazy, **more: Any) -> fields.Date:
    """A day."""
    return _made(fields.Date, words, **more)


def yes_no(words: lazy, **more: Any) -> fields.Boolean:
    """True or false."""
    return _made(fields.Boolean, words, **more)


def texts(words: lazy, **more: Any) -> fields.List:
    """Several texts."""
    return _made(fields.List, words, Text(), **more)


def one(kind: type[Schema], words: lazy, **more: Any) -> fields.Nested:
    """A thing inside another."""
    return _made(fields.Nested, words, kind, **more)


def several(kind: type[Schema], words: lazy, **more: Any) -> fields.List:
    """Things inside another."""
    return _made(fields.List, words, fields.Nested(kind), **more)


def _made(
    made: type[F],
    words: lazy,
    *inner: Any,
    null: bool = False,
    optional: bool = False,
    example: Any = None,
    **more: Any,
) -> F:
    said = {"description": words} | ({"examples": [example]} if example is not None else {})
    if "load_default" in more:
        optional = True
    found: F = cast(Any, made)(*inner, required=not optional, allow_none=null, metadata=said, **more)
    return found
