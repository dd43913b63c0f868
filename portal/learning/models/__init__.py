"""The rows of the cafeteria."""

from portal.learning.models.drafts import Draft
from portal.learning.models.items import (
    Edition,
    Item,
    ItemAudience,
    ItemFile,
    ItemText,
    ItemVersion,
    OldSlug,
    Stage,
    in_language,
    item_url,
)
from portal.learning.models.progress import Completion, NextStep, QuizAttempt, Rating, Watching
from portal.learning.models.tray import Suggestion, TrayEntry, TrayShare

__all__ = [
    "Completion", "Draft", "Edition", "Item", "ItemAudience", "ItemFile", "ItemText", "ItemVersion", "NextStep",
    "OldSlug", "QuizAttempt", "Rating", "Stage", "Suggestion", "TrayEntry", "TrayShare", "Watching", "in_language",
    "item_url",
]  # fmt: skip
