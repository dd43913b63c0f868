"""Where the time of one answer goes, measured inside one process: no server, no second reader.

The whole WSGI call is timed, and within it three layers: *sign-in*, the hook that finds out who reads (cookie, one
statement, the person); *SQL*, from a statement going to the driver until its cursor is there, outside of sign-in; and
*template*, a page's rendering without statements it might send. The *rest* is what remains: routing, views, reading
rows, hooks, headers, whole pages' way to the server. Guests' pages are made anew each time here. The medians of all
calls are given, in microseconds.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask, before_render_template, template_rendered
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.load import Request
from portal.kernel.db import db

WARM, CALLS = 10, 60
SIGN_IN, SQL, TEMPLATE, REST = "sign-in", "SQL", "template", "rest"
LAYERS = (SIGN_IN, SQL, TEMPLATE, REST)
HOOK = "_know_reader"  # of accounts.browser


class Cost(NamedTuple):
    """Statements of one answer, and the microseconds of each layer and in all."""

    statements: int
    layers: dict[str, float]

    @property
    def total(self) -> float:
        """Of the whole call."""
        return sum(self.layers.values())


class Clock:
    """Charges the time that passes to the layer on top: what is inside another is not charged to that one, too."""

    def __init__(self, tell: Callable[[], float] = time.perf_counter) -> None:
        self.tell, self.open, self.spent, self.statements = tell, list[str](), defaultdict[str, float](float), 0
        self.since = tell()

    def enter(self, layer: str) -> None:
        """From now on it is this layer. A statement of signing in counts as signing in."""
        self.statements += layer == SQL
        self._charge()
        self.open.append(SIGN_IN if SIGN_IN in self.open else layer)

    def leave(self) -> None:
        """Back to the layer that was open before."""
        self._charge()
        self.open.pop()

    def _charge(self) -> None:
        at = self.tell()
        self.spent[self.open[-1] if self.open else ""] += at - self.since
        self.since = at


def costs(app: Flask, pages: dict[str, Sequence[Request]]) -> dict[str, Cost]:
    """What each of them costs; requests of one page are sent in turn."""
    with ExitStack() as stack:
        clock = Clock()
        _listen(app, clock, stack)
        return {name: _cost(app, clock, requests) for name, requests in pages.items()}


def _cost(app: Flask, clock: Clock, requests: Sequence[Request]) -> Cost:
    found: list[dict[str, float]] = []
    statements = 0
    for turn in range(WARM + CALLS):
        environ = _environ(requests[turn % len(requests)])
        clock.spent.clear()
        clock.statements = 0
        clock.enter(REST)
        body, status, _headers = run_wsgi_app(app, environ)
        for _part in body:
            pass
        clock.leave()
        if not status.startswith(("200", "303")):
            raise RuntimeError(f"{environ['PATH_INFO']} → {status}")
        if turn >= WARM:
            found.append({layer: clock.spent[layer] * 1e6 for layer in LAYERS})
            statements = clock.statements
    return Cost(statements, {layer: median(one[layer] for one in found) for layer in LAYERS})


def _environ(request: Request) -> dict[str, Any]:
    builder = EnvironBuilder(request.path, method=request.method, headers=request.headers, data=request.form)
    environ: dict[str, Any] = builder.get_environ()
    return environ


def _listen(app: Flask, clock: Clock, stack: ExitStack) -> None:
    """Tell the clock of layers, until the stack is closed."""
    hooks = app.before_request_funcs[None]
    place = next(n for n, hook in enumerate(hooks) if hook.__name__ == HOOK)
    hook = hooks[place]

    def know_reader() -> Any:
        clock.enter(SIGN_IN)
        try:
            return hook()
        finally:
            clock.leave()

    hooks[place] = know_reader
    stack.callback(hooks.__setitem__, place, hook)
    with app.app_context():
        engine = db.engine
    for name, tell in (
        ("before_cursor_execute", lambda *_given: clock.enter(SQL)),
        ("after_cursor_execute", lambda *_given: clock.leave()),
    ):
        sa.event.listen(engine, name, tell)
        stack.callback(sa.event.remove, engine, name, tell)
    stack.enter_context(before_render_template.connected_to(lambda *_given, **_more: clock.enter(TEMPLATE), app))
    stack.enter_context(template_rendered.connected_to(lambda *_given, **_more: clock.leave(), app))
