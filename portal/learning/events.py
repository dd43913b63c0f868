"""What can happen in the cafeteria."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

PUBLISHED = "item.published"
CHANGED = "item.changed"
ARCHIVED = "item.archived"
COMPLETED = "item.completed"
REOPENED = "item.reopened"

declare(PUBLISHED, lazy("put a content item on the menu"), keys=("version",))
declare(CHANGED, lazy("changed a content item"), keys=("version",))
declare(ARCHIVED, lazy("took a content item off the menu"))
declare(COMPLETED, lazy("finished a content item"), keys=("kind", "version"))
declare(REOPENED, lazy("took back that a content item is finished"), keys=("kind",))
