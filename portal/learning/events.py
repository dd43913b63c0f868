"""What can happen in the cafeteria."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

PUBLISHED = "item.published"
CHANGED = "item.changed"
ARCHIVED = "item.archived"
COMPLETED = "item.completed"
REOPENED = "item.reopened"
SUGGESTED = "item.suggested"
RATED = "item.rated"
CHANGED_MATERIALLY = "item.changed_materially"
STEP_DUE = "step.due"

declare(PUBLISHED, lazy("put a content item on the menu"), keys=("version",))
declare(CHANGED, lazy("changed a content item"), keys=("version",))
declare(ARCHIVED, lazy("took a content item off the menu"))
declare(COMPLETED, lazy("finished a content item"), keys=("kind", "version"))
declare(REOPENED, lazy("took back that a content item is finished"), keys=("kind",))
declare(SUGGESTED, lazy("suggested a content item to a colleague"))
declare(RATED, lazy("said whether a content item helped"), keys=("helpful", "explained"))  # the reason stays in its row
declare(CHANGED_MATERIALLY, lazy("changed a content item in a way that matters"), keys=("version",))
declare(STEP_DUE, lazy("came to the day of a next step"))
