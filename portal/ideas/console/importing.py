"""`/console/ideas/import`: ideas, votes and comments from files."""

from __future__ import annotations

from typing import Any

from portal.accounts.console.import_pages import ImportPages, Kind, some_here_already, tabs_of
from portal.accounts.models import Role
from portal.ideas.commands import importing as commands
from portal.ideas.commands import planning
from portal.ideas.commands.planning import MOST
from portal.ideas.commands.table_columns import COMMENT_COLUMNS, IDEA_COLUMNS, VOTE_COLUMNS
from portal.ideas.console.blueprint import idea_console
from portal.ideas.policy import DECIDE
from portal.kernel.access import me
from portal.kernel.i18n import lazy

PEOPLE_WRITERS = Role.CS | Role.ADMIN
ENDS = ("idea_console.index", some_here_already)
KINDS = {
    "ideas": Kind(lazy("Ideas"), IDEA_COLUMNS, "ideas", planning.plan_ideas, commands.import_ideas, *ENDS),
    "votes": Kind(lazy("Votes"), VOTE_COLUMNS, "idea_votes", planning.plan_votes, commands.import_votes, *ENDS),
    "comments": Kind(
        lazy("Comments"), COMMENT_COLUMNS, "idea_comments", planning.plan_comments, commands.import_comments, *ENDS
    ),
}
HINTS = {
    "external_id": lazy("the key it had before; a second import leaves it alone"),
    "idea": lazy("external ID of an idea, or # and its number here"),
    "author": lazy("e-mail address of somebody who is here"),
    "person": lazy("e-mail address of somebody who is here"),
    "status": lazy("a name from the idea settings; without one the first"),
    "area": lazy("a name from the idea settings"),
    "tags": lazy("with commas between them; new ones are made"),
    "at": lazy("such as 2027-06-30 or 2027-06-30 14:05; without one today"),
    "note": lazy("for staff only"),
    "text": lazy("plain words or Markdown"),
}


def _facts(kind: str) -> dict[str, Any]:
    return {
        "tabs_of_kinds": tabs_of(KINDS, kind),
        "most": MOST[kind],
        "hints": HINTS,
        "may_import_people": me().has(PEOPLE_WRITERS),
    }


PAGES = ImportPages(KINDS, DECIDE, "ideas/console/import.html", "ideas/console/preview.html", _facts)
for _kind in KINDS:
    PAGES.add(idea_console, "/import" if _kind == "ideas" else f"/import/{_kind}", _kind)
