"""What happens to follow-ups, playbooks, teams and requests. Data holds ids and code words, never what somebody wrote.

The subject of a follow-up's event is the follow-up, of a request's the request.
"""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

OPENED = "followup.opened"
JOINED = "followup.joined"
TAKEN = "followup.taken"
HANDED = "followup.handed"
SNOOZED = "followup.snoozed"
WOKEN = "followup.woken"
CLOSED = "followup.closed"
REOPENED = "followup.reopened"
NOTED = "followup.noted"
TICKED = "followup.ticked"
PLAYBOOK_APPLIED = "followup.planned"
PLAYBOOK_SAVED = "playbook.saved"
TEAM_SAVED = "team.saved"
CLOCK_SET = "followup.clock_set"
ASKED = "request.made"
ANSWERED = "request.answered"

declare(OPENED, lazy("opened a follow-up"), keys=("source",), audit=True)
declare(JOINED, lazy("gave an open follow-up a further source"), keys=("source",))
declare(TAKEN, lazy("took a follow-up"), audit=True)
declare(HANDED, lazy("handed a follow-up over"), keys=("owner_id", "team_id"), audit=True)
declare(SNOOZED, lazy("put a follow-up off"), audit=True)
declare(WOKEN, lazy("brought a follow-up back"))
declare(CLOSED, lazy("closed a follow-up"), keys=("state", "outcome"), audit=True)
declare(REOPENED, lazy("opened a follow-up again"), audit=True)
declare(NOTED, lazy("noted something on a follow-up"), audit=True)
declare(TICKED, lazy("ticked a task of a follow-up"), keys=("task_id", "done"), audit=True)
declare(PLAYBOOK_APPLIED, lazy("gave a follow-up tasks"), keys=("playbook_id",), audit=True)
declare(PLAYBOOK_SAVED, lazy("changed a playbook"), keys=("state",), audit=True)
declare(TEAM_SAVED, lazy("changed who is in a team"), audit=True)
declare(CLOCK_SET, lazy("changed how long a follow-up may wait"), keys=("fields",), audit=True)
declare(ASKED, lazy("made a request"), keys=("kind",))
declare(ANSWERED, lazy("answered a request"), keys=("state",), audit=True)
