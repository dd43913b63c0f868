"""How PostgreSQL reads the lists of the idea board: `python -m benchmarks.board --plans`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from benchmarks.running import Portal
from benchmarks.world.people import MEMBER
from portal.accounts.models import Person
from portal.ideas.labels import words
from portal.ideas.queries import board, roadmap, triage
from portal.ideas.queries.board import Asked
from portal.ideas.queries.triage import TriageFilters
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import using


def show(portal: Portal) -> None:
    """Print the plan of each list's statement, and name those that read a whole table of ideas or votes."""
    app = portal.app()
    with app.app_context(), using("en"):
        reader, known = db.session.get_one(Person, MEMBER), words()
        lists: dict[str, Callable[[], Any]] = {
            name: lambda asked=asked: board.board(reader, asked, known, None, None) for name, asked in _asked().items()
        }
        lists["roadmap"] = lambda: roadmap.roadmap(known)
        for sort in triage.SORTS:
            lists[f"triage {sort}"] = lambda sort=sort: triage.triage(TriageFilters(), sort, now(), None, None)
        for name, filters in _narrowed().items():
            lists[f"triage {name}"] = lambda filters=filters: triage.triage(filters, "demand", now(), None, None)
        lists["news"] = lambda: roadmap.news(known)
        lists["overdue"] = lambda: triage.first_overdue(TriageFilters(), now())
        whole = [name for name, ask in lists.items() if _explain(name, ask)]
        db.session.remove()
        db.engine.dispose()
    print("read a whole table: " + (", ".join(whole) or "none"), flush=True)


def _asked() -> dict[str, Asked]:
    found = {f"board {sort}": Asked(sort) for sort in board.SORTS}
    found |= {f"status {sort}": Asked(sort, statuses=(3,)) for sort in board.SORTS}
    found |= {f"area {sort}": Asked(sort, areas=(2,)) for sort in board.SORTS}
    found |= {f"mine {mine}": Asked(mine=mine) for mine in board.MINE}
    found |= {f"tag {sort}": Asked(sort, tag=1) for sort in board.SORTS}
    return found | {"status and area": Asked("top", (2,), (1,)), "many": Asked("trending", (3, 4), (1, 5))}


def _narrowed() -> dict[str, TriageFilters]:
    asked = ({"status_id": 3}, {"area_id": 2}, {"tag_id": 1}, {"tier": "high"}, {"stage": "growth"}, {"pledge": "unanswered"},
             {"pledge": "overdue"}, {"q": "permit"})  # fmt: skip
    return {f"{name} {value}": TriageFilters(**{name: value}) for one in asked for name, value in one.items()}


def _explain(name: str, ask: Callable[[], Any]) -> bool:
    """Run it once, explain what it ran; whether a large table was read from end to end."""
    seen: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        seen.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", keep)
    ask()
    sa.event.remove(db.engine, "before_cursor_execute", keep)
    whole = False
    for statement, parameters in seen:
        if not statement.lstrip().upper().startswith("SELECT"):
            continue
        rows = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
        plan = "\n".join(f"  {row}" for row in rows)
        print(f"{name}\n{plan}", flush=True)
        whole = whole or any(f"Seq Scan on {table}" in plan for table in ("idea ", "idea_vote", "idea_follow", "idea_status_change"))  # fmt: skip
    return whole
