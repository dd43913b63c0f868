"""What the families of commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask, current_app

from portal.app import create_app
from portal.config import settings
from portal.kernel import i18n
from portal.kernel.db import db


class Failed(Exception):
    """A command could not do its work; the text says what, where and how to mend it."""


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command inside the app, speaking English (the command line has one language)."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app(NO_NUDGES=True, TENDING=True).app_context(), i18n.using("en"):
            try:
                return command(*args, **kwargs)
            finally:
                db.session.remove()
                db.engine.dispose()

    return run


def spoken(language: str | None) -> str:
    """The language given, or this portal's first. Raises BadParameter for one that PORTAL_LOCALES lacks."""
    known = settings().locales
    if language and language not in known:
        raise click.BadParameter(f"{language!r} is not spoken here. PORTAL_LOCALES has {', '.join(known)}.")
    return language or known[0]


def this_app() -> Flask:
    """The app of the running command."""
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
