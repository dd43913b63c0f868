"""What can happen in the cafeteria."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

PUBLISHED = "item.published"
CHANGED = "item.changed"
ARCHIVED = "item.archived"
RESTORED = "item.restored"
REVIEWED = "item.reviewed"
REVIEW_DUE = "item.review_due"
DRAFTED = "draft.saved"
DISCARDED = "draft.discarded"
COMPLETED = "item.completed"
QUIZ_PASSED = "quiz.passed"
REOPENED = "item.reopened"
CAUGHT_UP = "item.caught_up"
SUGGESTED = "item.suggested"
RATED = "item.rated"
CHANGED_MATERIALLY = "item.changed_materially"
STEP_DUE = "step.due"

declare(PUBLISHED, lazy("put a content item on the menu"), keys=("version", "slug"), audit=True)
declare(CHANGED, lazy("changed a content item"), keys=("version", "slug"), audit=True)
declare(ARCHIVED, lazy("took a content item off the menu"), keys=("slug",), audit=True)
declare(RESTORED, lazy("put a content item back on the menu"), keys=("slug",), audit=True)
declare(REVIEWED, lazy("reviewed a content item"), keys=("slug",), audit=True)
declare(REVIEW_DUE, lazy("came to the day of its review"), keys=("slug",))
declare(DRAFTED, lazy("saved a draft of a content item"), keys=("slug",), audit=True)
declare(DISCARDED, lazy("discarded a draft of a content item"), keys=("slug",), audit=True)
declare(COMPLETED, lazy("finished a content item"), keys=("kind", "version"), progress=True)
declare(QUIZ_PASSED, lazy("passed the quiz of a content item"), keys=("version",), progress=True)
declare(REOPENED, lazy("took back that a content item is finished"), keys=("kind",), progress=True)
declare(CAUGHT_UP, lazy("looked at what changed in a content item"), keys=("version",), progress=True)
declare(SUGGESTED, lazy("suggested a content item to a colleague"), progress=True)
# the reason of a rating stays in its row
declare(RATED, lazy("said whether a content item helped"), keys=("helpful", "explained"), progress=True)
declare(CHANGED_MATERIALLY, lazy("changed a content item in a way that matters"), keys=("version",))
declare(STEP_DUE, lazy("came to the day of a next step"), progress=True)
