"""`/console/community/import`: questions and answers from files."""

from __future__ import annotations

from typing import Any

from portal.accounts.console.import_pages import ImportPages, Kind, some_here_already, tabs_of
from portal.community.commands import importing as commands
from portal.community.commands import planning
from portal.community.commands.table_columns import ANSWER_COLUMNS, QUESTION_COLUMNS
from portal.community.console.blueprint import community_console
from portal.community.policy import MOVE
from portal.kernel.i18n import _, lazy

ENDS = ("community.index", some_here_already)
KINDS = {
    "questions": Kind(
        lazy("Questions"),
        QUESTION_COLUMNS,
        "questions",
        planning.plan_questions,
        commands.import_questions,
        *ENDS,
    ),
    "answers": Kind(lazy("Answers"), ANSWER_COLUMNS, "answers", planning.plan_answers, commands.import_answers, *ENDS),
}
HINTS = {
    "external_id": lazy("the key it had before; a second import leaves it alone"),
    "question": lazy("external ID of a question, or # and its number here"),
    "author": lazy("e-mail address of somebody who is here"),
    "area": lazy("a name from the idea settings"),
    "group": lazy("name of a group that is there; without one the whole community"),
    "tags": lazy("with commas between them; new ones are made"),
    "accepted": lazy("yes for the one answer that solved the question"),
    "at": lazy("such as 2027-06-30 or 2027-06-30 14:05; without one today"),
    "text": lazy("plain words or Markdown"),
}


def _facts(kind: str) -> dict[str, Any]:
    return {
        "tabs_of_kinds": tabs_of(KINDS, kind),
        "most": planning.MOST,
        "hints": HINTS,
        "file_label": _("CSV or JSON file"),
        "accept": ".csv,.json,text/csv,application/json",
    }


PAGES = ImportPages(KINDS, MOVE, "community/console/import.html", "community/console/preview.html", _facts)
for _kind in KINDS:
    PAGES.add(community_console, "/import" if _kind == "questions" else f"/import/{_kind}", _kind)
