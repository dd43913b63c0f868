"""The few ways an act can be refused. Commands raise them with translated text; one place turns them into pages."""

from __future__ import annotations


class PortalError(Exception):
    """What every refusal shares: an HTTP status and a sentence the reader can act on."""

    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def more(self) -> dict[str, object]:
        """What a program reads beside the sentence."""
        return {}


class NotFound(PortalError):
    """There is no such thing for this reader; the page does not tell whether it exists for others."""

    status = 404


class Forbidden(PortalError):
    """The reader sees the thing but may not do this to it."""

    status = 403


class Refused(PortalError):
    """The act does not fit the state the thing is in now (closed, changed meanwhile, the last of its kind)."""

    status = 409


class Invalid(PortalError):
    """What was typed cannot be taken; `field` names the form field, if there is one."""

    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @property
    def more(self) -> dict[str, object]:
        """The field."""
        return {"field": self.field} if self.field else {}


class TooMany(PortalError):
    """Too many tries in too short a time; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
