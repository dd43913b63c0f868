"""Every operation there is, with the scope it needs and a request that can be taken: written by hand, not read from the code."""

from __future__ import annotations

from typing import Any, NamedTuple


class Operation(NamedTuple):
    """`path` names `{company}`, `{person}`, `{follow_up}`, `{wave}` and `{response}`."""

    method: str
    path: str
    scope: str
    status: int = 200
    body: dict[str, Any] | None = None


OPERATIONS = [
    Operation("GET", "organizations", "read:organizations"),
    Operation("GET", "organizations/{company}", "read:organizations"),
    Operation("PATCH", "organizations/{company}", "write:organizations", body={"version": 1, "industry": "Rail"}),
    Operation("GET", "people", "read:people"),
    Operation("GET", "people/{person}", "read:people"),
    Operation("GET", "follow-ups", "read:follow-ups"),
    Operation("GET", "follow-ups/{follow_up}", "read:follow-ups"),
    Operation(
        "POST", "follow-ups", "write:follow-ups", 201, {"organization": "{company}", "title": "Ask about the renewal"}
    ),
    Operation(
        "POST", "follow-ups/{follow_up}/hand", "write:follow-ups", body={"version": 1, "team": "product", "owner": None}
    ),
    Operation("POST", "follow-ups/{follow_up}/notes", "write:follow-ups", body={"text": "They paid."}),
    Operation("POST", "follow-ups/{follow_up}/snooze", "write:follow-ups", body={"version": 1, "until": "{soon}"}),
    Operation(
        "POST",
        "follow-ups/{follow_up}/done",
        "write:follow-ups",
        body={"version": 1, "outcome": "solved", "closing": "They go on."},
    ),
    Operation("GET", "responses", "read:responses"),
    Operation("GET", "responses/{response}", "read:responses"),
    Operation("GET", "waves", "read:waves"),
    Operation("GET", "waves/{wave}", "read:waves"),
]
