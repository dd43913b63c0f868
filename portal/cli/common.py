"""What the families of commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app

from portal.app import create_app
from portal.kernel import i18n


class Failed(Exception):
    """A command could not do its work; the text says what, where and how to mend it."""


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command inside the app, speaking English (the command line has one language)."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app(NO_NUDGES=True).app_context(), i18n.using("en"):
            return command(*args, **kwargs)

    return run


def this_app() -> Flask:
    """The app of the running command."""
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
